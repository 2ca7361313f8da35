// Finds the policies that can match by action type, agent and tool, so that a decision costs what those cost.

import { ACTION_TYPES, type ActionType } from '../../domain/index.ts';
import type { PatternNeed, Term } from '../conditions/condition.ts';
import { includesType } from '../evaluate/action-types.ts';
import type { CompiledPolicy } from './compiled-policy.ts';
import { nameKeys } from './name-keys.ts';
import { createUnions, planSearch, type SearchPlan, type Unions } from './plan-search.ts';

/** A policy whose conditions on action type, agent and tool hold already. */
export interface Candidate {
  readonly policy: CompiledPolicy;
  /** What is left to test, cheapest first. */
  readonly tests: readonly Term[];
}

export interface Candidates {
  readonly policies: readonly Candidate[];
  readonly names: readonly string[];
  /** The same candidates, parted into those that one search can rule out together, and the rest. */
  readonly plan: SearchPlan<Candidate>;
  /** Whether one of them, enforced, may stop or change an action. */
  readonly mayAct: boolean;
  /** Whether what they say of an action may change with the clock or with history. */
  readonly varies: boolean;
}

export interface PolicyIndex {
  /** In name order. An empty agent, or an undefined tool, stands for one that is not known: every name is possible. */
  select(type: ActionType, agent: string, tool: string | undefined): Candidates;
}

const NOTHING: Candidates = {
  policies: [],
  names: [],
  plan: { groups: [], rest: [] },
  mayAct: false,
  varies: false,
};

/** Agent, tool and type combinations remembered; agents choose tool names, so the memory is bounded. */
const MAX_REMEMBERED = 4096;
const MAX_NAME_LENGTH = 256;

/** Builds the index over policies that are in name order. INVARIANT: a policy left out would have been false. */
export function createPolicyIndex(policies: readonly CompiledPolicy[]): PolicyIndex {
  const unions = createUnions();
  const filed = policies.map((policy) => ({
    policy,
    agents: keysOf(policy.agents?.sources),
    tools: keysOf(policy.tools?.sources),
  }));
  const byType = new Map(ACTION_TYPES.map((type) => [type, createTypeIndex(filed, type, unions)]));
  return {
    select: (type, agent, tool) => byType.get(type)?.(agent, tool) ?? NOTHING,
  };
}

interface Filed {
  readonly policy: CompiledPolicy;
  readonly agents: ReadonlySet<string> | undefined;
  readonly tools: ReadonlySet<string> | undefined;
}

type Select = (agent: string, tool: string | undefined) => Candidates;

function createTypeIndex(filed: readonly Filed[], type: ActionType, unions: Unions): Select {
  const ofType = filed.filter(({ policy }) => includesType(policy.types, type));
  const byAgent = groupBy(ofType, (entry) => entry.agents);
  const remembered = new Map<string, Map<string | undefined, Candidates>>();
  let size = 0;
  return (agent, tool) => {
    const known = remembered.get(agent)?.get(tool);
    if (known !== undefined) return known;
    const fresh = select(pick(byAgent, agent), { type, agent, tool }, unions);
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

interface Key {
  readonly type: ActionType;
  readonly agent: string;
  readonly tool: string | undefined;
}

function select(entries: Iterable<Filed>, key: Key, unions: Unions): Candidates {
  const toolKeys = key.tool === undefined ? undefined : nameKeys(key.tool);
  const policies = [...entries]
    .filter(
      ({ tools }) =>
        tools === undefined || toolKeys === undefined || toolKeys.some((name) => tools.has(name)),
    )
    .flatMap(({ policy }) => settle(policy, key) ?? [])
    .sort((a, b) => (a.policy.name < b.policy.name ? -1 : 1));
  const plan = planSearch(policies, needOf, unions);
  return {
    policies,
    names: policies.map(({ policy }) => policy.name),
    plan,
    mayAct: policies.some(({ policy }) => mayAct(policy)),
    varies: policies.some(({ policy }) => varies(policy)),
  };
}

function mayAct({ mode, decision }: CompiledPolicy): boolean {
  return mode === 'enforce' && (decision === 'BLOCK' || decision === 'CONSTRAIN');
}

/** An ALLOW counts, too: under a default of BLOCK, what it stops granting is blocked. */
function varies({ mode, decision, terms }: CompiledPolicy): boolean {
  return mode === 'enforce' && decision !== 'LOG' && terms.some((term) => term.varies === true);
}

function needOf({ tests }: Candidate): PatternNeed | undefined {
  return tests.find((term) => term.needs !== undefined)?.needs;
}

/** Tests once what depends on nothing but the key; undefined when some of it is false. */
function settle(policy: CompiledPolicy, key: Key): Candidate | undefined {
  const tests: Term[] = [];
  for (const term of policy.tests) {
    const truth = settledTruth(term, key);
    if (truth === false) return undefined;
    if (truth === undefined) tests.push(term);
  }
  return { policy, tests };
}

/** INVARIANT: equal to `term.test` for every action with this key; undefined where the test needs more than the key. */
function settledTruth(term: Term, { type, agent, tool }: Key): boolean | undefined {
  if (term.kindOnly) return includesType(term.types, type);
  if (term.agents !== undefined) return agent === '' ? undefined : term.agents.matches(agent);
  if (term.tools === undefined || type !== 'tool_call' || tool === undefined) return undefined;
  return term.tools.matches(tool);
}

interface Groups {
  readonly byKey: ReadonlyMap<string, readonly Filed[]>;
  readonly any: readonly Filed[];
  readonly all: readonly Filed[];
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
  return { byKey, any: entries.filter((entry) => keys(entry) === undefined), all: entries };
}

function pick(groups: Groups, agent: string): Iterable<Filed> {
  if (agent === '') return groups.all;
  return new Set([...groups.any, ...nameKeys(agent).flatMap((key) => groups.byKey.get(key) ?? [])]);
}

function keysOf(names: readonly string[] | undefined): ReadonlySet<string> | undefined {
  return names === undefined ? undefined : new Set(names.flatMap(nameKeys));
}
