// What re-judging a ledger found: how much of it was judged again, what came out otherwise, and what could not be judged.

import type { RecordDraft, StoredRecord } from '../audit/index.ts';
import type { JsonValue } from '../domain/index.ts';

export type RejudgedKind = 'request' | 'part' | 'reply' | 'evaluation';

/** One field of one record that a second judgement gives otherwise. */
export interface Difference {
  readonly index: number;
  readonly exchange: string;
  readonly field: string;
  readonly recorded: JsonValue;
  readonly found: JsonValue;
}

export interface Unjudged {
  readonly index: number;
  readonly exchange: string;
  readonly why: string;
}

export interface RefoldReport {
  readonly records: number;
  /** Doors judged again: of calls, of parts of streams, of replies, and answers of the decision API. */
  readonly judged: Readonly<Record<RejudgedKind, number>>;
  /** Recorded decisions among them, one for each action. */
  readonly decisions: number;
  /** Doors of which something came out otherwise. */
  readonly differing: number;
  /** The first of what came out otherwise. */
  readonly differences: readonly Difference[];
  readonly unjudged: readonly Unjudged[];
}

const MAX_TOLD = 100;

export class Tally {
  readonly #records: number;
  readonly #judged: Record<RejudgedKind, number> = { request: 0, part: 0, reply: 0, evaluation: 0 };
  readonly #differences: Difference[] = [];
  readonly #unable: Unjudged[] = [];
  #differing = 0;
  #decisions = 0;

  constructor(records: number) {
    this.#records = records;
  }

  unable({ index, exchange = '' }: StoredRecord, why: string): void {
    this.#unable.push({ index, exchange, why });
  }

  judged(
    kind: RejudgedKind,
    found: { readonly drafts: readonly RecordDraft[]; readonly differences: readonly Difference[] },
  ): void {
    const { drafts, differences } = found;
    this.#judged[kind]++;
    for (const { body } of drafts)
      this.#decisions += Array.isArray(body['actions']) ? body['actions'].length : 0;
    if (differences.length > 0) this.#differing++;
    this.#differences.push(...differences.slice(0, MAX_TOLD - this.#differences.length));
  }

  report(unjudged: readonly Unjudged[]): RefoldReport {
    return {
      records: this.#records,
      judged: this.#judged,
      decisions: this.#decisions,
      differing: this.#differing,
      differences: this.#differences,
      unjudged: [...unjudged, ...this.#unable],
    };
  }
}
