// Policies that can never matter: contradictory ones, ones that another blocks first, constraints that fit no action.

import type { CompiledPolicy } from '../compile/compiled-policy.ts';
import type { CompiledSet } from '../compile/compiled-set.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { maskOf, type TypeMask } from '../evaluate/action-types.ts';
import { place } from './finding.ts';

/** Unreachable policies, shadowed policies, and constraints without an action that they could apply to. */
export function checkReach(set: CompiledSet): readonly Diagnostic[] {
  const blocks = set.policies.filter((policy) => policy.decision === 'BLOCK' && policy.mode === 'enforce');
  const fingerprints = new Map(
    set.policies.map((policy) => [policy, new Set(policy.terms.map((term) => term.text))]),
  );
  return set.policies.flatMap((policy) => {
    if (policy.types === 0) {
      const message = `\`${policy.name}\` can never match: its conditions are about different kinds of action`;
      return [place(set, policy, { severity: 'warning', code: 'unreachable-policy', message })];
    }
    const wider = blocks.find((block) => block !== policy && alwaysBlocks(block, policy, fingerprints));
    if (wider !== undefined && policy.decision !== 'LOG') {
      const message = `\`${policy.name}\` never matters: \`${wider.name}\` blocks every action that it matches`;
      return [place(set, policy, { severity: 'warning', code: 'shadowed-policy', message })];
    }
    return misplacedConstraints(set, policy);
  });
}

/** True when each term of `block` is a term of `policy`: wherever the second matches, the first does. */
function alwaysBlocks(
  block: CompiledPolicy,
  policy: CompiledPolicy,
  fingerprints: ReadonlyMap<CompiledPolicy, ReadonlySet<string>>,
): boolean {
  if (policy.decision === 'BLOCK' && sameSize(block, policy) && block.name > policy.name) return false;
  const terms = fingerprints.get(policy);
  return block.terms.every((term) => terms?.has(term.text));
}

function sameSize(a: CompiledPolicy, b: CompiledPolicy): boolean {
  return a.terms.length === b.terms.length;
}

const CALL = maskOf('llm_call');
const TOOL_CALL = maskOf('tool_call');
const RECEIVED = maskOf('agent_message', 'user_message', 'system_message', 'memory', 'tool_result');

function misplacedConstraints(set: CompiledSet, policy: CompiledPolicy): readonly Diagnostic[] {
  const { constraints } = policy;
  if (constraints === undefined) return [];
  const checks: readonly (readonly [string, boolean, TypeMask])[] = [
    ['remove_tools', constraints.removeTools.length > 0, CALL],
    ['max_tokens', constraints.maxTokens !== undefined, CALL],
    ['model', constraints.model !== undefined, CALL],
    ['set_parameter or clamp_parameter', constraints.parameters.length > 0, TOOL_CALL],
    ['strip_code', constraints.stripCode, maskOf('code_execution')],
    ['annotate', constraints.annotate !== undefined, RECEIVED],
  ];
  return checks
    .filter(([, used, types]) => used && (policy.types & types) === 0)
    .map(([key]) => {
      const message = `\`${key}\` of \`${policy.name}\` does nothing for the actions that the policy matches`;
      return place(set, policy, { severity: 'warning', code: 'constraint-without-effect', message });
    });
}
