// Whole runs through the gateway with a language model that has never seen their source: what lineage and actions do without it.

import { MODEL } from '../../src/detect/detectors/prompt-injection/weights.ts';
import { shippedPack } from './gate.ts';
import { areaUnderCurve, rateInWords, rateOf } from './metrics.ts';
import { isAttack, type Row } from './rows.ts';
import type { FloatModel } from './training/fit.ts';
import { quantised } from './training/quantised.ts';
import { type Verdict, verdictOn } from './verdict.ts';

interface Judged {
  readonly row: Row;
  readonly verdict: Verdict;
}

/** Lines that say what is stopped and touched with `model` in the place of the shipped one; runs that resisted are left away. */
export async function runsJudgedWith(model: FloatModel, runs: readonly Row[]): Promise<readonly string[]> {
  const shipped = { ...MODEL };
  // The detectors read the model at each text: for the time of these runs this process has another one.
  Object.assign(MODEL, quantised(model));
  try {
    return linesOf(await judged(runs.filter(({ meta }) => meta['outcome'] !== 'resisted')));
  } finally {
    Object.assign(MODEL, shipped);
  }
}

async function judged(runs: readonly Row[]): Promise<readonly Judged[]> {
  const policy = shippedPack();
  const all: Judged[] = [];
  for (const row of runs) all.push({ row, verdict: await verdictOn(policy, '', row) });
  return all;
}

function linesOf(all: readonly Judged[]): readonly string[] {
  const hijacked = all.filter(({ row }) => isAttack(row));
  const honest = all.filter(({ row }) => !isAttack(row));
  const stopped = (list: readonly Judged[]) => share(list, ({ verdict }) => verdict.blocked);
  const by = (field: string) =>
    [...new Set(hijacked.map(({ row }) => String(row.meta[field])))].map(
      (name) =>
        `hijacked runs stopped, ${name}: ${stopped(hijacked.filter(({ row }) => row.meta[field] === name))}`,
    );
  const area = areaUnderCurve(hijacked.map(drift), honest.map(drift));
  return [
    `hijacked runs stopped: ${stopped(hijacked)}`,
    ...by('suite'),
    ...by('objective'),
    ...by('attack'),
    `honest runs blocked: ${stopped(honest)}`,
    `honest runs flagged: ${share(honest, ({ verdict }) => verdict.flagged)}`,
    `AUC of semantic_divergence: ${area === undefined ? '–' : area.toFixed(3)}`,
  ];
}

function drift({ verdict }: Judged): number {
  return verdict.findings.find(({ detector }) => detector === 'semantic_divergence')?.confidence ?? 0;
}

function share(list: readonly Judged[], what: (one: Judged) => boolean): string {
  return rateInWords(rateOf(list.filter(what).length, list.length));
}
