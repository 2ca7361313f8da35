// The letters of other scripts, of mathematics and of full width that look like Latin ones, read as these.

import { CodeTable, looksItself, plainReading } from '../../../content/index.ts';

/** The planes beyond hold tags, variation selectors and what is nobody's or private: none of it looks like a letter. */
const LAST_WRITTEN = 0x3ffff;
/** Ideographs that look like no others: so many that a table of them costs more than to ask again. */
const FIRST_OF_IDEOGRAPHS = 0x20000;

function isNoLetter(code: number): boolean {
  return code >= FIRST_OF_IDEOGRAPHS && (code > LAST_WRITTEN || looksItself(code));
}

const WRITTEN = /[\p{L}\p{N}\p{M}]/u;
const ASCII = /^[\0-\x7f]*$/;

/** Character by character, so that places stay where a character stands for one. Each is looked up once; linear. */
export function withLooks(text: string): string {
  if (ASCII.test(text)) return text;
  const known = new CodeTable(looksOf);
  const units = new Uint16Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    units[length] = unit;
    length += 1;
    if (unit < 0x80) continue;
    const code = text.codePointAt(at) ?? 0;
    const looks = isNoLetter(code) ? code : known.get(code);
    if (code > 0xffff) at += 1;
    if (looks <= 0xffff) units[length - 1] = looks;
    else {
      units[length] = text.charCodeAt(at);
      length += 1;
    }
  }
  return Buffer.from(units.buffer, 0, length * 2).toString('utf16le');
}

/** The one character that this one looks like, itself where there is none. */
function looksOf(code: number): number {
  if (looksItself(code)) return code;
  const character = String.fromCodePoint(code);
  const plain = WRITTEN.test(character) ? plainReading(character) : character;
  return plain.length === 1 ? plain.charCodeAt(0) : code;
}
