// The model of claims as shipped, with the two lines that make confidences of its scores.

import { type ClaimModel, unpacked } from './claim-model.ts';
import { BLOCK, FLAG, MODEL } from './claim-weights.ts';

export const SHIPPED: ClaimModel = unpacked(MODEL);

/** From which confidence on findings are flagged, and from which they block, as `shippedThresholds` has it. */
const FLAGGED = 0.5;
const BLOCKED = 0.8;

/** Log-odds as a confidence: the two calibrated lines lie at the two thresholds. */
export function confidenceOf(score: number): number {
  if (score < FLAG) return FLAGGED * Math.exp(score - FLAG);
  if (score < BLOCK) return FLAGGED + ((BLOCKED - FLAGGED) * (score - FLAG)) / (BLOCK - FLAG);
  return 1 - (1 - BLOCKED) * Math.exp(BLOCK - score);
}
