// Fits the linear model: logistic loss, AdaGrad, a little decay; the same examples and seed give the same weights.

import {
  BUCKETS,
  Buckets,
  featuresOf,
  readSegment,
  type SparseVector,
  type WordSet,
} from '../../../src/detect/detectors/prompt-injection/features.ts';
import { seeded, shuffled } from './random.ts';

export interface Example {
  readonly text: string;
  readonly task: WordSet | undefined;
  readonly around: WordSet | undefined;
  readonly company: number | undefined;
  readonly attack: boolean;
  readonly weight: number;
  /** Where it comes from, to leave it out. */
  readonly family: string;
}

export interface Prepared extends Example {
  readonly vector: SparseVector;
}

export interface FloatModel {
  readonly weights: Float64Array;
  readonly bias: number;
}

const buckets = new Buckets();

export function prepared(example: Example): Prepared {
  return { ...example, vector: featuresOf(readSegment(example.text), example, buckets) };
}

const RATE = 0.6;
const DECAY = 1e-5;

export function fitted(examples: readonly Prepared[], epochs = 5): FloatModel {
  const weights = new Float64Array(BUCKETS);
  const squares = new Float64Array(BUCKETS).fill(1e-3);
  let bias = -2;
  const random = seeded(7);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    for (const { vector, attack, weight } of shuffled(random, examples)) {
      const predicted = 1 / (1 + Math.exp(-score(weights, bias, vector)));
      const error = (predicted - (attack ? 1 : 0)) * weight;
      if (Math.abs(error) < 1e-4) continue;
      bias -= 0.002 * error;
      for (const index of vector.indices) {
        const gradient = error * vector.scale + DECAY * (weights[index] ?? 0);
        squares[index] = (squares[index] ?? 0) + gradient * gradient;
        weights[index] = (weights[index] ?? 0) - (RATE * gradient) / Math.sqrt(squares[index] ?? 1);
      }
    }
  }
  return { weights, bias };
}

function score(weights: Float64Array, bias: number, { indices, scale }: SparseVector): number {
  let sum = 0;
  for (const index of indices) sum += weights[index] ?? 0;
  return sum * scale + bias;
}
