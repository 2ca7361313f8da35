// The admin API. One set of routes for three doors: the TCP listener (token), the data directory's socket, and the CLI in-process.

import { type Context, Hono, type Next } from 'hono';
import { GatewayError } from '../../domain/index.ts';
import { adminFaultBody, adminFaultStatus } from '../admin-fault.ts';
import type { AdminDeps } from './admin-deps.ts';
import type { AdminApp, AdminEnv } from './admin-types.ts';
import { agentRoutes } from './agent-routes.ts';
import { alertRoutes } from './alert-routes.ts';
import { approvalRoutes } from './approval-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { exportRoutes } from './export-routes.ts';
import { ledgerRoutes } from './ledger-routes.ts';
import { limitRoutes } from './limit-routes.ts';
import { logRoutes } from './log-routes.ts';
import { overrideRoutes } from './override-routes.ts';
import { peopleRoutes } from './people-routes.ts';
import { permissionGuard } from './permissions.ts';
import { policyRoutes } from './policy-routes.ts';
import { queryGuard } from './query.ts';
import { sessionRoutes } from './session-routes.ts';
import { tokenRoutes } from './token-routes.ts';

/** The statuses that faults have here, in the form that the router's types ask for. */
const KNOWN = [400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503] as const;

/** Builds the admin API. The caller has been identified by the door; `env.caller` names it in records. */
export function createAdminApp(deps: AdminDeps): AdminApp {
  const app: AdminApp = new Hono<AdminEnv>().basePath('/admin/v1');
  app.use(neverStored);
  app.use(permissionGuard);
  app.use(queryGuard);
  app.get('/status', (context) => context.json(deps.status()));
  app.get('/metrics', (context) =>
    context.body(deps.metrics(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
  );
  agentRoutes(app, deps);
  alertRoutes(app, deps);
  policyRoutes(app, deps);
  approvalRoutes(app, deps);
  overrideRoutes(app, deps);
  auditRoutes(app, deps);
  ledgerRoutes(app, deps);
  exportRoutes(app, deps);
  limitRoutes(app, deps);
  logRoutes(app, deps);
  tokenRoutes(app, deps);
  peopleRoutes(app, deps);
  sessionRoutes(app, deps);
  app.notFound((context) =>
    refusal(context, new GatewayError('not_found', { publicMessage: 'no such admin route' })),
  );
  app.onError((cause, context) => {
    if (!(cause instanceof GatewayError)) throw cause;
    return refusal(context, cause);
  });
  return app;
}

/** Answers hold tokens and decrypted contents: no cache on the way, and no browser, keeps them. */
async function neverStored(context: Context<AdminEnv>, next: Next): Promise<void> {
  await next();
  context.header('cache-control', 'no-store');
}

function refusal(context: Context<AdminEnv>, fault: GatewayError): Response {
  const status = KNOWN.find((candidate) => candidate === adminFaultStatus(fault)) ?? 500;
  return context.newResponse(JSON.stringify(adminFaultBody(fault)), status, {
    'content-type': 'application/json',
  });
}
