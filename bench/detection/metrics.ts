// The figures of one set: rates with their intervals, and costs.

export interface Rate {
  readonly hits: number;
  readonly of: number;
  /** From 0 to 1; undefined where there is nothing to count. */
  readonly rate: number | undefined;
  /** Wilson score interval at 95 %. */
  readonly low: number | undefined;
  readonly high: number | undefined;
}

const Z = 1.959964;

export function rateOf(hits: number, of: number): Rate {
  if (of === 0) return { hits, of, rate: undefined, low: undefined, high: undefined };
  const rate = hits / of;
  const spread = 1 + (Z * Z) / of;
  const centre = (rate + (Z * Z) / (2 * of)) / spread;
  const half = (Z / spread) * Math.sqrt((rate * (1 - rate)) / of + (Z * Z) / (4 * of * of));
  return { hits, of, rate, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** `96.6 % (571 of 591)`. */
export function rateInWords({ rate = 0, hits, of }: Rate): string {
  return `${(100 * rate).toFixed(1)} % (${hits} of ${of})`;
}

/** The value that a share of the list does not exceed (nearest rank); 0 for an empty list. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

export interface Sized {
  readonly length: number;
  readonly flagged: boolean;
}

const BINS = 10;

/**
 * False alarms as they would be if ordinary texts were as long as attacks: rates per decile of length, weighted by how
 * many attacks lie in it. Undefined where a decile with attacks has no ordinary text.
 */
export function lengthMatched(ordinary: readonly Sized[], attacks: readonly Sized[]): number | undefined {
  if (ordinary.length === 0 || attacks.length === 0) return undefined;
  const lengths = attacks.map(({ length }) => length);
  const edges = Array.from({ length: BINS - 1 }, (_, at) => percentile(lengths, (at + 1) / BINS));
  const binOf = ({ length }: Sized) => edges.findLastIndex((edge) => length > edge) + 1;
  let sum = 0;
  let covered = 0;
  for (let bin = 0; bin < BINS; bin += 1) {
    const weight = attacks.filter((text) => binOf(text) === bin).length;
    const inside = ordinary.filter((text) => binOf(text) === bin);
    if (weight === 0 || inside.length === 0) continue;
    covered += weight;
    sum += (weight * inside.filter(({ flagged }) => flagged).length) / inside.length;
  }
  return covered === 0 ? undefined : sum / covered;
}

/** The chance that an attack scores above an honest text (ties count half); undefined where there are not both. */
export function areaUnderCurve(attacks: readonly number[], honest: readonly number[]): number | undefined {
  if (attacks.length === 0 || honest.length === 0) return undefined;
  let wins = 0;
  for (const attack of attacks) {
    for (const other of honest) wins += attack > other ? 1 : attack === other ? 0.5 : 0;
  }
  return wins / (attacks.length * honest.length);
}
