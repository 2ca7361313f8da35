import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoreOf, unpacked } from './claim-model.ts';
import { BLOCK, FLAG } from './claim-weights.ts';
import { confidenceOf } from './shipped-model.ts';

describe('the model of claims', () => {
  it('reads weights behind gaps that one byte can not say', () => {
    const packed = Buffer.from([3, 5, 255, 0, 10, 0x80]).toString('base64');
    const model = unpacked({ packed, step: 0.5, bias: -1 });
    expect(model.weights[2]).toBe(5);
    expect(model.weights[2 + 255 + 10]).toBe(-128);
    expect(scoreOf(model, [2, 2, 7, 8])).toBe((10 * 0.5) / 2 - 1);
  });

  it('is as sure at its two lines as the thresholds say, and never surer for a lower score', () => {
    expect(confidenceOf(FLAG)).toBeCloseTo(0.5);
    expect(confidenceOf(BLOCK)).toBeCloseTo(0.8);
    const score = fc.double({ min: -40, max: 40, noNaN: true });
    fc.assert(
      fc.property(score, score, (a, b) => {
        const [low, high] = [confidenceOf(Math.min(a, b)), confidenceOf(Math.max(a, b))];
        return low >= 0 && low <= high && high <= 1;
      }),
    );
  });
});
