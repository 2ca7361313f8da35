// Admin tokens: for the admin API over TCP. The socket in the data directory needs none.

import { z } from 'zod';
import { issueAdminToken, revokeAdminToken } from '../../identity/index.ts';
import type { AdminDeps } from './admin-deps.ts';
import type { AdminApp } from './admin-types.ts';
import { readAdminBody } from './body.ts';

const holder = z.strictObject({
  person: z.string().optional(),
  groups: z.array(z.string()).optional(),
});

export function tokenRoutes(app: AdminApp, deps: AdminDeps): void {
  const { control } = deps;

  app.get('/tokens', (context) =>
    context.json({
      tokens: control.identity.adminTokens().map(({ tokenId, revoked, person, groups }) => ({
        token_id: tokenId,
        state: revoked ? 'revoked' : 'live',
        ...(person === undefined ? {} : { person, groups }),
      })),
    }),
  );

  app.post('/tokens', async (context) => {
    const { person, groups } = await readAdminBody(context, holder);
    const mint = { randomBytes: deps.randomBytes, sha256: deps.sha256, now: deps.clock() };
    const issued = issueAdminToken(mint, {
      ...(person === undefined ? {} : { person }),
      ...(groups === undefined ? {} : { groups }),
    });
    await control.commitIdentity(issued.events, context.env.caller.name);
    return context.json({ token_id: issued.id, token: issued.key }, 201);
  });

  app.delete('/tokens/:id', async (context) => {
    const tokenId = context.req.param('id');
    await control.commitIdentity([revokeAdminToken(control.identity, tokenId)], context.env.caller.name);
    return context.json({ revoked: tokenId });
  });
}
