// Pairs of CONSTRAIN policies that can meet on one action and then contradict each other, which blocks it.

import type { CompiledNames } from '../compile/compile-names.ts';
import type { CompiledPolicy } from '../compile/compiled-policy.ts';
import type { CompiledSet } from '../compile/compiled-set.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { composeConstraints } from '../evaluate/compose-constraints.ts';
import { place } from './finding.ts';

/** One warning for each contradicting pair whose agents, tools and action types overlap, at the later of the two. */
export function checkConflicts(set: CompiledSet): readonly Diagnostic[] {
  const constraining = set.policies
    .filter((policy) => policy.constraints !== undefined && policy.mode === 'enforce')
    .sort((a, b) => (a.position?.line ?? 0) - (b.position?.line ?? 0));
  return constraining.flatMap((later, index) =>
    constraining.slice(0, index).flatMap((earlier) => conflict(set, earlier, later) ?? []),
  );
}

function conflict(set: CompiledSet, earlier: CompiledPolicy, later: CompiledPolicy): Diagnostic | undefined {
  const what = canMeet(earlier, later) ? contradiction(earlier, later) : undefined;
  if (what === undefined) return undefined;
  const message = `\`${later.name}\` and \`${earlier.name}\` contradict each other (${what}): an action that both match is blocked`;
  return place(set, later, { severity: 'warning', code: 'conflicting-constraints', message });
}

function contradiction(a: CompiledPolicy, b: CompiledPolicy): string | undefined {
  if (a.constraints === undefined || b.constraints === undefined) return undefined;
  const composition = composeConstraints([
    { policy: a.name, constraints: a.constraints },
    { policy: b.name, constraints: b.constraints },
  ]);
  return composition.kind === 'irreconcilable' ? composition.what : undefined;
}

function canMeet(a: CompiledPolicy, b: CompiledPolicy): boolean {
  return (a.types & b.types) !== 0 && overlap(a.agents, b.agents) && overlap(a.tools, b.tools);
}

function overlap(a: CompiledNames | undefined, b: CompiledNames | undefined): boolean {
  if (a === undefined || b === undefined) return true;
  return a.sources.some((name) => b.matches(name)) || b.sources.some((name) => a.matches(name));
}
