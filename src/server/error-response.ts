// The one place where a fault or a bug becomes an HTTP answer: OpenAI-shaped on the agents' doors, else in the admin's shape.

import type { ServerResponse } from 'node:http';
import { type FaultCode, GatewayError } from '../domain/index.ts';
import { faultReply } from '../gateway/index.ts';
import { adminFaultBody, adminFaultStatus } from './admin-fault.ts';
import type { ServerDeps } from './server-deps.ts';

export interface FaultDeps {
  readonly newId: (prefix: string) => string;
  readonly log: ServerDeps['log'];
}

/** After these nobody knows where the next request begins. */
const UNREAD: ReadonlySet<FaultCode> = new Set(['body_too_large', 'invalid_http']);

/** Answers a call that failed before its reply began. A bug's own message never leaves the process. */
export function answerFault(
  deps: FaultDeps,
  response: ServerResponse,
  cause: unknown,
  door: 'agent' | 'admin',
): void {
  const requestId = deps.newId('rq');
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
  const headers = {
    'x-request-id': requestId,
    ...(fault.allow === undefined ? {} : { allow: fault.allow }),
    // What is left of such a message is not read. Otherwise the connection is kept or closed as the client asked.
    ...(UNREAD.has(fault.code) ? { connection: 'close' } : {}),
  };
  const reply = door === 'agent' ? faultReply(fault, headers) : adminReply(fault, headers);
  response.writeHead(reply.status, { ...reply.headers, 'content-length': reply.body.byteLength });
  response.end(reply.body);
}

function adminReply(
  fault: GatewayError,
  headers: Readonly<Record<string, string>>,
): ReturnType<typeof faultReply> {
  return {
    status: adminFaultStatus(fault),
    headers: { ...headers, 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(adminFaultBody(fault))),
  };
}

function report(deps: FaultDeps, requestId: string, fault: GatewayError, cause: unknown): void {
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
