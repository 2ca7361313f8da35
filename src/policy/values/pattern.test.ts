import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern, type Pattern } from './pattern.ts';

function pattern(source: string): Pattern {
  const result = compilePattern(source);
  if (!result.ok) throw new Error(result.message);
  return result.pattern;
}

describe('compilePattern', () => {
  it('searches anywhere, unless the pattern is anchored', () => {
    expect(pattern('b+').test('abbbc')).toBe(true);
    expect(pattern('^b+').test('abbbc')).toBe(false);
  });

  it.each([
    ['(?=a)b', 'lookahead'],
    ['(?<!a)b', 'lookbehind'],
    ['(a)\\1', 'backreferences'],
    ['(?>a)', 'atomic'],
    ['a++', 'possessive'],
    ['[a', 'missing closing ]'],
    ['(a', 'missing closing )'],
    ['', 'empty'],
    ['a{2000}', 'invalid repeat count'],
  ])('refuses %s and says why', (source, words) => {
    const result = compilePattern(source);
    expect(result.ok ? '' : result.message).toContain(words);
  });

  it('refuses repeat counts that unfold to a large program, and long sources', () => {
    expect(compilePattern('(?:.{0,100}a){20}c').ok).toBe(false);
    expect(compilePattern(`${'a'.repeat(17_000)}`).ok).toBe(false);
  });

  it('accepts long lists of words', () => {
    const words = Array.from({ length: 1000 }, (_, index) => `word${index}`).join('|');
    expect(pattern(words).test('a text with word777')).toBe(true);
  });

  it('answers at once where backtracking engines do not', () => {
    expect(pattern('(a+)+$').test(`${'a'.repeat(100_000)}!`)).toBe(false);
    expect(pattern('(a|aa)+$').test(`${'a'.repeat(100_000)}!`)).toBe(false);
  });
});

describe('spans', () => {
  it('gives UTF-16 offsets, also behind characters outside the first plane', () => {
    expect(pattern('b').spans('😀b')).toEqual([{ start: 2, end: 3 }]);
  });

  it('leaves out empty matches', () => {
    expect(pattern('x*').spans('axxb')).toEqual([{ start: 1, end: 3 }]);
  });

  it('covers the rest of the text when the limit is reached', () => {
    expect(pattern('a').spans('aaaaaa', 2)).toEqual([
      { start: 0, end: 1 },
      { start: 1, end: 2 },
      { start: 2, end: 6 },
    ]);
  });

  it('does not read to the end of the text for each of many matches', () => {
    const text = 'foo'.repeat(50_000);
    const spans = pattern('foo(?:.*bar)?').spans(text);
    expect(spans.slice(0, 2)).toEqual([
      { start: 0, end: 3 },
      { start: 3, end: 6 },
    ]);
    expect(spans.at(-1)?.end).toBe(text.length);
  });

  it('finds matches that are far away, long, or at an edge of its windows', () => {
    const far = `${'x'.repeat(20_000)}ab`;
    expect(pattern('ab').spans(far)).toEqual([{ start: 20_000, end: 20_002 }]);
    expect(pattern('a.*b').spans(`a${'x'.repeat(9000)}b`)).toEqual([{ start: 0, end: 9002 }]);
    expect(pattern('x+').spans('x'.repeat(4096))).toEqual([{ start: 0, end: 4096 }]);
    expect(pattern('x$').spans('x'.repeat(5000))).toEqual([{ start: 4999, end: 5000 }]);
    expect(pattern('^x').spans('x'.repeat(5000))).toEqual([{ start: 0, end: 1 }]);
  });

  it('finds exactly what a search for a literal finds', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', '😀') }), (text) => {
        const expected = [...text.matchAll(/ab/g)].map(({ index }) => ({ start: index, end: index + 2 }));
        expect(pattern('ab').spans(text)).toEqual(expected);
      }),
    );
  });
});
