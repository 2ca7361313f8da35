import fc from 'fast-check';
import { RE2JS, RE2JSException } from 're2js';
import { describe, expect, it, test } from 'vitest';
import { requiredLiteral } from './required-literal.ts';

const may = (source: string, text: string): boolean => requiredLiteral(source)?.(text) ?? true;

describe('a text without the words that each match holds', () => {
  test.each([
    ['internal-project', 'nothing of that kind'],
    ['(?i)internal-project-\\d+\\b', 'nothing of that kind'],
    ['^(https?://)?([^/]*\\.)?webhook\\.site', 'https://example.org'],
    ['a?secret+', 'no such word'],
    ['(?i)key[a-z]{2}token', 'KEYxxTOKE'],
    ['x{2}password', 'passwor'],
    ['\\b(?:secret|(?P<kind>pass)word)\\b', 'phrase'],
    ['(?i)alpha|beta gamma', 'beta, gamma, alph'],
  ])('is known not to match %s', (source, text) => {
    expect(may(source, text)).toBe(false);
  });
});

describe('a text that may match', () => {
  test.each([
    ['(?i)task', 'TA\u017f\u212a'],
    ['(?i)straße', 'STRASSE or STRA\u1e9eE'],
    ['abc|xyz', 'xyz'],
    ['abcd?', 'abc'],
    ['abcd*?ef', 'abcef'],
    ['abcd{0,3}', 'abc'],
    ['ab(?i)cdef', 'abCDEF'],
    ['(?i:abcdef)', 'ABCDEF'],
    ['\\Qa|b(c\\E', 'a|b(c'],
    ['\\x61bc', 'abc'],
    ['\\p{Lu}bc', 'Abc'],
    ['[]abc]def', ']def'],
    ['[[:alpha:]]def', 'xdef'],
    ['(a|b\\)c)def', 'adef'],
    ['(abc)?', ''],
    ['(abc|d?)', ''],
    ['(abc|def){0,2}x', 'x'],
    ['abc|\\d+', '7'],
    ['((((((((((abc))))))))))', 'abc'],
    ['a{,3}b', 'a{,3}b'],
    ['abc\\.def', 'abc.def'],
  ])('is left to the pattern: %s', (source, text) => {
    expect(may(source, text)).toBe(true);
  });
});

const atom = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'k',
    's',
    'abk',
    'sba',
    'K',
    'S',
    '\u212a',
    '\u017f',
    'é',
    '-',
    ' ',
    '{',
    '}',
    ']',
  ),
  fc.constantFrom(
    '.',
    '\\d',
    '\\b',
    '\\.',
    '\\-',
    '[ab]',
    '[^]k]',
    '[\\]s]',
    '^',
    '$',
    '\\x61',
    '\\pL',
    '\\Qa|\\E',
  ),
  fc.constantFrom(
    '(?i)',
    '(?i:ks)',
    '(?:a|k)',
    '(ab)',
    '(abk|sba)',
    '(?:abk|(?:bas|kkk)+)',
    '(?-i)',
    '(a(?i)b)',
    '|',
    '(',
    ')',
    '[',
    '\\',
  ),
);
const repeat = fc.constantFrom('', '', '', '?', '*', '+', '{2}', '{0,1}', '{1,}', '??', '+?', '{,2}');
const source = fc
  .tuple(
    fc.constantFrom('', '(?i)', '(?is)', '(?m)'),
    fc.array(
      fc.tuple(atom, repeat).map((parts) => parts.join('')),
      { minLength: 1, maxLength: 9 },
    ),
  )
  .map(([flags, pieces]) => `${flags}${pieces.join('')}`);
const text = fc
  .array(
    fc.constantFrom(
      'a',
      'b',
      'k',
      's',
      'A',
      'B',
      'K',
      'S',
      '\u212a',
      '\u017f',
      'é',
      'É',
      '-',
      ' ',
      '.',
      '1',
      '{',
      '}',
      ']',
      '|',
    ),
    {
      maxLength: 12,
    },
  )
  .map((characters) => characters.join(''));

function compiled(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
}

describe('the words', () => {
  it('are in every text that the pattern is found in', () => {
    fc.assert(
      fc.property(source, fc.array(text, { minLength: 8, maxLength: 8 }), (pattern, texts) => {
        const engine = compiled(pattern);
        if (engine === undefined) return;
        for (const one of texts) if (engine.test(one)) expect(may(pattern, one)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it('are in every text that is made of the pattern itself', () => {
    const plain = fc.stringMatching(/^[a-z0-9ksKS .-]{3,12}$/);
    fc.assert(
      fc.property(plain, fc.constantFrom('', '(?i)'), (word, flags) => {
        const pattern = `${flags}${word.replaceAll('.', '\\.').replaceAll('-', '\\-')}`;
        expect(compiled(pattern)?.test(word)).toBe(true);
        expect(requiredLiteral(pattern)?.(`${word.toLowerCase()} ${word}`)).toBe(true);
      }),
    );
  });
});
