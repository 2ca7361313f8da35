// Which upstream a call goes to: the configuration's order, the model's name, and what the agent may use.

import { type AgentIdentity, didYouMean } from '../domain/index.ts';
import { PROVIDERS } from './catalog.ts';
import { globsMeet, matchesGlob } from './glob.ts';
import type { Addressing, UpstreamSettings, UpstreamTarget } from './provider.ts';

/** An upstream, ready to address calls. */
export interface Upstream {
  readonly settings: UpstreamSettings;
  readonly address: Addressing;
  readonly modelList: UpstreamTarget | undefined;
}

/** Upstreams in the order of the configuration. Throws TypeError for a kind that the catalogue does not have. */
export function connectUpstreams(settings: readonly UpstreamSettings[]): readonly Upstream[] {
  return settings.map((each) => {
    const provider = PROVIDERS.find((candidate) => candidate.kind === each.kind);
    if (provider === undefined) throw new TypeError(`no provider of kind ${each.kind}`);
    return { settings: each, address: provider.connect(each), modelList: provider.modelList?.(each) };
  });
}

/** Longer model names exist nowhere; matching stays cheap whatever an agent sends. */
const MAX_MODEL_LENGTH = 256;

/**
 * The first upstream that serves the model and that the agent may use, or why there is none. Globs grant, so they match
 * byte for byte: no case folding, no look-alikes. ATTACKER-CONTROLLED: `model`.
 */
export function chooseUpstream(
  upstreams: readonly Upstream[],
  model: string,
  agent: Pick<AgentIdentity, 'upstreams' | 'models'>,
): Upstream | { readonly refused: string } {
  if (model.length > MAX_MODEL_LENGTH) return { refused: 'the name of the model is too long' };
  if (agent.models !== undefined && !matchesAny(agent.models, model)) {
    return { refused: 'this agent may not use this model' };
  }
  const found = upstreams.find(
    ({ settings }) =>
      (agent.upstreams === undefined || agent.upstreams.includes(settings.name)) &&
      matchesAny(settings.models, model),
  );
  return found ?? { refused: 'no upstream that this agent may use serves this model' };
}

/**
 * What of an agent's scope names nothing that is configured: an upstream that is not there, or models that none of its
 * upstreams serves. Undefined where there is no such thing.
 */
export function emptyScope(
  settings: readonly Pick<UpstreamSettings, 'name' | 'models'>[],
  { upstreams, models }: Pick<AgentIdentity, 'upstreams' | 'models'>,
): string | undefined {
  const names = settings.map(({ name }) => name);
  const stranger = upstreams?.find((name) => !names.includes(name));
  if (stranger !== undefined) {
    const hint = names.length === 0 ? 'none is configured' : didYouMean(stranger, names);
    return `upstreams "${stranger}": there is none of this name; ${hint}`;
  }
  const open = settings.filter(({ name }) => upstreams?.includes(name) ?? true);
  const served = open.flatMap((each) => each.models);
  // Before there is any upstream, nobody knows what one will serve.
  const unserved =
    settings.length === 0
      ? undefined
      : models?.find((wanted) => !served.some((glob) => globsMeet(glob, wanted)));
  if (unserved === undefined) return undefined;
  const where = upstreams === undefined ? 'no upstream' : `none of ${upstreams.join(', ')}`;
  return `models "${unserved}": ${where} serves such a model; ${didYouMean(unserved, served)}`;
}

function matchesAny(globs: readonly string[], model: string): boolean {
  return globs.some((glob) => matchesGlob(glob, model));
}
