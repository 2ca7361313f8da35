// The one place where a fault or a bug becomes an HTTP answer of the agent-facing door.

import type { ServerResponse } from 'node:http';
import { GatewayError } from '../domain/index.ts';
import { faultReply } from '../gateway/index.ts';
import type { ServerDeps } from './server-deps.ts';

/** Answers a call that failed before its reply began. A bug's own message never leaves the process. */
export function answerFault(
  deps: Pick<ServerDeps, 'gateway' | 'log'>,
  response: ServerResponse,
  cause: unknown,
): void {
  const requestId = deps.gateway.newId('rq');
  const fault =
    cause instanceof GatewayError
      ? cause
      : new GatewayError('internal', { publicMessage: `internal error (${requestId})`, cause });
  report(deps, requestId, fault, cause);
  if (response.destroyed || response.writableEnded) return;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const reply = faultReply(fault, {
    'x-request-id': requestId,
    // What is left of such a body is not read. Otherwise the connection is kept or closed as the client asked.
    ...(fault.code === 'body_too_large' ? { connection: 'close' } : {}),
  });
  response.writeHead(reply.status, { ...reply.headers, 'content-length': reply.body.byteLength });
  response.end(reply.body);
}

function report(deps: Pick<ServerDeps, 'log'>, requestId: string, fault: GatewayError, cause: unknown): void {
  if (fault.code === 'internal') {
    const stack = cause instanceof Error ? cause.stack : String(cause);
    deps.log({ level: 'error', event: 'bug', detail: { requestId, stack } });
    return;
  }
  const level = fault.code === 'ledger_unavailable' ? 'error' : 'info';
  deps.log({
    level,
    event: 'refused',
    detail: { requestId, code: fault.code, detail: fault.detail ?? fault.publicMessage },
  });
}
