// One verdict per row, and the figures per set.

import {
  type Detector,
  type DetectorInput,
  runDetectors,
  shippedThresholds,
  turnDivergence,
} from '../../src/detect/index.ts';
import { conversationOf, type Step } from './conversation.ts';
import { inputOf } from './input.ts';
import { areaUnderCurve, lengthMatched, percentile, type Rate, rateOf } from './metrics.ts';
import type { Row } from './rows.ts';
import { turnsOf } from './traces.ts';

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
  /** Of hijacked against honest runs, by `semantic_divergence`. */
  readonly divergenceAuc: number | undefined;
  readonly ms: { readonly p50: number; readonly p99: number };
}

/** No detector is called too slow while it is being measured. */
const UNBOUNDED = Number.MAX_SAFE_INTEGER;

export function verdictOn(detectors: readonly Detector[], file: string, row: Row): Verdict {
  const steps = row.channel === 'trace' ? conversationOf(row) : undefined;
  const judge = (input: DetectorInput) => judged(detectors, input, `${file} ${row.id}`);
  const doors = steps === undefined ? [judge(inputOf(row))] : replayed(steps, row, judge);
  const findings = doors.flatMap((door) => door.findings);
  return {
    file,
    id: row.id,
    label: row.label,
    channel: row.channel,
    flagged: findings.some((found) => found.confidence >= shippedThresholds(found.detector).flagAt),
    blocked: findings.some((found) => found.confidence >= shippedThresholds(found.detector).blockAt),
    findings: strongestEach(findings),
    ms: doors.reduce((sum, { ms }) => sum + ms, 0),
  };
}

type Found = Verdict['findings'][number];

interface Door {
  readonly findings: readonly Found[];
  readonly ms: number;
}

function judged(detectors: readonly Detector[], input: DetectorInput, what: string): Door {
  const clock = { micros: () => performance.now() * 1000, boundMicros: UNBOUNDED };
  const runs = runDetectors(detectors, input, clock);
  const findings = runs.flatMap(({ outcome }) => {
    if (outcome.kind === 'failed') throw new Error(`${outcome.detector} ${outcome.why} on ${what}`);
    return outcome.findings.map(({ detector, confidence }) => ({ detector, confidence }));
  });
  return { findings, ms: runs.reduce((sum, { micros }) => sum + micros, 0) / 1000 };
}

/** Both doors of each turn, up to the first harmful action where the row names its message. */
function replayed(steps: readonly Step[], row: Row, judge: (input: DetectorInput) => Door): readonly Door[] {
  const harmful = row.meta['first_harmful_message'];
  const last = typeof harmful === 'number' ? harmful : Number.POSITIVE_INFINITY;
  const doors: Door[] = [];
  const turns = turnsOf(steps);
  for (let next = turns.next(); !next.done && next.value.messageIndex <= last; ) {
    const { request, reply } = next.value;
    doors.push(judge(request), judge(reply));
    next = turns.next(turnDivergence(reply));
  }
  return doors;
}

function strongestEach(findings: readonly Found[]): readonly Found[] {
  const best = new Map<string, Found>();
  for (const found of findings) {
    if (found.confidence > (best.get(found.detector)?.confidence ?? -1)) best.set(found.detector, found);
  }
  return [...best.values()];
}

/** How well divergence tells hijacked runs from honest ones; undefined where the set has not both. */
function divergenceOf(rows: readonly { row: Row; verdict: Verdict }[]): number | undefined {
  const scores = (list: typeof rows) =>
    list.map(
      ({ verdict }) =>
        verdict.findings.find(({ detector }) => detector === 'semantic_divergence')?.confidence ?? 0,
    );
  const runs = rows.filter(({ row }) => row.channel === 'trace');
  const hijacked = runs.filter(({ row }) => row.label === 'attack' && row.meta['outcome'] !== 'resisted');
  return areaUnderCurve(scores(hijacked), scores(runs.filter(({ row }) => row.label === 'benign')));
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
    divergenceAuc: divergenceOf(rows),
    ms: { p50: percentile(ms, 0.5), p99: percentile(ms, 0.99) },
  };
}
