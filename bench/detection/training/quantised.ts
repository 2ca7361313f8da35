// The fitted model as it ships: one signed byte per weight.

import { BUCKETS } from '../../../src/detect/detectors/prompt-injection/features.ts';
import type { LinearModel } from '../../../src/detect/detectors/prompt-injection/linear-model.ts';
import type { FloatModel } from './fit.ts';

const LARGEST = 127;

export interface Quantised extends LinearModel {
  readonly weights: Int8Array;
}

/** Weights beyond six standard deviations are cut: one outlier would coarsen all others. */
export function quantised({ weights, bias }: FloatModel): Quantised {
  let squares = 0;
  for (const weight of weights) squares += weight * weight;
  const largest = 6 * Math.sqrt(squares / BUCKETS);
  const step = largest / LARGEST;
  const bytes = Int8Array.from(weights, (weight) =>
    Math.max(-LARGEST, Math.min(LARGEST, Math.round(weight / step))),
  );
  return { weights: bytes, step, bias };
}
