// The decision API's question as one pure function, as judge.ts is for the two doors.

import type { Action, CallFacts, PriceList, Sha256Hex } from '../domain/index.ts';
import type { Halts } from '../limits/index.ts';
import type { PolicySet } from '../policy/index.ts';
import type { RequestDetection } from './detected.ts';
import { detectAction, type RunDetectors } from './detection.ts';
import type { Given } from './given.ts';
import { haltOf } from './judge.ts';
import { type JudgedAction, judgeAction } from './judge-action.ts';
import type { GatewayState } from './state.ts';

/** Everything that the answer depends on, as recorded values. */
export interface EvaluationJudgeInput {
  readonly policy: PolicySet;
  readonly state: GatewayState;
  readonly sha256: Sha256Hex;
  readonly now: number;
  readonly prices: PriceList;
  readonly halts: Halts;
  readonly runDetectors: RunDetectors;
  readonly given: Given;
  readonly facts: CallFacts;
  readonly root: string;
  readonly alsoCountedUnder: readonly string[];
}

/** Judges one action that no model call shows. */
export function judgeEvaluation(
  input: EvaluationJudgeInput,
  action: Action,
): { readonly verdict: JudgedAction; readonly detection: RequestDetection | undefined } {
  const { policy, state, facts, root, alsoCountedUnder, now, prices } = input;
  const query = { root, alsoCountedUnder, agent: facts.agent.name, now };
  const history = state.history(query);
  const detection = detectAction(
    { ...input, consecutiveReplies: history.consecutiveReplies },
    { facts, root, action },
  );
  const definition = action.type === 'tool_call' ? action.definition : undefined;
  const verdict = judgeAction(policy, action, {
    call: facts,
    history,
    now,
    prices,
    halted: haltOf(input.halts, query),
    toolsOffered: definition === undefined ? [] : [definition],
    evidence: detection?.evidence,
  });
  return { verdict, detection };
}
