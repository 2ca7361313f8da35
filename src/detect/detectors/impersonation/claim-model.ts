// The linear model of claims: one weight for each of the telling features, most of which have none.

import { BUCKETS } from './context-features.ts';

/** Weights as the training script writes them. */
export interface PackedModel {
  /** Pairs in base64: how many buckets further (a byte; 255 goes further without a weight), and a signed byte. */
  readonly packed: string;
  /** What one step of a weight is worth. */
  readonly step: number;
  readonly bias: number;
}

export interface ClaimModel {
  /** One per bucket. */
  readonly weights: Int8Array | Float64Array;
  readonly step: number;
  readonly bias: number;
}

/** The largest gap that one pair can say. */
export const LARGEST_GAP = 255;

export function unpacked({ packed, step, bias }: PackedModel): ClaimModel {
  const pairs = Buffer.from(packed, 'base64');
  const weights = new Int8Array(BUCKETS);
  let at = -1;
  for (let pair = 0; pair < pairs.length; pair += 2) {
    at += pairs.readUInt8(pair);
    if (at >= 0) weights[at] = pairs.readInt8(pair + 1);
  }
  return { weights, step, bias };
}

/** The log-odds, as trained, that a name in its context is claimed. */
export function scoreOf({ weights, step, bias }: ClaimModel, features: readonly number[]): number {
  let sum = 0;
  for (const index of features) sum += weights[index] ?? 0;
  return (sum * step) / Math.sqrt(features.length) + bias;
}
