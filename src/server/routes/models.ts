// GET …/models: the models that the calling agent may use, in OpenAI's list shape.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { GatewayError } from '../../domain/index.ts';
import { identify } from '../../gateway/index.ts';
import { readAgentPath } from '../agent-path.ts';
import type { ServerDeps } from '../server-deps.ts';
import { flatHeaders } from './chat-completions.ts';

export async function listModels(
  deps: ServerDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET') {
    throw new GatewayError('method_not_allowed', { publicMessage: 'models are listed with GET' });
  }
  const pathAgent = readAgentPath(request.url ?? '/').agent;
  const { agent } = identify(deps.gateway, { headers: flatHeaders(request), pathAgent });
  const models = await deps.modelsFor(agent);
  const data = models.map(({ id, upstream }) => ({ id, object: 'model', created: 0, owned_by: upstream }));
  const body = Buffer.from(JSON.stringify({ object: 'list', data }));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.byteLength });
  response.end(body);
}
