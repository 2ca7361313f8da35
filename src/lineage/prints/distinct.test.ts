import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distinct } from './distinct.ts';

describe('distinct', () => {
  it('tells each print once, where it came first', () => {
    const print = fc.integer({ min: 0, max: 300 }).map((value) => value * 0x1000000d);
    fc.assert(
      fc.property(fc.array(fc.array(print)), (rows) => {
        expect(distinct(rows.map((row) => Float64Array.from(row)))).toEqual([...new Set(rows.flat())]);
      }),
    );
  });

  it('tells all prints, and some again, where they were made to meet', () => {
    const meeting = Float64Array.from({ length: 2000 }, (_, index) => index * 2 ** 32);
    const found = distinct([meeting, meeting]);
    expect(new Set(found).size).toBe(2000);
    expect(found.length).toBeLessThanOrEqual(4000);
  });
});
