// Medians and tails of repeated runs, in the unit that reads best.

export interface Figure {
  readonly what: string;
  readonly unit: 'µs' | 'ms' | 'MB';
  readonly p50: number;
  readonly p99: number;
  /** What the figure must stay below. */
  readonly bar: number | undefined;
}

interface Asked extends Pick<Figure, 'what' | 'bar'> {
  readonly unit: 'µs' | 'ms';
  readonly times: number;
  /** Runs that are measured as one, because one is too short for the clock. */
  readonly batch?: number;
}

const PER: Readonly<Record<'µs' | 'ms', number>> = { µs: 1, ms: 1000 };

/** Runs `run` some times to warm up, then `times` batches; in processor time, so that other work on the machine does not count. */
export function timed({ what, unit, bar, times, batch = 1 }: Asked, run: (index: number) => void): Figure {
  const samples: number[] = [];
  const warming = Math.min(200, times);
  for (let sample = -warming; sample < times; sample += 1) {
    const start = processorMicros();
    for (let each = 0; each < batch; each += 1) run((sample + warming) * batch + each);
    if (sample >= 0) samples.push((processorMicros() - start) / PER[unit] / batch);
  }
  return { what, unit, bar, ...percentiles(samples) };
}

function processorMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
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
