// One verdict per row, and the figures per set.

import { shippedThresholds } from '../../src/detect/index.ts';
import { ACTION_TYPES } from '../../src/domain/index.ts';
import type { PolicySet } from '../../src/policy/index.ts';
import { type Found, type JudgedPart, play } from './gate.ts';
import { areaUnderCurve, lengthMatched, percentile, type Rate, rateOf } from './metrics.ts';
import { sceneOf } from './row-scene.ts';
import { isAttack, type Row } from './rows.ts';
import { firstHarmful, traceSceneOf } from './trace-scene.ts';

export interface Verdict {
  readonly file: string;
  readonly id: string;
  readonly label: string;
  readonly channel: string;
  readonly flagged: boolean;
  readonly blocked: boolean;
  /** The strongest of each detector. */
  readonly findings: readonly Found[];
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

/** What the gateway says of one row: a text in the place of its channel, or a run turn by turn. */
export async function verdictOn(policy: PolicySet, file: string, row: Row): Promise<Verdict> {
  const scene = (row.channel === 'trace' ? traceSceneOf(row) : undefined) ?? sceneOf(row);
  const { parts, ms } = await play(policy, scene);
  const last = firstHarmful(row);
  const about = parts.filter(
    ({ type, index }) => index <= last && (scene.about === undefined || scene.about.has(type)),
  );
  return {
    file,
    id: row.id,
    label: row.label,
    channel: row.channel,
    flagged: about.some(isFlagged),
    blocked: about.some(({ effect }) => effect === 'BLOCK' || effect === 'CONSTRAIN'),
    findings: strongestEach(about.flatMap(({ findings }) => findings)),
    ms: Math.round(ms * 1000) / 1000,
  };
}

function isFlagged({ type, findings }: JudgedPart): boolean {
  const carrier = ACTION_TYPES.find((known) => known === type);
  return findings.some(
    ({ detector, confidence }) => confidence >= shippedThresholds(detector, carrier).flagAt,
  );
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
  const hijacked = runs.filter(({ row }) => isAttack(row));
  return areaUnderCurve(scores(hijacked), scores(runs.filter(({ row }) => !isAttack(row))));
}

/** The figures of the rows of one set. */
export function figuresOf(set: string, rows: readonly { row: Row; verdict: Verdict }[]): SetFigures {
  const attacks = rows.filter(({ row }) => isAttack(row));
  const ordinary = rows.filter(({ row }) => !isAttack(row));
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
