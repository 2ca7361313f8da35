// Throughput, percentiles and processor time of one run.

export interface Latencies {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Processor time of the whole process per append, all threads. */
  readonly cpuMicros: number;
}

/** Runs clients that answer their latencies in milliseconds. */
export async function summarize(run: () => Promise<readonly (readonly number[])[]>): Promise<Latencies> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const times = (await run()).flat().sort((a, b) => a - b);
  const elapsed = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  return {
    perSecond: Math.round((times.length / elapsed) * 1000),
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    cpuMicros: Number(((user + system) / times.length).toFixed(1)),
  };
}

function percentile(sorted: readonly number[], share: number): number {
  return Number((sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(3));
}
