// GET …/models: the models that the calling agent may use, in OpenAI's list shape.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { GatewayError } from '../../domain/index.ts';
import { identify } from '../../gateway/index.ts';
import { readAgentPath } from '../agent-path.ts';
import type { ServerDeps } from '../server-deps.ts';
import { flatHeaders } from './chat-completions.ts';

export function listModels(
  deps: ServerDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET') {
    throw new GatewayError('method_not_allowed', { publicMessage: 'models are listed with GET' });
  }
  const pathAgent = readAgentPath(request.url ?? '/').agent;
  const { agent } = identify(deps.gateway, { headers: flatHeaders(request), pathAgent });
  const usable = deps.models.filter((model) => !('refused' in deps.gateway.routing(agent, model.id)));
  const data = usable.map((model) => ({
    id: model.id,
    object: 'model',
    created: 0,
    owned_by: model.upstream,
  }));
  const body = Buffer.from(JSON.stringify({ object: 'list', data }));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.byteLength });
  response.end(body);
  return Promise.resolve();
}
