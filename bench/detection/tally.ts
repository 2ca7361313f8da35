// The figures of a set, from what is kept of each row: a few numbers, never its text.

import { areaUnderCurve, lengthMatched, percentile, type Rate, rateOf } from './metrics.ts';
import { isAttack, type Row } from './rows.ts';
import type { Verdict } from './verdict.ts';

export interface SetFigures {
  readonly set: string;
  readonly rows: number;
  readonly recall: Rate;
  readonly falseAlarms: Rate;
  readonly lengthMatchedFalseAlarms: number | undefined;
  readonly blockedAttacks: Rate;
  readonly blockedOrdinary: Rate;
  /** Of hijacked against honest runs, by `semantic_divergence`. */
  readonly divergenceAuc: number | undefined;
  readonly ms: { readonly p50: number; readonly p99: number };
}

export interface RowFacts {
  readonly isAttack: boolean;
  readonly length: number;
  readonly flagged: boolean;
  readonly blocked: boolean;
  /** Confidence of `semantic_divergence`; undefined for what is no run. */
  readonly divergence: number | undefined;
  readonly ms: number;
}

export function factsOf(row: Row, { flagged, blocked, findings, ms }: Verdict): RowFacts {
  const drift = findings.find(({ detector }) => detector === 'semantic_divergence')?.confidence ?? 0;
  const divergence = row.channel === 'trace' ? drift : undefined;
  return { isAttack: isAttack(row), length: row.text.length, flagged, blocked, divergence, ms };
}

/** The figures of the rows of one set. */
export function figuresOf(set: string, rows: readonly RowFacts[]): SetFigures {
  const attacks = rows.filter((row) => row.isAttack);
  const ordinary = rows.filter((row) => !row.isAttack);
  const count = (list: readonly RowFacts[], what: 'flagged' | 'blocked') =>
    rateOf(list.filter((row) => row[what]).length, list.length);
  const drifts = (list: readonly RowFacts[]) =>
    list.flatMap(({ divergence }) => (divergence === undefined ? [] : [divergence]));
  const ms = rows.map((row) => row.ms);
  return {
    set,
    rows: rows.length,
    recall: count(attacks, 'flagged'),
    falseAlarms: count(ordinary, 'flagged'),
    lengthMatchedFalseAlarms: lengthMatched(ordinary, attacks),
    blockedAttacks: count(attacks, 'blocked'),
    blockedOrdinary: count(ordinary, 'blocked'),
    divergenceAuc: areaUnderCurve(drifts(attacks), drifts(ordinary)),
    ms: { p50: percentile(ms, 0.5), p99: percentile(ms, 0.99) },
  };
}
