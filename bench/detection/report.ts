// The figures as a table for people.

import type { Rate } from './metrics.ts';
import type { SetFigures } from './tally.ts';

const HEAD = [
  'set',
  'rows',
  'recall',
  'false alarms (95 %)',
  'length-matched',
  'blocked: attacks',
  'ordinary',
  'AUC',
  'p50 ms',
  'p99 ms',
];

/** One Markdown row per set. */
export function renderTable(figures: readonly SetFigures[]): string {
  const rows = figures.map((one) => [
    one.set,
    String(one.rows),
    percent(one.recall.rate),
    interval(one.falseAlarms),
    percent(one.lengthMatchedFalseAlarms),
    percent(one.blockedAttacks.rate),
    percent(one.blockedOrdinary.rate),
    one.divergenceAuc === undefined ? '–' : one.divergenceAuc.toFixed(3),
    one.ms.p50.toFixed(2),
    one.ms.p99.toFixed(2),
  ]);
  return [HEAD, HEAD.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function percent(rate: number | undefined): string {
  return rate === undefined ? '–' : `${(100 * rate).toFixed(1)} %`;
}

function interval({ rate, low, high }: Rate): string {
  if (rate === undefined || low === undefined || high === undefined) return '–';
  return `${percent(rate)} (${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)})`;
}
