// Puts the public face on a compiled set: version, summary, and the questions that the gateway asks.

import type { ActionType, AgentIdentity, Effect } from '../domain/index.ts';
import { alertRoutes } from './compile/alert-routes.ts';
import type { CompiledPolicy } from './compile/compiled-policy.ts';
import type { CompiledSet } from './compile/compiled-set.ts';
import { activeDetectors, detects } from './compile/detects.ts';
import type { Candidates } from './compile/policy-index.ts';
import { evaluate } from './evaluate/evaluate.ts';
import { alwaysGranted } from './evaluate/find-grant.ts';
import { toolNature } from './evaluate/know-tool.ts';
import type { PolicySet, PolicySummary } from './policy-set.ts';

/** Wraps a compiled set. The result is immutable but for bounded memories inside its index. */
export function createPolicySet(
  compiled: CompiledSet,
  { version, source }: { readonly version: string; readonly source: string },
): PolicySet {
  return {
    version,
    source,
    policyNames: compiled.policies.map((policy) => policy.name),
    summary: summarize(compiled),
    alerts: alertRoutes(compiled.document.alerts ?? []),
    compiled,
    detects: detects(compiled.document),
    activeDetectors: activeDetectors(compiled.document),
    mayOverride: (agent, detector) => compiled.declarations.overrides.get(agent)?.has(detector) ?? false,
    toolNature: (name) => toolNature(name, compiled.declarations),
    evaluate: (action, facts) => evaluate(compiled, action, facts),
    mayActOn: (agent, type) =>
      (defaultMayBlock(compiled, agent, type) && compiled.defaultMode === 'enforce') ||
      select(compiled, agent, type).mayAct,
    looksAt: (agent, type) =>
      defaultMayBlock(compiled, agent, type) || select(compiled, agent, type).policies.length > 0,
    memoisable: (agent, type) => !select(compiled, agent, type).varies,
  };
}

function select(set: CompiledSet, agent: AgentIdentity, type: ActionType): Candidates {
  return set.index.select(type, agent.name, undefined);
}

function defaultMayBlock(set: CompiledSet, agent: AgentIdentity, type: ActionType): boolean {
  return set.defaultDecision === 'BLOCK' && !alwaysGranted(agent, type, set.declarations);
}

function summarize(set: CompiledSet): PolicySummary {
  return {
    enforced: countByDecision(set.policies.filter((policy) => policy.mode === 'enforce')),
    shadow: countByDecision(set.policies.filter((policy) => policy.mode === 'shadow')),
    defaultDecision: set.defaultDecision,
    defaultDeclared: set.document.default_decision !== undefined,
    defaultMode: set.defaultMode,
    agents: [...set.declarations.agents.keys()].sort(),
    tools: [...set.declarations.tools.keys()].sort(),
  };
}

function countByDecision(policies: readonly CompiledPolicy[]): Readonly<Record<Effect, number>> {
  const counts = { ALLOW: 0, LOG: 0, CONSTRAIN: 0, BLOCK: 0 };
  for (const policy of policies) counts[policy.decision] += 1;
  return counts;
}
