// When something was judged and what was known then: with the ledger, all that judging it once more needs.

import type { DetectorRun } from '../detect/index.ts';
import type { Clock, EpochMs } from '../domain/index.ts';

export interface Moment {
  readonly now: EpochMs;
  /** Index of the latest record whose facts the state held; -1 for none. */
  readonly through: number;
  /** So many doors behind it were decided, on their way to the ledger, and counted already. */
  readonly ahead: number;
  /** So many records were durable: they say which agents, policies and halts there were. */
  readonly size: number;
}

/** What the facts on record say of a judgement. */
export interface JudgedFacts extends Moment {
  /** Longer arguments of tools were not read. */
  readonly argumentBytes: number;
  /** Detectors that took too long: the one thing of a judgement that no judging finds again. */
  readonly slow?: readonly string[];
}

/** What can not be found again in what was kept of a call. */
export interface CallBasis {
  readonly bytes: number;
  readonly digest: string;
  /** Why the agent might not send it where it would have gone. */
  readonly refused?: string;
  /** What it might have cost at most; left out where the model had no price. */
  readonly costMicros?: number;
}

/** What a person's answer made of one action of a reply. */
export interface AnsweredFacts {
  readonly action: string;
  /** Why it was not released, in words for the agent. */
  readonly refused?: string;
  /** The judgement before its release. */
  readonly again?: Moment & { readonly refused?: string };
}

export function momentOf(from: {
  readonly clock: Clock;
  readonly state: Pick<Moment, 'through' | 'ahead'>;
  readonly ledger: { readonly head: Pick<Moment, 'size'> };
}): Moment {
  const { clock, state, ledger } = from;
  return { now: clock(), through: state.through, ahead: state.ahead, size: ledger.head.size };
}

export function judgedFacts(
  moment: Moment,
  argumentBytes: number,
  runs: readonly DetectorRun[] | undefined,
): JudgedFacts {
  const { now, through, ahead, size } = moment;
  const slow = runs?.flatMap(({ outcome }) =>
    outcome.kind === 'failed' && outcome.why === 'too_slow' ? [outcome.detector] : [],
  );
  const facts = { now, through, ahead, size, argumentBytes };
  return slow === undefined || slow.length === 0 ? facts : { ...facts, slow };
}
