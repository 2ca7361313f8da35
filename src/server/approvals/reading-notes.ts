// What an approver should know before reading: that a text hides something, looks like what it is not, or is long.

import { type JsonValue, visible } from '../../domain/index.ts';

const LONG = 2_000;
const MAX_WORDS = 5;
const WORD_LENGTH = 60;
/** Names, host names and addresses, as one reads them. */
const WORD = /[\p{L}\p{M}\p{N}._@-]+/gu;
const ASCII = /^[\x20-\x7e]*$/;

/**
 * Notes on everything that would be shown; none for a plain and short text. `skeleton` folds look-alike letters together
 * (UTS #39). ATTACKER-CONTROLLED: `shows`. Linear.
 */
export function readingNotes(shows: JsonValue, skeleton: (text: string) => string): readonly string[] {
  const texts = textsIn(shows);
  const notes: string[] = [];
  if (texts.some((text) => visible(text.replace(/[\n\t]/g, '')) !== text.replace(/[\n\t]/g, '')))
    notes.push('holds characters that hide, reorder or imitate spaces: they are shown as \\u{…}');
  const lookAlikes = new Set(texts.flatMap((text) => lookAlikesIn(text, skeleton)));
  if (lookAlikes.size > 0) {
    const words = [...lookAlikes]
      .slice(0, MAX_WORDS)
      .map((word) => escapedLetters(word.slice(0, WORD_LENGTH)));
    notes.push(`holds letters that look like plain ones and are others: ${words.join(', ')}`);
  }
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  if (characters > LONG) notes.push(`is long (${characters} characters): read it to its end`);
  return notes;
}

/** The texts in a value, names of fields included. The value came through JSON with a bounded depth. */
function textsIn(value: JsonValue): readonly string[] {
  const texts: string[] = [];
  const open: JsonValue[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'string') texts.push(next);
    else if (typeof next === 'object' && next !== null) {
      if (!Array.isArray(next)) texts.push(...Object.keys(next));
      for (const inner of Object.values(next)) open.push(inner);
    }
  }
  return texts;
}

/** Words that are not plain, and look as if they were. */
function lookAlikesIn(text: string, skeleton: (text: string) => string): readonly string[] {
  if (ASCII.test(text)) return [];
  return (text.match(WORD) ?? []).filter((word) => !ASCII.test(word) && ASCII.test(skeleton(word)));
}

function escapedLetters(word: string): string {
  return [...word]
    .map((letter) => (ASCII.test(letter) ? letter : `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`))
    .join('');
}
