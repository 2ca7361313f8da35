// In which order a ledger's doors were judged: state is folded in that order, not in the order of records.

import type { StoredRecord } from '../audit/index.ts';
import { isControlKind } from '../audit/index.ts';
import type { ExchangeFacts, Moment } from '../gateway/index.ts';
import { allRecords, factsOf, type LedgerSource, openRecord } from './log-reader.ts';
import type { RejudgedKind, Unjudged } from './report.ts';

/** Records whose decisions were judged at some moment. */
const JUDGED: ReadonlyMap<string, RejudgedKind> = new Map([
  ['exchange_requested', 'request'],
  ['exchange_retried', 'request'],
  ['actions_decided', 'part'],
  ['exchange_completed', 'reply'],
  ['action_evaluated', 'evaluation'],
]);

/** One judgement of one record's door. A reply that waited for people was judged long before its record, and again after them. */
export interface Step {
  readonly index: number;
  readonly kind: RejudgedKind;
  readonly moment: Moment;
  /** Which of the door's answers led to it; undefined for its first judgement. */
  readonly answer: number | undefined;
  /** How many steps the record has. */
  readonly of: number;
}

export interface Survey {
  readonly records: number;
  /** Indexes of the records that have facts. */
  readonly doors: readonly number[];
  readonly steps: readonly Step[];
  readonly control: readonly StoredRecord[];
  /** The record that holds the reply of each exchange. */
  readonly outcomes: ReadonlyMap<string, number>;
  readonly unjudged: readonly Unjudged[];
}

/** Reads a whole ledger once; of what is no control record only what is `wanted`. */
export async function surveyOf(
  source: LedgerSource,
  wanted: (record: StoredRecord) => boolean = () => true,
): Promise<Survey> {
  const surveyor = new Surveyor(source);
  for await (const record of allRecords(source))
    if (isControlKind(record.kind) || wanted(record)) await surveyor.take(record);
  return surveyor.survey();
}

class Surveyor {
  readonly #source: LedgerSource;
  readonly #doors: number[] = [];
  readonly #steps: Step[] = [];
  readonly #control: StoredRecord[] = [];
  readonly #outcomes = new Map<string, number>();
  readonly #unjudged: Unjudged[] = [];
  /** When the latest part of a stream was judged. */
  readonly #parts = new Map<string, Moment>();
  #records = 0;

  constructor(source: LedgerSource) {
    this.#source = source;
  }

  async take(record: StoredRecord): Promise<void> {
    this.#records++;
    const { index, exchange = '' } = record;
    if (isControlKind(record.kind)) this.#control.push(record);
    if (record.kind === 'exchange_completed') this.#outcomes.set(exchange, index);
    if (!record.contents.some(({ name }) => name === 'facts')) return;
    this.#doors.push(index);
    const kind = JUDGED.get(record.kind);
    if (kind !== undefined) this.#takeDoor(record, kind, factsOf(await openRecord(this.#source, record)));
  }

  #takeDoor(
    { index, exchange = '' }: StoredRecord,
    kind: RejudgedKind,
    facts: ExchangeFacts | undefined,
  ): void {
    // A refused stream's end judges nothing: its verdicts are those of its parts.
    const moment = facts?.judged ?? (kind === 'reply' ? this.#parts.get(exchange) : undefined);
    if (facts === undefined) this.#unjudged.push({ index, exchange, why: 'its contents were erased' });
    else if (moment === undefined) this.#unjudged.push({ index, exchange, why: OLDER });
    else this.#steps.push(...stepsOf({ index, kind, facts, moment }));
    if (moment !== undefined && kind === 'part') this.#parts.set(exchange, moment);
  }

  survey(): Survey {
    return {
      records: this.#records,
      doors: this.#doors,
      steps: this.#steps.sort(inTime),
      control: this.#control,
      outcomes: this.#outcomes,
      unjudged: this.#unjudged,
    };
  }
}

const OLDER = 'an earlier version recorded it, without the moment of its judgement';

function stepsOf(door: {
  readonly index: number;
  readonly kind: RejudgedKind;
  readonly facts: ExchangeFacts;
  readonly moment: Moment;
}): readonly Step[] {
  const { index, kind, facts, moment } = door;
  const answered = facts.answered ?? [];
  const of = 1 + answered.length;
  // A refusal needs no state: it is taken up where the door's judgement stands.
  const answers = answered.map(({ again }, answer) => ({ index, kind, moment: again ?? moment, answer, of }));
  return [{ index, kind, moment, answer: undefined, of }, ...answers];
}

function inTime(a: Step, b: Step): number {
  const [p, q] = [a.moment, b.moment];
  return (
    p.through - q.through ||
    p.size - q.size ||
    p.now - q.now ||
    a.index - b.index ||
    (a.answer ?? -1) - (b.answer ?? -1)
  );
}
