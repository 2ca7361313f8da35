// "What may AGENT do with TOOL?": the effective policy for one agent and one tool, for `sallyport policy explain`.

import { type Effect, nearestWord } from '../domain/index.ts';
import type { CompiledPolicy } from './compile/compiled-policy.ts';
import type { CompiledSet } from './compile/compiled-set.ts';
import { knowTool } from './evaluate/know-tool.ts';
import type { PolicySet } from './policy-set.ts';

export interface ExplainedPolicy {
  readonly name: string;
  readonly decision: Effect;
  readonly mode: 'enforce' | 'shadow';
  /** What must hold besides agent, tool and action type; empty when nothing else must. */
  readonly when: readonly string[];
  readonly reason: string | undefined;
}

export interface Explanation {
  readonly agent: string;
  readonly tool: string;
  readonly agentDeclared: boolean;
  /** The declared name that is nearest to one that is not declared; undefined where none is near. */
  readonly nearestAgent: string | undefined;
  readonly category: string | undefined;
  readonly categorySource: 'declared' | 'inferred' | 'unknown';
  /** What grants the call before any policy restricts it. */
  readonly permission: 'declaration' | 'default' | 'policy' | 'none';
  readonly defaultMode: 'enforce' | 'shadow';
  /** `depends` when a policy with further conditions decides. */
  readonly verdict: Effect | 'depends';
  /** Policies that can match such a call, in name order. */
  readonly policies: readonly ExplainedPolicy[];
}

/** Explains calls of `tool` by `agent`, from the policy alone: the definition that a request offers may refine the category. */
export function explainAccess(set: PolicySet, agent: string, tool: string): Explanation {
  const { compiled } = set;
  const { facts, restricting } = knowTool(tool, undefined, compiled.declarations);
  const candidates = compiled.index.select('tool_call', agent, tool).policies;
  const policies = candidates
    .map((candidate) => candidate.policy)
    .filter((policy) => canConcern(policy, restricting))
    .map(explainPolicy);
  const declared = compiled.declarations.agents.get(agent);
  const permission = permissionOf(compiled, declared?.tools.matches(tool) ?? false, policies);
  return {
    agent,
    tool,
    agentDeclared: declared !== undefined,
    nearestAgent:
      declared === undefined ? nearestWord(agent, compiled.declarations.agents.keys()) : undefined,
    category: facts.category,
    categorySource: facts.source,
    permission,
    defaultMode: compiled.defaultMode,
    verdict: verdictOf(permission, compiled.defaultMode, policies),
    policies,
  };
}

/** The index has settled agent and tool; what is left is the category. */
function canConcern(policy: CompiledPolicy, categories: readonly string[]): boolean {
  return policy.terms.every(
    (term) =>
      term.categories === undefined || categories.length === 0 || categories.some(term.categories.matches),
  );
}

function explainPolicy({ name, decision, mode, terms, reason }: CompiledPolicy): ExplainedPolicy {
  const when = terms.filter((term) => !isSettled(term)).map((term) => term.text);
  return { name, decision, mode, when, reason };
}

function isSettled(term: CompiledPolicy['terms'][number]): boolean {
  const named = term.agents !== undefined || term.tools !== undefined || term.categories !== undefined;
  return named || term.kindOnly === true;
}

function permissionOf(
  set: CompiledSet,
  listed: boolean,
  policies: readonly ExplainedPolicy[],
): Explanation['permission'] {
  if (set.defaultDecision === 'ALLOW') return 'default';
  if (listed) return 'declaration';
  const allows = policies.some((policy) => policy.decision === 'ALLOW' && policy.mode === 'enforce');
  return allows ? 'policy' : 'none';
}

const BY_STRENGTH: readonly Effect[] = ['BLOCK', 'CONSTRAIN', 'LOG'];

/** The strongest effect that is certain, unless a stronger one, or the permission itself, hangs on further conditions. */
function verdictOf(
  permission: Explanation['permission'],
  defaultMode: Explanation['defaultMode'],
  policies: readonly ExplainedPolicy[],
): Explanation['verdict'] {
  const enforced = policies.filter((policy) => policy.mode === 'enforce');
  if (permission === 'none' && defaultMode === 'enforce') return 'BLOCK';
  const certain = (effect: Effect) =>
    enforced.some((policy) => policy.decision === effect && policy.when.length === 0);
  if (permission === 'policy' && !certain('ALLOW') && !certain('BLOCK')) return 'depends';
  for (const effect of BY_STRENGTH) {
    const same = enforced.filter((policy) => policy.decision === effect);
    if (certain(effect)) return effect;
    if (same.length > 0) return 'depends';
  }
  return 'ALLOW';
}
