// The linear model: one quantised weight per bucket, summed.

import type { SparseVector } from './features.ts';

export interface LinearModel {
  /** One per bucket; a signed byte as shipped. */
  readonly weights: Int8Array | Float64Array;
  /** What one step of a weight is worth. */
  readonly step: number;
  readonly bias: number;
}

/** The log-odds, as trained, that a segment is an instruction in data. */
export function scoreOf(model: LinearModel, { indices, scale }: SparseVector): number {
  let sum = 0;
  for (const index of indices) sum += model.weights[index] ?? 0;
  return sum * model.step * scale + model.bias;
}
