// One page of a query, read from spans of the log in steps that are short, since the writer waits for each.

import { matchesQuery, type RecordQuery } from '../audit/index.ts';
import { integerOf, type Row } from './columns.ts';
import { all, type Statement } from './database.ts';
import type { Span } from './finds.ts';
import type { Leaves } from './leaves.ts';
import type { LeafRow } from './protocol.ts';
import { recordOf } from './record-row.ts';

/** Rows of the log that a first step looks at; later steps grow or shrink to take about TARGET_MS. */
const FIRST_SPAN = 1024;
const MIN_SPAN = 256;
const TARGET_MS = 4;

export interface Search {
  readonly leaves: Leaves;
  readonly statement: Statement;
  readonly parameters: readonly string[];
  readonly query: RecordQuery;
  readonly limit: number;
  readonly rows: LeafRow[];
  readonly isAscending: boolean;
  readonly pace: Pace;
}

/** Looks for answers in one span, in steps; the index of the first one that does not fit on the page. */
export function* scan(search: Search, span: Span): Generator<undefined, number | undefined> {
  const { statement, parameters, limit, rows, isAscending, pace } = search;
  let left = span;
  while (left.low <= left.high) {
    const step = nextStep(left, pace.records, isAscending);
    const asked = limit - rows.length + 1;
    const found = all(statement, step.low, step.high, ...parameters, asked);
    const next = collect(found, search);
    if (next !== undefined) return next;
    const reached = found.length === asked ? found.at(-1) : undefined;
    const done = reached === undefined ? step : upTo(step, integerOf(reached, 'idx'), isAscending);
    left = afterStep(left, done, isAscending);
    if (!pace.isDue()) continue;
    yield undefined;
    pace.begin();
  }
  return undefined;
}

/** How much a step may read, so that the writer waits about TARGET_MS. Many short spans make one step. */
export class Pace {
  records = FIRST_SPAN;
  #began = performance.now();
  #last = this.#began;

  isDue(): boolean {
    const now = performance.now();
    const isFast = now - this.#last < TARGET_MS;
    this.records = isFast ? this.records * 2 : Math.max(MIN_SPAN, Math.floor(this.records / 2));
    this.#last = now;
    return now - this.#began >= TARGET_MS;
  }

  begin(): void {
    this.#began = performance.now();
    this.#last = this.#began;
  }
}

/** The end of what is left that a query looks at next. */
function nextStep({ low, high }: Span, span: number, isAscending: boolean): Span {
  return isAscending
    ? { low, high: Math.min(high, low + span - 1) }
    : { low: Math.max(low, high - span + 1), high };
}

function afterStep(left: Span, done: Span, isAscending: boolean): Span {
  return isAscending ? { low: done.high + 1, high: left.high } : { low: left.low, high: done.low - 1 };
}

/** Rows that only look like an answer may use up what a step asks for: then it has seen the log as far as the last of them. */
function upTo(step: Span, index: number, isAscending: boolean): Span {
  return isAscending ? { low: step.low, high: index } : { low: index, high: step.high };
}

/** Adds the rows that answer the query; the index of the first one that does not fit. */
function collect(
  found: readonly Row[],
  into: Pick<Search, 'leaves' | 'query' | 'limit' | 'rows'>,
): number | undefined {
  for (const each of found) {
    const { record, row } = recordOf(each, into.leaves);
    if (!matchesQuery(record, into.query)) continue;
    if (into.rows.length === into.limit) return record.index;
    into.rows.push(row);
  }
  return undefined;
}
