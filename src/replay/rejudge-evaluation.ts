// An answer of the decision API, made again.

import type { RecordDraft } from '../audit/index.ts';
import { type CallFacts, NO_PRICES, ownField, stringField } from '../domain/index.ts';
import {
  blocked,
  decodeGiven,
  evaluationDrafts,
  type JudgedAction,
  judgeEvaluation,
  recordedDetectors,
} from '../gateway/index.ts';
import { readEvaluations } from '../wire/index.ts';
import type { Door, Past, RejudgePorts, Unable } from './rejudge.ts';

/** The verdict before people were asked. */
export function rejudgeEvaluation(
  door: Door,
  { control, state }: Past,
  ports: RejudgePorts,
): JudgedAction | Unable {
  const { opened, facts } = door;
  const { judged } = facts;
  const policy = control.policy(facts.policyVersion);
  const call = callOf(door, control);
  if (policy === undefined || call === undefined || judged === undefined)
    return { why: 'its policy or its agent is not known' };
  const source = opened.contents?.get('evaluation');
  const read = readEvaluations(source ?? new Uint8Array(), {
    agent: facts.agent,
    maxArgumentBytes: judged.argumentBytes,
    capabilities: ports.capabilities,
  });
  const [evaluation] = read.ok ? read.evaluations : [];
  if (evaluation === undefined) return { why: 'the question that was kept can not be read' };
  const { root, alsoCountedUnder } = facts;
  return judgeEvaluation(
    {
      policy,
      state,
      sha256: ports.sha256,
      now: judged.now,
      prices: NO_PRICES,
      halts: control.halts,
      runDetectors: recordedDetectors(judged.slow ?? []),
      given: decodeGiven(opened.contents?.get('given')),
      facts: call,
      root,
      alsoCountedUnder,
    },
    evaluation.action,
  ).verdict;
}

/** What a person's answer made of it: a second judgement counts where it blocks. */
export function afterAnswer(
  first: JudgedAction,
  again: JudgedAction | { readonly refused: string },
): JudgedAction {
  if ('refused' in again) return { ...first, decision: blocked(first.decision, again.refused) };
  return again.decision.effect === 'BLOCK' ? again : first;
}

export function rejudgedEvaluationDrafts(
  door: Door,
  verdict: JudgedAction,
  { control }: Past,
): readonly RecordDraft[] | Unable {
  const call = callOf(door, control);
  if (call === undefined) return { why: 'its agent is not known' };
  const { exchange, root, policyVersion } = door.facts;
  return evaluationDrafts(verdict, { exchange, root, facts: call, policyVersion }, []);
}

const SOURCES = ['header', 'path', 'inferred'] as const;

function callOf({ opened, facts }: Door, control: Past['control']): CallFacts | undefined {
  const { body } = opened.record;
  const agent = control.agent(facts.agent, stringField(body, 'key_id') ?? '');
  if (agent === undefined) return undefined;
  const source = SOURCES.find((each) => each === ownField(body, 'workflow_source')) ?? 'inferred';
  const behalf = stringField(body, 'on_behalf_of_claimed');
  return {
    agent,
    workflow: { id: facts.workflow, source },
    onBehalfOf: behalf === undefined ? undefined : { name: behalf, verified: false },
    model: '',
    provider: '',
    stream: false,
    kind: 'normal',
    nextHop: undefined,
  };
}
