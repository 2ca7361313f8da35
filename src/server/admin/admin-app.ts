// The admin API. One set of routes for three doors: the TCP listener (token), the data directory's socket, and the CLI in-process.

import { Hono } from 'hono';
import { FAULTS, GatewayError } from '../../domain/index.ts';
import { PolicyRejected } from '../control/policy-shelf.ts';
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
import { sessionRoutes } from './session-routes.ts';
import { tokenRoutes } from './token-routes.ts';

/** Builds the admin API. The caller has been identified by the door; `env.caller` names it in records. */
export function createAdminApp(deps: AdminDeps): AdminApp {
  const app: AdminApp = new Hono<AdminEnv>().basePath('/admin/v1');
  app.use(permissionGuard);
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
    context.json(errorBody(new GatewayError('not_found', { publicMessage: 'no such admin route' })), 404),
  );
  app.onError((cause, context) => {
    if (!(cause instanceof GatewayError)) throw cause;
    const status = FAULTS[cause.code].status;
    return context.newResponse(JSON.stringify(errorBody(cause)), adminStatus(cause, status), {
      'content-type': 'application/json',
    });
  });
  return app;
}

/** On the admin side a file that does not load is the caller's mistake, not the gateway's. */
function adminStatus(cause: GatewayError, status: number): 400 | 401 | 403 | 404 | 409 | 413 | 500 | 503 {
  if (cause.code === 'config_invalid') return 400;
  const known = [400, 401, 403, 404, 409, 413, 500, 503] as const;
  return known.find((candidate) => candidate === status) ?? 500;
}

function errorBody(cause: GatewayError): { error: Record<string, unknown> } {
  const row = FAULTS[cause.code];
  return {
    error: {
      code: cause.code,
      message: cause.publicMessage,
      advice: row.advice,
      ...(cause instanceof PolicyRejected ? { diagnostics: cause.diagnostics } : {}),
    },
  };
}
