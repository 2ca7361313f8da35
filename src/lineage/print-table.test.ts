import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PrintTable } from './print-table.ts';

/** Few rows, so that many prints meet in one. */
const print = fc.integer({ min: 0, max: 40 }).map((row) => row * 0x10000);

describe('a table of prints', () => {
  test('holds what a map would hold whose oldest entry falls out', () => {
    fc.assert(
      fc.property(fc.array(print, { maxLength: 400 }), fc.integer({ min: 1, max: 30 }), (prints, bound) => {
        const table = new PrintTable<{ readonly at: number }>(bound);
        const map = new Map<number, number>();
        for (const [at, each] of prints.entries()) {
          table.set(each, { at });
          map.set(each, at);
          const [oldest] = map.keys();
          if (map.size > bound && oldest !== undefined) map.delete(oldest);
          expect(table.size).toBe(map.size);
        }
        for (const each of prints) expect(table.get(each)?.at).toBe(map.get(each));
      }),
    );
  });

  test('grows to its bound, and keeps the newest', () => {
    const table = new PrintTable<{ readonly at: number }>(1000);
    for (let at = 0; at < 5000; at += 1) table.set(at * 7_000_000_007, { at });
    expect(table.size).toBe(1000);
    for (let at = 0; at < 5000; at += 1)
      expect(table.get(at * 7_000_000_007)?.at).toBe(at < 4000 ? undefined : at);
  });

  test('prints that were made to meet in one row do not make a row that is endless', () => {
    const table = new PrintTable<{ readonly at: number }>(100_000);
    for (let at = 0; at < 50_000; at += 1) table.set(at * 0x100000000, { at });
    table.set(1, { at: 1 });
    expect(table.size).toBeLessThan(200);
    expect(table.get(0)?.at).toBe(0);
    expect(table.get(1)?.at).toBe(1);
  });
});
