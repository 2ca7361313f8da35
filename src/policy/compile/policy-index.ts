// Finds the policies that can match by action type, agent and tool, so that a decision costs what those cost.

import { ACTION_TYPES, type ActionType } from '../../domain/index.ts';
import { includesType } from '../evaluate/action-types.ts';
import type { CompiledPolicy } from './compiled-set.ts';
import { nameKeys } from './name-keys.ts';

export interface Candidates {
  readonly policies: readonly CompiledPolicy[];
  readonly names: readonly string[];
}

export interface PolicyIndex {
  /** In name order. An empty agent, or an undefined tool, stands for one that is not known: every name is possible. */
  select(type: ActionType, agent: string, tool: string | undefined): Candidates;
}

/** Agent, tool and type combinations remembered; agents choose tool names, so the memory is bounded. */
const MAX_REMEMBERED = 4096;
const MAX_NAME_LENGTH = 256;

/** Builds the index over policies that are in name order. INVARIANT: a policy left out would have been false. */
export function createPolicyIndex(policies: readonly CompiledPolicy[]): PolicyIndex {
  const filed = policies.map((policy) => ({
    policy,
    agents: keysOf(policy.agents?.sources),
    tools: keysOf(policy.tools?.sources),
  }));
  const byType = new Map(ACTION_TYPES.map((type) => [type, createTypeIndex(filed, type)]));
  return {
    select: (type, agent, tool) => byType.get(type)?.(agent, tool) ?? { policies: [], names: [] },
  };
}

interface Filed {
  readonly policy: CompiledPolicy;
  readonly agents: ReadonlySet<string> | undefined;
  readonly tools: ReadonlySet<string> | undefined;
}

type Select = (agent: string, tool: string | undefined) => Candidates;

function createTypeIndex(filed: readonly Filed[], type: ActionType): Select {
  const ofType = filed.filter(({ policy }) => includesType(policy.types, type));
  const byAgent = groupBy(ofType, (entry) => entry.agents);
  const remembered = new Map<string, Map<string | undefined, Candidates>>();
  let size = 0;
  return (agent, tool) => {
    const known = remembered.get(agent)?.get(tool);
    if (known !== undefined) return known;
    const fresh = select(ofType, byAgent, agent, tool);
    if (agent.length > MAX_NAME_LENGTH || (tool?.length ?? 0) > MAX_NAME_LENGTH) return fresh;
    if (size >= MAX_REMEMBERED) {
      remembered.clear();
      size = 0;
    }
    const tools = remembered.get(agent) ?? new Map<string | undefined, Candidates>();
    remembered.set(agent, tools.set(tool, fresh));
    size += 1;
    return fresh;
  };
}

function select(all: readonly Filed[], byAgent: Groups, agent: string, tool: string | undefined): Candidates {
  const forAgent = agent === '' ? all : pick(byAgent, nameKeys(agent));
  const toolKeys = tool === undefined ? undefined : nameKeys(tool);
  const policies = [...forAgent]
    .filter(
      ({ tools }) => tools === undefined || toolKeys === undefined || toolKeys.some((key) => tools.has(key)),
    )
    .map(({ policy }) => policy)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return { policies, names: policies.map((policy) => policy.name) };
}

interface Groups {
  readonly byKey: ReadonlyMap<string, readonly Filed[]>;
  readonly any: readonly Filed[];
}

function groupBy(entries: readonly Filed[], keys: (entry: Filed) => ReadonlySet<string> | undefined): Groups {
  const byKey = new Map<string, Filed[]>();
  for (const entry of entries) {
    for (const key of keys(entry) ?? []) {
      const group = byKey.get(key);
      if (group === undefined) byKey.set(key, [entry]);
      else group.push(entry);
    }
  }
  return { byKey, any: entries.filter((entry) => keys(entry) === undefined) };
}

function pick(groups: Groups, keys: readonly string[]): ReadonlySet<Filed> {
  return new Set([...groups.any, ...keys.flatMap((key) => groups.byKey.get(key) ?? [])]);
}

function keysOf(names: readonly string[] | undefined): ReadonlySet<string> | undefined {
  return names === undefined ? undefined : new Set(names.flatMap(nameKeys));
}
