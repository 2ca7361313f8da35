// GET …/models and …/models/:model: what the calling agent may use, in OpenAI's shapes.

import { GatewayError } from '../../domain/index.ts';
import { identify } from '../../gateway/index.ts';
import type { ListedModel } from '../model-list.ts';
import { requireMethod } from '../require-method.ts';
import type { ServerDeps } from '../server-deps.ts';
import { type ChatCall, flatHeaders } from './chat-completions.ts';

/** The list, or the one of `model`. Throws GatewayError model_not_found for one that this agent may not use, or nobody. */
export async function listModels(
  deps: ServerDeps,
  { request, response, path }: Omit<ChatCall, 'deployment'>,
  model?: string,
): Promise<void> {
  requireMethod(request, 'GET', 'models are listed with GET');
  const { agent } = identify(deps.gateway, { headers: flatHeaders(request), pathAgent: path.agent });
  const all = await deps.modelsFor(agent);
  const models = model === undefined ? all : all.filter(({ id }) => id === model);
  // What an agent learns is on record before it learns it, like everything else that leaves.
  await deps.gateway.ledger.append([
    { kind: 'models_listed', agent: agent.name, body: { key_id: agent.keyId, models: models.length } },
  ]);
  const [only] = models;
  if (model !== undefined && only === undefined) {
    throw new GatewayError('model_not_found', {
      publicMessage: 'this agent has no model of this name',
    });
  }
  const answer =
    model === undefined || only === undefined
      ? { object: 'list', data: models.map(modelObject) }
      : modelObject(only);
  const body = Buffer.from(JSON.stringify(answer));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.byteLength });
  response.end(body);
}

function modelObject({ id, upstream }: ListedModel) {
  return { id, object: 'model', created: 0, owned_by: upstream };
}
