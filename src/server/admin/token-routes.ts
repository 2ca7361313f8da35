// Admin tokens: for the admin API over TCP. The socket in the data directory needs none.

import { z } from 'zod';
import { GatewayError } from '../../domain/index.ts';
import {
  type AdminTokenView,
  type Issued,
  inAll,
  issueAdminToken,
  PERMISSIONS,
  type Permission,
  permissionsOf,
  ROLES,
  requireOwnName,
  revokeAdminToken,
} from '../../identity/index.ts';
import type { AdminDeps } from './admin-deps.ts';
import type { AdminApp } from './admin-types.ts';
import { readAdminBody } from './body.ts';
import { requireNoMore } from './permissions.ts';

const holder = z.strictObject({
  role: z.enum(ROLES),
  person: z.string().optional(),
  groups: z.array(z.string()).optional(),
  scopes: z.array(z.enum(PERMISSIONS)).optional(),
  expires_in_ms: z.number().int().positive().optional(),
});

export function tokenRoutes(app: AdminApp, deps: AdminDeps): void {
  const { control } = deps;

  app.get('/tokens', (context) => {
    const now = deps.clock();
    return context.json({ tokens: control.identity.adminTokens().map((token) => tokenView(token, now)) });
  });

  app.post('/tokens', async (context) => {
    const { expires_in_ms: expiresInMs, ...body } = await readAdminBody(context, holder);
    const mint = { randomBytes: deps.randomBytes, sha256: deps.sha256, now: deps.clock() };
    const { person, groups = [] } = body;
    if (person !== undefined) requireOwnName(control.identity, { person, groups });
    const issued = issueAdminToken(mint, {
      role: body.role,
      ...(body.person === undefined ? {} : { person: body.person }),
      ...(body.groups === undefined ? {} : { groups: body.groups }),
      ...(body.scopes === undefined ? {} : { scopes: body.scopes }),
      ...(expiresInMs === undefined ? {} : { expiresInMs }),
    });
    requireWithinRole(issued);
    requireNoMore(context.env.caller, given(issued));
    await control.commitIdentity(issued.events, context.env.caller.name);
    return context.json({ token_id: issued.id, token: issued.key }, 201);
  });

  app.delete('/tokens/:id', async (context) => {
    const tokenId = context.req.param('id');
    await control.commitIdentity([revokeAdminToken(control.identity, tokenId)], context.env.caller.name);
    return context.json({ revoked: tokenId });
  });
}

/** A scope narrows a role. Throws GatewayError invalid_request for one that the role does not hold: it would give nothing. */
function requireWithinRole({ events }: Issued): void {
  const [event] = events;
  if (event?.kind !== 'admin_token_issued') return;
  const { role, scopes = [] } = event.body;
  const allowed = permissionsOf([role]);
  const beyond = scopes.filter((scope) => !allowed.has(scope));
  if (beyond.length === 0) return;
  throw new GatewayError('invalid_request', {
    publicMessage: `scopes: the role ${role} does not hold ${beyond.join(', ')}; it holds ${[...allowed].join(', ')}`,
  });
}

/** What the token that is issued may do. */
function given({ events }: Issued): ReadonlySet<Permission> {
  const [event] = events;
  if (event?.kind !== 'admin_token_issued') return new Set();
  const { role, scopes } = event.body;
  return inAll(permissionsOf([role]), ...(scopes === undefined ? [] : [new Set(scopes)]));
}

function tokenView(token: AdminTokenView, now: number): Record<string, unknown> {
  const { tokenId, revoked, person, groups, roles, scopes, expiresAt, session } = token;
  const expired = expiresAt !== undefined && now >= expiresAt;
  return {
    token_id: tokenId,
    state: revoked ? 'revoked' : expired ? 'expired' : 'live',
    ...(person === undefined ? {} : { person, groups }),
    // A session by password has the roles of its account, whatever they are when it is used.
    ...(roles.length === 0 ? {} : { roles }),
    ...(scopes === undefined ? {} : { scopes }),
    ...(expiresAt === undefined ? {} : { expires_at: new Date(expiresAt).toISOString() }),
    ...(session ? { session } : {}),
  };
}
