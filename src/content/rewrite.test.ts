import { expect, it } from 'vitest';
import { rewrite } from './rewrite.ts';

it('maps spans of copies by offset and of replacements as a whole', () => {
  const result = rewrite('ab--cd++ef', /--|\+\+/g, (match) => (match === '--' ? '' : 'plus'));
  expect(result?.text).toBe('abcdplusef');
  expect(result?.toSource({ start: 1, end: 3 })).toEqual({ start: 1, end: 5 });
  expect(result?.toSource({ start: 5, end: 6 })).toEqual({ start: 6, end: 8 });
  expect(result?.toSource({ start: 8, end: 10 })).toEqual({ start: 8, end: 10 });
  expect(result?.toSource({ start: 10, end: 10 })).toEqual({ start: 10, end: 10 });
});

it('is undefined where nothing changes', () => {
  expect(rewrite('abc', /b/g, () => undefined)).toBeUndefined();
  expect(rewrite('abc', /b/g, () => 'b')).toBeUndefined();
  expect(rewrite('', /x/g, () => 'y')).toBeUndefined();
});

it('grows as far as its replacements do, and keeps lone surrogates', () => {
  const result = rewrite('\ud800a\udc00', /a/g, () => 'abc'.repeat(100));
  expect(result?.text).toBe(`\ud800${'abc'.repeat(100)}\udc00`);
  expect(result?.toSource({ start: 2, end: 301 })).toEqual({ start: 1, end: 2 });
});
