// Which models an agent may use: names from the configuration, and the providers' own lists where the configuration has globs.

import { type AgentIdentity, GatewayError, isJsonObject, ownField, stringField } from '../domain/index.ts';
import { type Upstream as Call, collect } from '../gateway/index.ts';
import { chooseUpstream, type Upstream } from '../providers/index.ts';
import { readJson } from '../wire/index.ts';

export interface ListedModel {
  readonly id: string;
  readonly upstream: string;
}

const MAX_LIST_BYTES = 4 * 1024 * 1024;
const MAX_MODELS = 10_000;
const LIST_TIMEOUT_MS = 15_000;

/** The provider's lists, asked for at most once in `LIST_LIFE_MS`, however many agents ask at once. */
export class ModelLists {
  readonly #call: Call;
  readonly #now: () => number;
  readonly #lists = new Map<
    string,
    { readonly askedAt: number; readonly names: Promise<readonly string[]> }
  >();

  constructor(call: Call, now: () => number) {
    this.#call = call;
    this.#now = now;
  }

  /** Rejects as the provider's answer does; a failure is not kept. */
  of(upstream: string, target: NonNullable<Upstream['modelList']>): Promise<readonly string[]> {
    const known = this.#lists.get(upstream);
    if (known !== undefined && this.#now() - known.askedAt < LIST_LIFE_MS) return known.names;
    const names = listed(target, this.#call);
    this.#lists.set(upstream, { askedAt: this.#now(), names });
    names.catch(() => this.#lists.delete(upstream));
    return names;
  }
}

const LIST_LIFE_MS = 60_000;

/** Every model whose calls would be let through to an upstream for this agent, once, in the order of the upstreams. */
export async function modelsFor(
  upstreams: readonly Upstream[],
  lists: ModelLists,
  agent: AgentIdentity,
): Promise<readonly ListedModel[]> {
  const found = new Map<string, ListedModel>();
  for (const upstream of upstreams) {
    const { name } = upstream.settings;
    if (agent.upstreams !== undefined && !agent.upstreams.includes(name)) continue;
    for (const id of await namesOf(upstream, lists)) {
      const chosen = chooseUpstream(upstreams, id, agent);
      if (!('refused' in chosen) && chosen === upstream) found.set(id, { id, upstream: name });
    }
  }
  return [...found.values()];
}

async function namesOf(upstream: Upstream, lists: ModelLists): Promise<readonly string[]> {
  const named = upstream.settings.models.filter((model) => !model.includes('*'));
  const hasGlobs = named.length < upstream.settings.models.length;
  if (!hasGlobs || upstream.modelList === undefined) return named;
  return [...named, ...(await lists.of(upstream.settings.name, upstream.modelList))];
}

/** The provider's list. ATTACKER-CONTROLLED: bounded in bytes and entries, strings only. */
async function listed(target: NonNullable<Upstream['modelList']>, call: Call): Promise<readonly string[]> {
  const response = await call({
    ...target,
    method: 'GET',
    body: null,
    signal: AbortSignal.timeout(LIST_TIMEOUT_MS),
    connectTimeoutMs: LIST_TIMEOUT_MS,
    headersTimeoutMs: LIST_TIMEOUT_MS,
    idleTimeoutMs: LIST_TIMEOUT_MS,
  });
  const read = readJson(await collect(response.body, MAX_LIST_BYTES));
  const data = read.ok && response.status === 200 ? ownField(read.value, 'data') : undefined;
  if (!Array.isArray(data)) {
    throw new GatewayError('upstream_invalid', {
      publicMessage: 'the model provider did not answer with a list of models',
    });
  }
  return data
    .slice(0, MAX_MODELS)
    .flatMap((model) => (isJsonObject(model) ? (stringField(model, 'id') ?? []) : []));
}
