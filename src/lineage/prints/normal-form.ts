// A text as a row of folded letters and digits with their places: what stays of it under new spacing, case and punctuation.

/** Folded characters; `places[i]` is the UTF-16 offset in the text that character `i` came from. */
export interface NormalForm {
  readonly codes: Uint16Array;
  readonly places: Uint32Array;
  readonly length: number;
}

const LETTER_OR_DIGIT = /^[\p{L}\p{N}]+$/u;
const MARKS = /\p{M}+/gu;
/** One character of Unicode becomes eighteen in NFKD: what grows so is no word of anybody. */
const MAX_GROWTH = 3;

/**
 * Letters and digits alone, in NFKD without marks and in lower case (UAX #15; accents, ligatures, full-width and circled
 * forms meet). ATTACKER-CONTROLLED: the text. Linear: every other character is looked up or folded once.
 */
export function normalForm(text: string): NormalForm {
  const row = new Row(text.length);
  const known = new Map<string, string>();
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x80) {
      const folded = foldAscii(code);
      if (folded !== 0) row.push(folded, at);
      continue;
    }
    const character = text.slice(at, at + (isPair(code, text.charCodeAt(at + 1)) ? 2 : 1));
    const folded = known.get(character) ?? foldOther(character, known);
    for (let index = 0; index < folded.length; index += 1) row.push(folded.charCodeAt(index), at);
    at += character.length - 1;
  }
  return row;
}

/** Grows where folding makes a text longer, which is rare. */
class Row implements NormalForm {
  codes: Uint16Array;
  places: Uint32Array;
  length = 0;

  constructor(room: number) {
    this.codes = new Uint16Array(room);
    this.places = new Uint32Array(room);
  }

  push(code: number, place: number): void {
    if (this.length === this.codes.length) this.#grow();
    this.codes[this.length] = code;
    this.places[this.length] = place;
    this.length += 1;
  }

  #grow(): void {
    const room = Math.max(64, this.codes.length * 2);
    const codes = new Uint16Array(room);
    codes.set(this.codes);
    const places = new Uint32Array(room);
    places.set(this.places);
    this.codes = codes;
    this.places = places;
  }
}

/** The normal form as text: how short values are compared. */
export function normalText(text: string): string {
  const { codes, length } = normalForm(text);
  let result = '';
  for (let at = 0; at < length; at += 4096) {
    result += String.fromCharCode(...codes.subarray(at, Math.min(length, at + 4096)));
  }
  return result;
}

/** The code of a lower-case letter or a digit, or 0. */
function foldAscii(code: number): number {
  if (code >= 0x61 && code <= 0x7a) return code;
  if (code >= 0x30 && code <= 0x39) return code;
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : 0;
}

function foldOther(character: string, known: Map<string, string>): string {
  const plain = character.normalize('NFKD').replace(MARKS, '').toLowerCase();
  const folded = plain.length <= MAX_GROWTH && LETTER_OR_DIGIT.test(plain) ? plain : '';
  known.set(character, folded);
  return folded;
}

/** A lone surrogate takes nothing of what stands behind it along. */
function isPair(code: number, next: number): boolean {
  return code >= 0xd800 && code <= 0xdbff && next >= 0xdc00 && next <= 0xdfff;
}
