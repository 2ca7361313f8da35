// What an answer of the decision API leaves behind: its record, and in the state one action that was, or was not, released.

import type { ContentItem, RecordDraft } from '../audit/index.ts';
import type { CallFacts } from '../domain/index.ts';
import type { PolicySet } from '../policy/index.ts';
import { actionContent } from './action-content.ts';
import { type ExchangeFacts, NOTHING_NEW } from './facts.ts';
import type { JudgedAction } from './judge-action.ts';
import { pastFact } from './past-fact.ts';
import type { GatewayDeps } from './ports.ts';
import { exchangeDrafts, type RecordHead } from './record-bodies.ts';

export interface Evaluated {
  readonly deps: Pick<GatewayDeps, 'clock' | 'state'>;
  readonly id: string;
  readonly facts: CallFacts;
  readonly policy: PolicySet;
  readonly root: string;
  readonly alsoCountedUnder: readonly string[];
}

/** A call that was counted when its reply was released is not counted again when its tool is about to run. */
export function evaluationFacts(
  { deps, id, facts, policy, root, alsoCountedUnder }: Evaluated,
  judged: JudgedAction,
): ExchangeFacts {
  const { action } = judged;
  const callId = 'callId' in action ? action.callId : undefined;
  const known = callId !== undefined && deps.state.lineage.releasedCall(root, callId) !== undefined;
  return {
    ...NOTHING_NEW,
    at: deps.clock(),
    exchange: id,
    agent: facts.agent.name,
    root,
    workflow: facts.workflow.id,
    model: '',
    alsoCountedUnder,
    policyVersion: policy.version,
    judgedFor: '',
    past: known && judged.decision.effect !== 'BLOCK' ? [] : [pastFact(judged)],
  };
}

/** The record of the answer; `contents` lie beside it. */
export function evaluationDrafts(
  verdict: JudgedAction,
  head: RecordHead,
  contents: readonly ContentItem[],
): readonly RecordDraft[] {
  const { effect } = verdict.decision;
  const body = { request_type: 'decision', policy_decision: effect };
  return exchangeDrafts(
    { kind: 'action_evaluated', decision: effect, body, contents },
    head,
    [verdict],
    ({ action }) => [actionContent(action)],
  );
}
