// POST …/chat/completions: HTTP in, HTTP out. What happens in between is gateway/handle-exchange.ts.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { Cancellation, type CancelSignal, GatewayError } from '../../domain/index.ts';
import { handleExchange, type IncomingCall } from '../../gateway/index.ts';
import type { AgentPath } from '../agent-path.ts';
import { httpSink } from '../http-sink.ts';
import { readBody } from '../read-body.ts';
import { requireMethod } from '../require-method.ts';
import type { ServerDeps } from '../server-deps.ts';

export interface ChatCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: AgentPath;
  readonly deployment: string | undefined;
}

export async function chatCompletions(deps: ServerDeps, call: ChatCall): Promise<void> {
  const { request, response } = call;
  requireMethod(request, 'POST', 'chat completions are asked for with POST');
  await countedIn(deps, () => handleExchange(deps.gateway, incomingCall(deps, call), httpSink(response)));
}

/** Runs one call within the number that may be in flight. Throws GatewayError overloaded past it. */
export async function countedIn(
  deps: Pick<ServerDeps, 'inFlight' | 'maxInFlight'>,
  run: () => Promise<void>,
): Promise<void> {
  if (deps.inFlight.count >= deps.maxInFlight) {
    throw new GatewayError('overloaded', { publicMessage: 'too many calls are in flight' });
  }
  deps.inFlight.count++;
  try {
    await run();
  } finally {
    deps.inFlight.count--;
  }
}

/** The call as the gateway takes it. */
export function incomingCall(
  deps: Pick<ServerDeps, 'maxBodyBytes'>,
  { request, response, path, deployment }: ChatCall,
): IncomingCall {
  return {
    headers: flatHeaders(request),
    pathAgent: path.agent,
    pathWorkflow: path.workflow,
    deployment,
    readBody: () => readBody(request, deps.maxBodyBytes),
    signal: goneSignal(response),
  };
}

/**
 * Header names in lower case; what came more than once is joined. Node would keep the first of some names, and who calls
 * must not depend on which of two keys a reader prefers: two joined keys are no key.
 */
export function flatHeaders(request: IncomingMessage): ReadonlyMap<string, string> {
  const flat = new Map<string, string>();
  const { rawHeaders } = request;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? '';
    const value = rawHeaders[at + 1] ?? '';
    const before = flat.get(name);
    flat.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return flat;
}

/** Aborted when the client closes before the answer was complete. */
function goneSignal(response: ServerResponse): CancelSignal {
  const gone = new Cancellation();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}
