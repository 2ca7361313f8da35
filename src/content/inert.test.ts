import { expect, test } from 'vitest';
import { isInert } from './inert.ts';
import { looksItself, plainReading, skeleton } from './skeleton.ts';

const LAST = 0x10ffff;
const OF_A_KIND = /[\p{Changes_When_NFKC_Casefolded}\p{Changes_When_Lowercased}\p{M}\p{Cf}\p{Cc}\s]/u;

function* codes(): Generator<[number, string]> {
  for (let code = 0x80; code <= LAST; code += 1) yield [code, String.fromCodePoint(code)];
}

test('inert characters show, have no case, and stay as they are when they are composed', () => {
  const wrong: number[] = [];
  for (const [code, character] of codes())
    if (isInert(code) && (OF_A_KIND.test(character) || character.normalize('NFKC') !== character))
      wrong.push(code);
  expect(wrong).toEqual([]);
});

test('what looks itself is read as itself, and its skeleton is no other single character', () => {
  const wrong: number[] = [];
  for (const [code, character] of codes()) {
    if (!looksItself(code)) continue;
    const shape = skeleton(character);
    if (plainReading(character) !== character || (shape.length === 1 && shape !== character))
      wrong.push(code);
  }
  expect(wrong).toEqual([]);
});
