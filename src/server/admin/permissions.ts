// The one table of what each route of the admin API asks for. A route that is not in it answers nobody.

import type { Context, Next } from 'hono';
import { matchedRoutes } from 'hono/route';
import { GatewayError } from '../../domain/index.ts';
import type { Permission } from '../../identity/index.ts';
import type { AdminCaller } from './admin-deps.ts';
import type { AdminEnv } from './admin-types.ts';

const BASE = '/admin/v1';

/** `contents.read` is asked for once more where a record is shown with its contents. */
export const ROUTE_PERMISSIONS: Readonly<Record<string, Permission>> = {
  'GET /status': 'read',
  'GET /metrics': 'read',
  'GET /session': 'read',
  'DELETE /session': 'read',
  'GET /agents': 'read',
  'POST /agents': 'agents.manage',
  'PUT /agents/:agent': 'agents.manage',
  'DELETE /agents/:agent': 'agents.manage',
  'POST /agents/:agent/keys': 'agents.manage',
  'POST /keys/:id/rotate': 'agents.manage',
  'DELETE /keys/:id': 'agents.manage',
  'GET /policy': 'read',
  'GET /policy/history': 'read',
  'GET /policy/versions/:version': 'read',
  'GET /policy/explain/:agent/:tool': 'read',
  'POST /policy/check': 'policy.write',
  'POST /policy/activate': 'policy.write',
  'POST /policy/enforce': 'policy.write',
  'POST /policy/rollback': 'policy.write',
  'GET /approvals': 'read',
  'GET /approvals/:id': 'approvals.decide',
  'POST /approvals/:id': 'approvals.decide',
  'POST /approvals': 'approvals.decide',
  'GET /notices': 'read',
  'GET /alerts': 'read',
  'POST /alerts/:sink/test': 'alerts.test',
  'GET /grants': 'read',
  'DELETE /grants/:id': 'approvals.decide',
  'GET /overrides': 'read',
  'POST /overrides': 'overrides.manage',
  'DELETE /overrides/:id': 'overrides.manage',
  'GET /halts': 'read',
  'POST /halts': 'halts.manage',
  'POST /halts/resume': 'halts.manage',
  'GET /decisions': 'records.read',
  'GET /decisions/search': 'contents.read',
  'GET /records/:index': 'records.read',
  'GET /refold': 'records.read',
  'GET /trace/:exchange': 'records.read',
  'GET /verify': 'records.read',
  'POST /verify': 'records.read',
  'GET /log/checkpoint': 'records.read',
  'GET /log/key': 'records.read',
  'GET /log/tile/*': 'records.read',
  'GET /receipts/:name': 'records.read',
  'GET /exports': 'read',
  'GET /leaves': 'ledger.export',
  'POST /ledger/erasures': 'ledger.erase',
  'POST /ledger/keys': 'ledger.erase',
  'POST /ledger/retention': 'ledger.erase',
  'POST /ledger/seals': 'ledger.erase',
  'POST /ledger/witness': 'ledger.export',
  'GET /tokens': 'people.manage',
  'POST /tokens': 'people.manage',
  'DELETE /tokens/:id': 'people.manage',
  'GET /people': 'people.manage',
  'POST /people': 'people.manage',
  'PUT /people/:person': 'people.manage',
  'PUT /people/:person/password': 'people.manage',
  'DELETE /people/:person': 'people.manage',
};

/** Throws GatewayError not_permitted. The local operator may do everything: who can reach the socket owns the directory. */
export function requirePermission(caller: AdminCaller, permission: Permission): void {
  if (caller.kind === 'operator' || caller.permissions.has(permission)) return;
  throw new GatewayError('not_permitted', {
    publicMessage: `this takes the permission ${permission}, which this token does not have`,
  });
}

/**
 * Throws GatewayError not_permitted where something is made that may do more than its maker: otherwise a token of narrow
 * scope would make itself a wider one.
 */
export function requireNoMore(caller: AdminCaller, given: ReadonlySet<Permission>): void {
  if (caller.kind === 'operator') return;
  const more = [...given].find((permission) => !caller.permissions.has(permission));
  if (more === undefined) return;
  throw new GatewayError('not_permitted', {
    publicMessage: `this has the permission ${more}, which you do not have: somebody who has it must do this`,
  });
}

/** The route that answers, as the table names it; undefined where none does. */
export function routeOf(context: Context<AdminEnv>): string | undefined {
  const route = matchedRoutes(context).find(({ method }) => method !== 'ALL');
  return route === undefined ? undefined : `${route.method} ${route.path.slice(BASE.length)}`;
}

/** Goes before every route. INVARIANT: a route that the table does not name answers nobody, the local operator included. */
export async function permissionGuard(context: Context<AdminEnv>, next: Next): Promise<void> {
  const name = routeOf(context);
  if (name !== undefined) {
    const permission = Object.hasOwn(ROUTE_PERMISSIONS, name) ? ROUTE_PERMISSIONS[name] : undefined;
    if (permission === undefined) {
      throw new GatewayError('not_permitted', { publicMessage: 'nobody may use this route' });
    }
    requirePermission(context.env.caller, permission);
  }
  await next();
}
