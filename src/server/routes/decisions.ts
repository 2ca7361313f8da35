// POST /v1/decisions, and GET /v1/decisions/:approval for what is pending: HTTP in, HTTP out.

import type { ServerResponse } from 'node:http';
import type { JsonObject } from '../../domain/index.ts';
import { evaluateActions, evaluationStatus } from '../../gateway/index.ts';
import { requireMethod } from '../require-method.ts';
import type { ServerDeps } from '../server-deps.ts';
import { type ChatCall, countedIn, incomingCall } from './chat-completions.ts';

export async function decisions(
  deps: ServerDeps,
  call: ChatCall & { readonly approval: string | undefined },
): Promise<void> {
  const { request, response, approval } = call;
  const rule = 'decisions are asked for with POST, what is pending is looked up with GET';
  requireMethod(request, approval === undefined ? 'POST' : 'GET', rule);
  await countedIn(deps, async () => {
    const incoming = incomingCall(deps, call);
    const answer =
      approval === undefined
        ? await evaluateActions(deps.gateway, incoming)
        : evaluationStatus(deps.gateway, incoming, approval);
    write(response, answer);
  });
}

function write(response: ServerResponse, answer: JsonObject): void {
  if (response.destroyed) return;
  const body = Buffer.from(JSON.stringify(answer));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.byteLength });
  response.end(body);
}
