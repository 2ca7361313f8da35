// One action through one policy set: decide, transform, and judge the transformed action once more.

import {
  type Action,
  type Constraints,
  type Decision,
  type Effect,
  type HistoryView,
  type RateLimit,
  strongerEffect,
} from '../domain/index.ts';
import { type PolicyFacts, type PolicySet, transformAction } from '../policy/index.ts';

/** The verdict on one action, with the action as it would be released. */
export interface JudgedAction {
  readonly action: Action;
  /** The action after redaction, clamps and stripping; the same object when nothing changed. */
  readonly released: Action;
  readonly decision: Decision;
}

/** Judges one action. Pure: the same arguments give the same verdict. */
export function judgeAction(policy: PolicySet, action: Action, facts: PolicyFacts): JudgedAction {
  const decision = policy.evaluate(action, facts);
  if (facts.halted !== undefined)
    return { action, released: action, decision: blocked(decision, facts.halted) };
  const constraints = decision.constraints;
  if (decision.effect !== 'CONSTRAIN' || constraints === undefined)
    return { action, released: action, decision };
  const exceeded = constraints.rateLimits.find((limit) => isExceeded(limit, action, facts));
  if (exceeded !== undefined)
    return { action, released: action, decision: blockedForNow(decision, rateReason(exceeded)) };
  return transformed(policy, { action, decision, constraints, facts });
}

interface ToTransform {
  readonly action: Action;
  readonly decision: Decision;
  readonly constraints: Constraints;
  readonly facts: PolicyFacts;
}

function transformed(policy: PolicySet, input: ToTransform): JudgedAction {
  const { action, decision, constraints, facts } = input;
  const first = transformAction(action, constraints);
  if (first.failed.length > 0) {
    const reason = `a constraint could not be applied to ${first.failed.join(', ')}`;
    return { action, released: action, decision: blocked(decision, reason) };
  }
  if (!first.changed) return { action, released: action, decision };
  const again = policy.evaluate(first.action, facts);
  if (again.effect === 'BLOCK') return { action, released: action, decision: again };
  // INVARIANT: what is released is a fixed point of its own constraints; otherwise a redaction could be undone by a clamp.
  if (again.constraints !== undefined && transformAction(first.action, again.constraints).changed) {
    return { action, released: action, decision: blocked(decision, 'its constraints do not settle') };
  }
  return { action, released: first.action, decision: withSecondLook(decision, again) };
}

/** Approvals asked by the second look are kept: a transformed action may need a person that the original did not. */
function withSecondLook(decision: Decision, again: Decision): Decision {
  const approval = decision.constraints?.approval ?? again.constraints?.approval;
  if (decision.constraints === undefined || approval === decision.constraints.approval) return decision;
  return { ...decision, constraints: { ...decision.constraints, approval } };
}

/** Blocked for a reason that passes: whoever asks again later may be let through. */
export function blockedForNow(decision: Decision, reason: string): Decision {
  return { ...blocked(decision, reason), passing: true };
}

/** The same decision, blocked for a reason that policy itself could not see. */
export function blocked(decision: Decision, reason: string): Decision {
  return { ...decision, effect: 'BLOCK', wouldBe: 'BLOCK', reason, constraints: undefined };
}

function isExceeded(limit: RateLimit, action: Action, facts: PolicyFacts): boolean {
  return countReleased(facts.history, limit, action) >= limit.limit;
}

function countReleased(history: HistoryView, limit: RateLimit, action: Action): number {
  let count = 0;
  for (const past of history.recent(limit.per, limit.withinMs)) {
    const same =
      past.type === action.type && (action.type !== 'tool_call' || past.toolName === action.toolName);
    if (past.released && same) count++;
    if (count >= limit.limit) return count;
  }
  return count;
}

function rateReason(limit: RateLimit): string {
  return `policy ${limit.policy}: more than ${limit.limit} in ${Math.round(limit.withinMs / 1000)} s per ${limit.per}`;
}

/** The strongest effect among verdicts; ALLOW when there are none. */
export function strongestEffect(verdicts: readonly JudgedAction[]): Effect {
  let strongest: Effect = 'ALLOW';
  for (const { decision } of verdicts) {
    if (decision.effect === 'BLOCK') return 'BLOCK';
    if (decision.effect === 'CONSTRAIN') strongest = 'CONSTRAIN';
    else if (decision.effect === 'LOG' && strongest === 'ALLOW') strongest = 'LOG';
  }
  return strongest;
}

/** The stronger of both doors: a constraint honoured at the request door still marks the whole exchange. */
export function overallEffect(request: Effect, replyVerdicts: readonly JudgedAction[]): Effect {
  return strongerEffect(request, strongestEffect(replyVerdicts));
}
