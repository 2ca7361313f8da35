// An approved action is judged again before its release, against the policy and state of that moment. Pure.

import type { AgentIdentity, Decision, EpochMs, HistoryView } from '../domain/index.ts';
import type { PolicySet } from '../policy/index.ts';
import { blocked, blockedForNow, type JudgedAction, judgeAction } from './judge-action.ts';
import type { Decided } from './stages.ts';

/** The world at the release. */
export interface Present {
  readonly policy: PolicySet | undefined;
  /** The agent as it is now, or why it would not be let in any more. */
  readonly access: { readonly agent: AgentIdentity } | { readonly refused: string };
  readonly history: HistoryView;
  readonly now: EpochMs;
}

/** INVARIANT: an approval answers for the demand that was shown, never for a block that came since. */
export function secondJudgement(
  decided: Pick<Decided, 'policy' | 'policyFacts'>,
  verdict: JudgedAction,
  { policy, access, history, now }: Present,
): JudgedAction {
  if (policy === undefined || policy.version !== decided.policy.version) {
    return {
      ...verdict,
      decision: blockedForNow(verdict.decision, 'the policy changed while this waited: ask again'),
    };
  }
  if ('refused' in access) return { ...verdict, decision: blocked(verdict.decision, access.refused) };
  const call = { ...decided.policyFacts.call, agent: access.agent };
  const again = judgeAction(policy, verdict.action, {
    ...decided.policyFacts,
    call,
    history,
    now,
    // What was found does not change while people think.
    evidence: () => verdict.decision.evidence,
  });
  if (again.decision.effect === 'BLOCK') return { ...verdict, decision: again.decision };
  return { ...verdict, decision: approved(verdict.decision) };
}

function approved(decision: Decision): Decision {
  const before = decision.reason.replace(/[.;]$/, '');
  return { ...decision, reason: before === '' ? 'approved by a person' : `${before}; approved by a person` };
}
