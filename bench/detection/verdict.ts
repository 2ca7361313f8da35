// One verdict per row, and the figures per set.

import { type Detector, runDetectors, shippedThresholds } from '../../src/detect/index.ts';
import { inputOf } from './input.ts';
import { lengthMatched, percentile, type Rate, rateOf } from './metrics.ts';
import type { Row } from './rows.ts';

export interface Verdict {
  readonly file: string;
  readonly id: string;
  readonly label: Row['label'];
  readonly channel: string;
  readonly flagged: boolean;
  readonly blocked: boolean;
  readonly findings: readonly { readonly detector: string; readonly confidence: number }[];
  readonly ms: number;
}

export interface SetFigures {
  readonly set: string;
  readonly rows: number;
  readonly recall: Rate;
  readonly falseAlarms: Rate;
  readonly lengthMatchedFalseAlarms: number | undefined;
  readonly blockedAttacks: Rate;
  readonly blockedOrdinary: Rate;
  readonly ms: { readonly p50: number; readonly p99: number };
}

/** No detector is called too slow while it is being measured. */
const UNBOUNDED = Number.MAX_SAFE_INTEGER;

export function verdictOn(detectors: readonly Detector[], file: string, row: Row): Verdict {
  const clock = { micros: () => performance.now() * 1000, boundMicros: UNBOUNDED };
  const runs = runDetectors(detectors, inputOf(row), clock);
  const findings = runs.flatMap(({ outcome }) => {
    if (outcome.kind === 'failed') throw new Error(`${outcome.detector} ${outcome.why} on ${file} ${row.id}`);
    return outcome.findings.map(({ detector, confidence }) => ({ detector, confidence }));
  });
  return {
    file,
    id: row.id,
    label: row.label,
    channel: row.channel,
    flagged: findings.some((found) => found.confidence >= shippedThresholds(found.detector).flagAt),
    blocked: findings.some((found) => found.confidence >= shippedThresholds(found.detector).blockAt),
    findings,
    ms: runs.reduce((sum, { micros }) => sum + micros, 0) / 1000,
  };
}

/** The figures of the rows of one set. */
export function figuresOf(set: string, rows: readonly { row: Row; verdict: Verdict }[]): SetFigures {
  const attacks = rows.filter(({ row }) => row.label === 'attack');
  const ordinary = rows.filter(({ row }) => row.label === 'benign');
  const sized = (list: typeof rows) =>
    list.map(({ row, verdict }) => ({ length: row.text.length, flagged: verdict.flagged }));
  const count = (list: typeof rows, what: 'flagged' | 'blocked') =>
    rateOf(list.filter(({ verdict }) => verdict[what]).length, list.length);
  const ms = rows.map(({ verdict }) => verdict.ms);
  return {
    set,
    rows: rows.length,
    recall: count(attacks, 'flagged'),
    falseAlarms: count(ordinary, 'flagged'),
    lengthMatchedFalseAlarms: lengthMatched(sized(ordinary), sized(attacks)),
    blockedAttacks: count(attacks, 'blocked'),
    blockedOrdinary: count(ordinary, 'blocked'),
    ms: { p50: percentile(ms, 0.5), p99: percentile(ms, 0.99) },
  };
}
