// Whether the last turn of a series breaks with the turns before it.

/** Fewer turns before say nothing about what is usual. */
const FEWEST = 3;
/** Turns vary by this much at least. */
const USUAL_SPREAD = 0.1;

/**
 * From 0 (as before) to 1 (a break): the last value against the mean and spread of those before it, in a one-sided CUSUM
 * step (Page, 1954).
 */
export function changeOf(series: readonly number[]): number {
  const before = series.slice(0, -1);
  const last = series.at(-1);
  if (last === undefined || before.length < FEWEST) return 0;
  const mean = before.reduce((sum, value) => sum + value, 0) / before.length;
  const variance = before.reduce((sum, value) => sum + (value - mean) ** 2, 0) / before.length;
  const spread = Math.max(USUAL_SPREAD, Math.sqrt(variance));
  return Math.max(0, Math.min(1, (last - mean) / spread / 4 - 0.25));
}
