// GET …/models: the models that the calling agent may use, in OpenAI's list shape.

import { GatewayError } from '../../domain/index.ts';
import { identify } from '../../gateway/index.ts';
import type { ServerDeps } from '../server-deps.ts';
import { type ChatCall, flatHeaders } from './chat-completions.ts';

export async function listModels(
  deps: ServerDeps,
  { request, response, path }: Omit<ChatCall, 'deployment'>,
): Promise<void> {
  const pathAgent = path.agent;
  if (request.method !== 'GET') {
    throw new GatewayError('method_not_allowed', {
      allow: 'GET',
      publicMessage: 'models are listed with GET',
    });
  }
  const { agent } = identify(deps.gateway, { headers: flatHeaders(request), pathAgent });
  const models = await deps.modelsFor(agent);
  // What an agent learns is on record before it learns it, like everything else that leaves.
  await deps.gateway.ledger.append([
    { kind: 'models_listed', agent: agent.name, body: { key_id: agent.keyId, models: models.length } },
  ]);
  const data = models.map(({ id, upstream }) => ({ id, object: 'model', created: 0, owned_by: upstream }));
  const body = Buffer.from(JSON.stringify({ object: 'list', data }));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.byteLength });
  response.end(body);
}
