// What detectors and lineage say of an exchange: their input from what was read, their answers as evidence that policy reads.

import {
  type DetectorClock,
  type DetectorInput,
  type DetectorRun,
  detectors,
  runDetectors as run,
} from '../detect/index.ts';
import type { Action, CallFacts } from '../domain/index.ts';
import type { PolicySet } from '../policy/index.ts';
import { evidenceOf } from './action-evidence.ts';
import type { RequestDetection } from './detected.ts';
import { type InputDeps, keyOf, replyInput, requestInput } from './detector-input.ts';
import { answerFor } from './external-question.ts';
import type { Given } from './given.ts';
import type { Inspected } from './stages.ts';

/** Runs the detectors that policy has not switched off; what is not pure of it (a time-out) is on record, and a replay gives it back. */
export type RunDetectors = (
  input: DetectorInput,
  active: PolicySet['activeDetectors'],
) => readonly DetectorRun[];

/** One detector on one exchange, in microseconds: several times what ten megabytes of hostile text need. */
const BOUND_MICROS = 250_000;

export function liveDetectors({ micros, processorMicros }: Omit<DetectorClock, 'boundMicros'>): RunDetectors {
  const clock = { micros, processorMicros, boundMicros: BOUND_MICROS };
  return (input, active) =>
    run(
      detectors.filter(({ name }) => isIn(active, name)),
      input,
      clock,
    );
}

/** The same in a judgement of the past: detectors that took too long then are too slow again, and no other is. */
export function recordedDetectors(slow: readonly string[]): RunDetectors {
  const live = liveDetectors({ micros: () => 0, processorMicros: () => 0 });
  return (input, active) =>
    live(input, active).map((run): DetectorRun => {
      const { detector } = run.outcome;
      return slow.includes(detector)
        ? { ...run, outcome: { kind: 'failed', detector, why: 'too_slow' } }
        : run;
    });
}

function isIn(names: ReadonlySet<string>, name: string): boolean {
  return names.has(name);
}

export interface DetectionDeps extends InputDeps {
  readonly runDetectors: RunDetectors;
  readonly given: Given;
}

/** For a policy that asks: where none does, nothing is looked at. */
export function detectRequest(deps: DetectionDeps, inspected: Inspected): RequestDetection {
  const actions = inspected.actions.map(({ action }) => action);
  const whole = actions.find(({ type }) => type === 'llm_call')?.id;
  const call = { facts: inspected.facts, callDigest: () => inspected.request.digest() };
  return detected(deps, requestInput(deps, inspected), { actions, whole, isReply: false, call });
}

export interface ReplyDeps
  extends Pick<DetectionDeps, 'runDetectors' | 'state' | 'policy' | 'sha256' | 'given'> {
  readonly root: string;
  readonly facts: CallFacts;
}

/** The reply door of the same exchange. `actions` are all of the reply, or of the part that is judged. */
export function detectReply(
  request: RequestDetection,
  deps: ReplyDeps,
  actions: readonly Action[],
): RequestDetection {
  const input = replyInput(request.input, deps, actions);
  const call = { facts: deps.facts, callDigest: NO_DIGEST };
  return detected(deps, input, { actions, whole: undefined, isReply: true, call });
}

/** An action that no model call shows: compared with what its workflow has seen. */
export function detectAction(
  deps: Omit<DetectionDeps, 'knowsAgent' | 'agentNames'>,
  { facts, root, action }: { readonly facts: CallFacts; readonly root: string; readonly action: Action },
): RequestDetection | undefined {
  if (!deps.policy.detects) return undefined;
  const agent = facts.agent.name;
  const none: DetectorInput = {
    agent,
    scope: '',
    task: undefined,
    roster: deps.policy.summary.agents,
    texts: [],
    context: [],
    actions: [],
    tools: [],
    history: deps.state.detection.view(root, agent, deps.consecutiveReplies),
    lineage: deps.state.lineage.view(root, keyOf(deps.sha256, root)),
    external: undefined,
  };
  const input = replyInput(none, { ...deps, root }, [action]);
  const call = { facts, callDigest: NO_DIGEST };
  return detected(deps, input, { actions: [action], whole: action.id, isReply: true, call });
}

/** Nothing at the reply door is bound to the bytes of a call. */
const NO_DIGEST = (): string => '';

interface Door {
  readonly actions: readonly Action[];
  /** The action that findings about the whole request belong to. */
  readonly whole: string | undefined;
  readonly isReply: boolean;
  readonly call: { readonly facts: CallFacts; readonly callDigest: () => string };
}

function detected(
  {
    runDetectors,
    policy,
    given,
    sha256,
  }: Pick<DetectionDeps, 'runDetectors' | 'policy' | 'given' | 'sha256'>,
  asked: DetectorInput,
  { actions, whole, isReply, call }: Door,
): RequestDetection {
  const input = { ...asked, external: answerFor(asked.texts, given.external) };
  const runs = runDetectors(input, policy.activeDetectors);
  const showing = { ...call, occurrence: 0 };
  const { overrides } = given;
  return {
    input,
    runs,
    evidence: evidenceOf(actions, { runs, input, whole, isReply, overrides, showing, sha256 }),
  };
}
