// The run as a person reads it.

import { cpus } from 'node:os';
import { type Bar, type Results, TARGET } from './bars.ts';
import type { Figure } from './measure.ts';
import type { Target } from './target.ts';

export interface Report extends Results {
  readonly bars: readonly Bar[];
  readonly syncP99: number | undefined;
  readonly targets: readonly Pick<Target, 'name' | 'label'>[];
  readonly leftOut: readonly { readonly target: string; readonly why: string }[];
  readonly notes: readonly string[];
  readonly passes: number;
  readonly seconds: number;
}

const TITLE = {
  '2kb': '2 KB, buffered',
  '20kb': '20 KB, buffered',
  stream: '2 KB, 100-chunk stream',
  paced: '2 KB, paced stream',
};

export function renderReport(report: Report): string {
  const lines = [
    `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${report.passes} interleaved passes of ${report.seconds} s; medians over the passes`,
    ...report.notes,
    ...report.leftOut.map(({ target, why }) => `LEFT OUT: ${target}: ${why}`),
    '',
  ];
  for (const group of groups(report.figures)) lines.push(...cellTable(report, group), '');
  if (report.syncP50 !== undefined) {
    lines.push(
      `disk: append of 2 KB and fdatasync ${ms(report.syncP50)} ms p50, ${ms(report.syncP99)} ms p99`,
      '',
    );
  }
  lines.push(...barTable(report.bars));
  return lines.join('\n');
}

function groups(figures: readonly Figure[]): readonly (readonly Figure[])[] {
  const found = new Map<string, Figure[]>();
  for (const figure of figures) {
    const key = `${figure.shape} ${figure.connections}`;
    found.set(key, [...(found.get(key) ?? []), figure]);
  }
  return [...found.values()];
}

function cellTable(report: Report, figures: readonly Figure[]): readonly string[] {
  const [first] = figures;
  if (first === undefined) return [];
  const rate = (name: string): number =>
    figures.find((each) => each.target === name)?.perSecond ?? Number.NaN;
  const rows = figures.map((each) => [
    report.targets.find((target) => target.name === each.target)?.label ?? each.target,
    each.perSecond.toFixed(0),
    times(each.perSecond / rate(TARGET.direct)),
    times(each.perSecond / rate(TARGET.baseline)),
    times(each.perSecond / rate(TARGET.portkey)),
    ms(each.p50),
    ms(each.p99),
    ms(each.firstP50),
    ms(each.firstP99),
    each.cpuPerCall === undefined ? '' : each.cpuPerCall.toFixed(0),
    each.failed === 0 ? '' : `${each.failed} FAILED: ${each.firstFailure ?? ''}`,
  ]);
  const head = [
    '',
    'calls/s',
    '×direct',
    '×baseline',
    '×Portkey',
    'p50 ms',
    'p99 ms',
    'first p50',
    'first p99',
    'CPU µs',
    '',
  ];
  const title = `${TITLE[first.shape]}, ${first.connections} ${first.connections === 1 ? 'connection' : 'connections'}`;
  return [title, ...columns([head, ...rows])];
}

function barTable(bars: readonly Bar[]): readonly string[] {
  const verdict = (bar: Bar): string => (bar.met === undefined ? '-' : bar.met ? 'met' : 'MISSED');
  return columns([
    ['bar', 'wanted', 'measured', ''],
    ...bars.map((bar) => [bar.name, bar.wanted, bar.measured, verdict(bar)]),
  ]);
}

function ms(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '-';
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}

function times(value: number): string {
  if (Number.isNaN(value)) return '-';
  return value < 10 ? value.toFixed(2) : value.toFixed(1);
}

/** The first column to the left, the others to the right. */
function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
