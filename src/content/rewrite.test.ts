import { expect, it } from 'vitest';
import { Rewriter, type Rewriting } from './rewrite.ts';

function rewrite(source: string, pattern: RegExp, replace: (match: string) => string): Rewriting | undefined {
  const rewriter = new Rewriter(source);
  for (const { 0: match, index } of source.matchAll(pattern))
    rewriter.replace(index, index + match.length, replace(match));
  return rewriter.rewriting();
}

it('maps spans of copies by offset and of replacements as a whole', () => {
  const result = rewrite('ab--cd++ef', /--|\+\+/g, (match) => (match === '--' ? '' : 'plus'));
  expect(result?.text).toBe('abcdplusef');
  expect(result?.toSource({ start: 1, end: 3 })).toEqual({ start: 1, end: 5 });
  expect(result?.toSource({ start: 5, end: 6 })).toEqual({ start: 6, end: 8 });
  expect(result?.toSource({ start: 8, end: 10 })).toEqual({ start: 8, end: 10 });
  expect(result?.toSource({ start: 10, end: 10 })).toEqual({ start: 10, end: 10 });
});

it('is undefined where nothing is replaced', () => {
  expect(rewrite('abc', /x/g, () => 'y')).toBeUndefined();
  expect(rewrite('', /x/g, () => 'y')).toBeUndefined();
});

it('grows as far as its replacements do, and keeps lone surrogates', () => {
  const result = rewrite('\ud800a\udc00', /a/g, () => 'abc'.repeat(100));
  expect(result?.text).toBe(`\ud800${'abc'.repeat(100)}\udc00`);
  expect(result?.toSource({ start: 2, end: 301 })).toEqual({ start: 1, end: 2 });
});
