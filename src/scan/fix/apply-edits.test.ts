import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFixes, type Fix } from './apply-edits.ts';

const fix = (...edits: readonly (readonly [number, number, string])[]): Fix => ({
  edits: edits.map(([start, end, text]) => ({ start, end, text })),
});

describe('fixes', () => {
  it('are applied together, wherever they stand', () => {
    const text = 'a(use_docker=False, key="x")';
    expect(applyFixes(text, [fix([24, 27, 'env()']), fix([13, 18, 'True'])])).toEqual({
      text: 'a(use_docker=True, key=env())',
      applied: 2,
      skipped: 0,
    });
  });

  it('that overlap with an earlier one are left out whole', () => {
    expect(applyFixes('abcdef', [fix([1, 3, 'X']), fix([2, 4, 'Y'], [5, 6, 'Z'])])).toEqual({
      text: 'aXdef',
      applied: 1,
      skipped: 1,
    });
  });

  it('make an import that two of them need once', () => {
    const both = [fix([0, 0, 'import os\n'], [1, 2, 'B']), fix([0, 0, 'import os\n'], [3, 4, 'D'])];
    expect(applyFixes('abcd', both).text).toBe('import os\naBcD');
  });

  it('insert at one place in the order of the fixes', () => {
    expect(applyFixes('()', [fix([1, 1, 'a']), fix([1, 1, ', b'])]).text).toBe('(a, b)');
  });

  it('outside of the text are a bug', () => {
    expect(() => applyFixes('abc', [fix([2, 9, ''])])).toThrow(RangeError);
  });

  it('leave everything alone that none of them names', () => {
    const places = fc.array(fc.tuple(fc.nat(20), fc.nat(3)), { maxLength: 8 });
    fc.assert(
      fc.property(places, (all) => {
        const text = 'abcdefghijklmnopqrstuvwxyz';
        const fixes = all.map(([start, length]) => fix([start, start + length, '#']));
        const kept = applyFixes(text, fixes).text.replaceAll('#', '');
        const touched = new Set(
          all.flatMap(([start, length]) => Array.from({ length }, (_, n) => text[start + n])),
        );
        for (const letter of text) if (!touched.has(letter)) expect(kept).toContain(letter);
      }),
    );
  });
});
