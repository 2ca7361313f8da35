import { expect, test } from 'vitest';
import { normalText } from './normal-form.ts';

const LETTERS_AND_DIGITS = /^[\p{L}\p{N}]+$/u;
const NOBODYS = /^[\p{Cn}\p{Co}\p{Cs}]$/u;

/** The rule, without any short way. */
function folded(character: string): string {
  const plain = character
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  return !NOBODYS.test(character) && plain.length <= 3 && LETTERS_AND_DIGITS.test(plain) ? plain : '';
}

test('every character of Unicode is folded as the rule says', () => {
  const wrong: string[] = [];
  for (let code = 0; code <= 0x10ffff; code += 1) {
    const character = String.fromCodePoint(code);
    if (normalText(character) !== folded(character)) wrong.push(code.toString(16));
  }
  expect(wrong).toEqual([]);
});
