import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tidy } from './tidy.ts';

/** What is tidied, as one would say it in an expression: slow where nearly everything is unusual. */
const UNUSUAL =
  /(?:[\p{Default_Ignorable_Code_Point}\p{Cf}]|(?![\t\n\r])\p{Cc})+|[^\p{M}\s]\p{M}{1,8}|\P{ASCII}/gu;
const HIDDEN = /^[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]/u;

function asSaid(text: string): string {
  return text.replace(UNUSUAL, (match) => {
    if (HIDDEN.test(match)) return '';
    const folded = match.normalize('NFKC');
    return folded.length <= 4 * match.length ? folded : match;
  });
}

const CHARACTERS = [
  ...[
    'a',
    ' ',
    '\t',
    '\u0001',
    '\u007f',
    '\u0085',
    '\u200b',
    '\ufe0f',
    '\u0301',
    '\u0302',
    '\u20dd',
    '\u3000',
  ],
  ...['ﬁ', 'ﷺ', 'Ａ', 'é', 'e', '\ud800', '\udc00', '\u{e0061}', '\u{1d165}', '𝐩', '한', 'ᄒ', 'ᅡ'],
];

describe('tidy', () => {
  it('reads any text as the expression does', () => {
    const texts = fc.string({ unit: fc.constantFrom(...CHARACTERS), maxLength: 40 });
    fc.assert(
      fc.property(texts, (text) => {
        expect(tidy(text)?.text ?? text).toBe(asSaid(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('says where the remaining characters stood', () => {
    const result = tidy('a\u200b\u200bbe\u0301');
    expect(result?.text).toBe('abé');
    expect(result?.toSource({ start: 1, end: 2 })).toEqual({ start: 3, end: 4 });
    expect(result?.toSource({ start: 2, end: 3 })).toEqual({ start: 4, end: 6 });
  });
});
