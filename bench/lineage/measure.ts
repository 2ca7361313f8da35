// Medians and tails of repeated runs, in the unit that reads best.

import { performance } from 'node:perf_hooks';

export interface Figure {
  readonly what: string;
  readonly unit: 'µs' | 'ms' | 'MB';
  readonly p50: number;
  readonly p99: number;
  /** What the figure must stay below. */
  readonly bar: number | undefined;
}

const PER: Readonly<Record<'µs' | 'ms', number>> = { µs: 1000, ms: 1 };

/** Runs `run` some times to warm up, then `times`; in wall-clock time, by `performance.now`. */
export function timed(
  { what, unit, bar }: Pick<Figure, 'what' | 'bar'> & { readonly unit: 'µs' | 'ms' },
  times: number,
  run: (index: number) => void,
): Figure {
  const samples: number[] = [];
  const warming = Math.min(200, times);
  for (let index = -warming; index < times; index += 1) {
    const start = performance.now();
    run(index + warming);
    if (index >= 0) samples.push((performance.now() - start) * PER[unit]);
  }
  return { what, unit, bar, ...percentiles(samples) };
}

export function percentiles(samples: readonly number[]): { readonly p50: number; readonly p99: number } {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number) =>
    Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toPrecision(3));
  return { p50: at(0.5), p99: at(0.99) };
}

/** Bytes that are alive once everything else is collected. */
export function liveBytes(): number {
  if (globalThis.gc === undefined) throw new Error('run node with --expose-gc');
  for (let time = 0; time < 3; time += 1) globalThis.gc();
  return process.memoryUsage().heapUsed;
}
