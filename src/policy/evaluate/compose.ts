// Permission and effect of all matches of one action, composed into one outcome. The order of policies never matters.

import { type Constraints, defaultBlockReason, type Effect, strongerEffect } from '../../domain/index.ts';
import { type Composition, composeConstraints } from './compose-constraints.ts';
import type { Match } from './match-policy.ts';

/** How permission stands before any effect. */
export interface Permission {
  /** What granted: a policy, `declaration` or `default`; undefined when nothing did. */
  readonly grantedBy: string | undefined;
  /** Why nothing grants, when the default therefore blocks. */
  readonly deniedBecause: string | undefined;
}

export interface Outcome {
  readonly effect: Effect;
  readonly constraints: Constraints | undefined;
  readonly reason: string;
  readonly grantedBy: string | undefined;
  /** The matches whose decision blocks; empty when the default or a contradiction does. */
  readonly blockers: readonly Match[];
}

/** Composes matches that are in name order. */
export function compose(matches: readonly Match[], permission: Permission): Outcome {
  const { grantedBy } = permission;
  const blockers = matches.filter((match) => match.policy.decision === 'BLOCK');
  const composition = composeMatches(matches);
  const constraints = composition?.kind === 'composed' ? composition.constraints : undefined;
  if (blockers.length > 0) {
    const reason = `Blocked by ${blockers.map(sentence).join('; ')}.`;
    return { effect: 'BLOCK', constraints, reason, grantedBy, blockers };
  }
  if (composition?.kind === 'irreconcilable') {
    const reason = `Blocked: ${quoted(composition.policies)} contradict each other (${composition.what}).`;
    return { effect: 'BLOCK', constraints, reason, grantedBy, blockers };
  }
  if (permission.deniedBecause !== undefined) {
    const reason = defaultBlockReason(permission.deniedBecause);
    return { effect: 'BLOCK', constraints, reason, grantedBy, blockers };
  }
  const effect = matches.map((match) => match.policy.decision).reduce(strongerEffect, 'ALLOW');
  return { effect, constraints, reason: mildReason(effect, matches, grantedBy), grantedBy, blockers };
}

function composeMatches(matches: readonly Match[]): Composition | undefined {
  const parts = matches.flatMap(({ policy }) =>
    policy.constraints === undefined ? [] : [{ policy: policy.name, constraints: policy.constraints }],
  );
  return parts.length === 0 ? undefined : composeConstraints(parts);
}

function sentence({ policy, record }: Match): string {
  const reason = policy.reason === undefined ? '' : `: ${policy.reason}`;
  return `policy "${policy.name}"${reason}${record.unknown ? ' (a condition could not be evaluated)' : ''}`;
}

function mildReason(effect: Effect, matches: readonly Match[], grantedBy: string | undefined): string {
  const names = matches.filter(({ policy }) => policy.decision === effect).map(({ policy }) => policy.name);
  if (effect === 'CONSTRAIN') return `Constrained by ${quoted(names)}.`;
  if (effect === 'LOG') return `Logged by ${quoted(names)}.`;
  if (names.length > 0) return `Allowed by ${quoted(names)}.`;
  return grantedBy === undefined ? 'Allowed: the default decision is in shadow.' : `Allowed by ${grantedBy}.`;
}

function quoted(names: readonly string[]): string {
  return `${names.length === 1 ? 'policy' : 'policies'} ${names.map((name) => `"${name}"`).join(', ')}`;
}
