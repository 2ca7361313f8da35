// Step 7: the call leaves for the model provider. Takes a Permit and a Receipt; there is no other way out.

import { Receipt } from '../../audit/index.ts';
import { GatewayError, ownField } from '../../domain/index.ts';
import { editChatRequest, type RequestEdit } from '../../wire/index.ts';
import type { Exchange } from '../exchange.ts';
import { Permit } from '../permit.ts';
import type { Route, UpstreamResponse } from '../ports.ts';

/** Sends the decided bytes upstream: the very bytes that came, unless policy changed them. */
export function forward(exchange: Exchange, permit: Permit, receipt: Receipt): Promise<UpstreamResponse> {
  Permit.assert(permit, exchange.id);
  Receipt.assert(receipt);
  exchange.flowed.asked = true;
  const { decided, call, deps } = exchange;
  const { request } = decided;
  const edits = namedByPath(exchange) ? [modelEdit(request.model), ...decided.edits] : decided.edits;
  const body = edits.length === 0 ? request.raw : editChatRequest(request, edits);
  const model = edits.findLast((edit) => edit.kind === 'model')?.value ?? request.model;
  const route = usableRoute(model === request.model ? decided.route : deps.routing(decided.agent, model));
  const { origin, path, headers } = route.request({ headers: call.headers, model });
  return deps.upstream({
    method: 'POST',
    origin,
    path,
    headers,
    body,
    signal: exchange.upstreamAbort.signal,
    connectTimeoutMs: route.connectTimeoutMs,
    headersTimeoutMs: route.headersTimeoutMs,
    idleTimeoutMs: route.idleTimeoutMs,
  });
}

/** A deployment in the path stands for the model; an upstream that reads the body must find it there. */
function namedByPath({ call, decided }: Exchange): boolean {
  return call.deployment !== undefined && typeof ownField(decided.request.body, 'model') !== 'string';
}

function modelEdit(value: string): RequestEdit {
  return { kind: 'model', value };
}

function usableRoute(route: Route | { readonly refused: string }): Route {
  if ('refused' in route) throw new GatewayError('no_upstream', { publicMessage: route.refused });
  return route;
}
