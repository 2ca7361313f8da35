import { describe, expect, it } from 'vitest';
import { areaUnderCurve, lengthMatched, percentile, rateOf } from './metrics.ts';

describe('rateOf', () => {
  it('gives the Wilson interval, which is not empty where nothing was hit', () => {
    const { rate, low, high } = rateOf(0, 100);
    expect([rate, low]).toEqual([0, 0]);
    expect(high).toBeCloseTo(0.037, 3);
  });

  it('says nothing about an empty set', () => {
    expect(rateOf(0, 0).rate).toBeUndefined();
  });
});

describe('percentile', () => {
  it('is the nearest rank', () => {
    expect([percentile([3, 1, 2], 0.5), percentile([1, 2, 3, 4], 0.99), percentile([], 0.5)]).toEqual([
      2, 4, 0,
    ]);
  });
});

describe('lengthMatched', () => {
  it('counts ordinary texts as if they had the lengths of attacks', () => {
    const short = { length: 10, flagged: false };
    const long = { length: 1000, flagged: true };
    const attacks = [{ length: 1000, flagged: true }];
    expect(lengthMatched([short, short, short, long], attacks)).toBe(0.25);
    const both = [
      { length: 10, flagged: true },
      { length: 1000, flagged: true },
    ];
    expect(lengthMatched([short, short, short, long], both)).toBe(0.5);
  });
});

describe('areaUnderCurve', () => {
  it('is 1 where all attacks score higher, and one half where nothing is told apart', () => {
    expect(areaUnderCurve([0.8, 0.9], [0.1, 0.2])).toBe(1);
    expect(areaUnderCurve([0.5], [0.5])).toBe(0.5);
    expect(areaUnderCurve([], [0.5])).toBeUndefined();
  });
});
