// One shape for all names that people take for each other, so that a look-alike of a forbidden name is forbidden, too.

import { CONFUSABLES } from './confusables.ts';
import { isInert } from './inert.ts';
import { normalized } from './normalize.ts';

const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]/gu;
const ASCII = /^[\x20-\x7e]*$/;

/** The data have those small capitals alone that look like a small letter; a reader takes all of them for letters. */
const SMALL_CAPITALS: ReadonlyMap<number, string> = new Map(
  Array.from('ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ', (small, at) => [
    small.charCodeAt(0),
    'abcdefghijklmnopqrstuvwyz'.charAt(at),
  ]),
);

/**
 * The UTS #39 skeleton, folded further: NFKC, invisible, bidirectional and control characters removed, look-alikes
 * joined across scripts, case ignored where case does not change the shape, and i, I, l, 1 and | taken for one. Two
 * names with equal skeletons look alike; the skeleton itself is not for reading (`m` becomes `rn`). Idempotent, linear.
 */
export function skeleton(text: string): string {
  const visible = ASCII.test(text)
    ? text
    : normalized(text.replace(INVISIBLE, ''), 'NFKC').replace(INVISIBLE, '');
  const shape = shapeOf(visible);
  // What decomposition brings forth, and what a look-alike is made of, may itself look like something else.
  const whole = ASCII.test(shape) ? shape : shapeOf(normalized(shape, 'NFD'));
  return normalized(whole, 'NFD').replaceAll('i', 'l');
}

function shapeOf(text: string): string {
  let shape = '';
  for (const character of text)
    shape += CONFUSABLES.get(character.codePointAt(0) ?? 0) ?? character.toLowerCase();
  return shape;
}

/**
 * The text as a reader takes it: NFKC, lower case, invisible characters removed, characters that look like ASCII ones
 * replaced by these. ASCII stays what it is, so patterns written for plain text apply. Linear.
 */
export function plainReading(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  let reading = '';
  for (const character of normalized(text.replace(INVISIBLE, ''), 'NFKC').replace(INVISIBLE, ''))
    reading += readCharacter(character);
  return normalized(reading, 'NFC');
}

const CHANGES =
  /[\p{Changes_When_NFKC_Casefolded}\p{Changes_When_Lowercased}\p{Default_Ignorable_Code_Point}\p{M}\p{Cf}\p{Cc}]/u;

/**
 * Whether a character shows, looks like no other, and is what composition and case folding make of it: true of most, and
 * quicker than to compare it with its `plainReading`, which is the same, or its `skeleton`, which is at most decomposed.
 */
export function looksItself(code: number): boolean {
  if (isInert(code)) return !CONFUSABLES.has(code);
  return !CHANGES.test(String.fromCodePoint(code)) && !CONFUSABLES.has(code) && !SMALL_CAPITALS.has(code);
}

function readCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return character.toLowerCase();
  const capital = SMALL_CAPITALS.get(code);
  if (capital !== undefined) return capital;
  const looks = CONFUSABLES.get(code);
  // The data write m as rn, its longer look-alike.
  return looks === 'rn' ? 'm' : (looks ?? character.toLowerCase());
}

/** The text without characters that show nothing or turn the direction; line ends and tabs go as well. Linear. */
export function withoutInvisible(text: string): string {
  return ASCII.test(text) ? text : text.replace(INVISIBLE, '');
}
