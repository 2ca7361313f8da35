// Which units of a text are letters of a name, and where a name ends.

import { isUnspaced } from './context-tokens.ts';

const LETTER = /[\p{L}\p{N}]/u;

/** Whether a UTF-16 unit is a letter or a digit; halves of pairs are none. */
export function isLetter(code: number): boolean {
  if (code >= 0x80) return (code < 0x2000 || code >= 0x2070) && LETTER.test(String.fromCharCode(code));
  if (code < 0x41) return code >= 0x30 && code <= 0x39;
  return code >= 0x61 ? code <= 0x7a : code <= 0x5a;
}

/** What shows nothing, or only above another letter: combining marks, soft hyphens, characters without width. */
export function isIgnored(code: number): boolean {
  if (code < 0x300) return code === 0xad;
  if (code < 0x200b) return code <= 0x36f;
  return code <= 0x200f || (code >= 0x2060 && code <= 0x2064) || code === 0xfeff;
}

const UNDERSCORE = 0x5f;

/** Whether a place belongs to the word beside it; an underscore does where a letter follows in the direction of `step`. */
export function isPart(text: string, at: number, step: 1 | -1): boolean {
  const code = text.charCodeAt(at);
  if (code === UNDERSCORE) return isLetter(text.charCodeAt(at + step));
  return code > 0x2f && !isUnspaced(code) && isLetter(code);
}
