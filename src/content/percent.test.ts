import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentDecode, percentDecodings } from './percent.ts';

describe('percentDecode', () => {
  it('undoes encodeURIComponent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(percentDecode(encodeURIComponent(text))).toBe(text);
      }),
    );
  });

  it.each([
    ['100%', '100%'],
    ['%zz%4', '%zz%4'],
    ['%ff', '\ufffd'],
    ['%EF%BB%BFa', '\ufeffa'],
    ['a%00b', 'a\u0000b'],
  ])('reads %s without throwing', (encoded, decoded) => {
    expect(percentDecode(encoded)).toBe(decoded);
  });
});

describe('percentDecodings', () => {
  it('goes three rounds deep and no deeper', () => {
    expect(percentDecodings('%25252561')).toEqual(['%25252561', '%252561', '%2561', '%61']);
  });

  it('gives plain text once', () => {
    expect(percentDecodings('plain')).toEqual(['plain']);
  });
});
