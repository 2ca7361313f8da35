// Who the caller is, and the end of the token that says so.

import { GatewayError } from '../../domain/index.ts';
import { revokeAdminToken } from '../../identity/index.ts';
import type { AdminDeps } from './admin-deps.ts';
import type { AdminApp } from './admin-types.ts';

export function sessionRoutes(app: AdminApp, { control }: AdminDeps): void {
  app.get('/session', (context) => {
    const { caller } = context.env;
    if (caller.kind === 'operator') return context.json({ name: caller.name, kind: caller.kind });
    const { name, kind, groups, roles, permissions, tokenId } = caller;
    return context.json({ name, kind, groups, roles, permissions: [...permissions], token_id: tokenId });
  });

  app.delete('/session', async (context) => {
    const { caller } = context.env;
    if (caller.kind === 'operator') {
      throw new GatewayError('invalid_request', { publicMessage: 'the local operator has no session' });
    }
    await control.commitIdentity([revokeAdminToken(control.identity, caller.tokenId)], caller.name);
    return context.json({ revoked: caller.tokenId });
  });
}
