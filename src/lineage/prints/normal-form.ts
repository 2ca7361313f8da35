// A text as a row of folded letters and digits with their places: what stays of it under new spacing, case and punctuation.

import { CodeTable } from '../../content/index.ts';

/** Folded characters; `places[i]` is the UTF-16 offset in the text that character `i` came from. */
export interface NormalForm {
  readonly codes: Uint16Array;
  readonly places: Uint32Array;
  readonly length: number;
}

const LETTER_OR_DIGIT = /^[\p{L}\p{N}]+$/u;
const MARKS = /\p{M}+/gu;
const ASCII = /^[\0-\x7f]*$/;
/** One character of Unicode becomes eighteen in NFKD: what grows so is no word of anybody. */
const MAX_GROWTH = 3;

/**
 * Letters and digits alone, in NFKD without marks and in lower case (UAX #15; accents, ligatures, full-width and circled
 * forms meet). ATTACKER-CONTROLLED: the text. Linear: every other character is looked up or folded once.
 */
export function normalForm(text: string, { known, several }: Folds = newFolds()): NormalForm {
  const row = new Row(text.length);
  for (let at = row.takeAscii(text, 0); at < text.length; at = row.takeAscii(text, at)) {
    // A lone surrogate takes nothing of what stands behind it along.
    const code = text.codePointAt(at) ?? 0;
    const folded = known.get(code);
    if (folded >= SEVERAL) row.pushAll(several[folded - SEVERAL] ?? '', at);
    else if (folded !== 0) row.push(folded, at);
    at += code > 0xffff ? 2 : 1;
  }
  return row;
}

/** What the characters of some texts are folded to, each worked out once. */
export interface Folds {
  /** The one unit that a character is folded to, 0 where it is none, and from `SEVERAL` on the place in a list. */
  readonly known: CodeTable;
  readonly several: readonly string[];
}

export function newFolds(): Folds {
  const several: string[] = [];
  return { several, known: new CodeTable((code) => foldOther(code, several)) };
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
    if (this.length === this.codes.length) this.#grow(this.length + 1);
    this.codes[this.length] = code;
    this.places[this.length] = place;
    this.length += 1;
  }

  pushAll(codes: string, place: number): void {
    for (let index = 0; index < codes.length; index += 1) this.push(codes.charCodeAt(index), place);
  }

  /** Takes the letters and digits of ASCII up to the next other character, and answers where that is. */
  takeAscii(text: string, from: number): number {
    const most = this.length + text.length - from;
    if (most > this.codes.length) this.#grow(most);
    const { codes, places } = this;
    let { length } = this;
    let at = from;
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code >= 0x80) break;
      const folded = FOLDED[code] ?? 0;
      if (folded === 0) continue;
      codes[length] = folded;
      places[length] = at;
      length += 1;
    }
    this.length = length;
    return at;
  }

  #grow(least: number): void {
    const room = Math.max(64, least, 2 * this.codes.length);
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
  if (ASCII.test(text)) return text.replace(/[^A-Za-z0-9]+/g, '').toLowerCase();
  const { codes, length } = normalForm(text);
  let result = '';
  for (let at = 0; at < length; at += 4096) {
    result += String.fromCharCode(...codes.subarray(at, Math.min(length, at + 4096)));
  }
  return result;
}

/** The codes of the lower-case letter or digit that each character of ASCII is, or 0. */
const FOLDED = Uint8Array.from({ length: 0x80 }, (_, code) => foldAscii(code));

function foldAscii(code: number): number {
  if (code >= 0x61 && code <= 0x7a) return code;
  if (code >= 0x30 && code <= 0x39) return code;
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : 0;
}

/** What is folded to more than one unit is told by its place in a list, from here on. */
const SEVERAL = 0x10000;
/** Letters, digits, and what decomposes into them. */
const FOLDS = /[\p{L}\p{N}\p{Changes_When_NFKC_Casefolded}]/u;

function foldOther(code: number, several: string[]): number {
  if (isIdeograph(code)) return code;
  if (isNobodys(code)) return 0;
  if (code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE) return keptIn(several, lettersOf(code));
  const character = String.fromCodePoint(code);
  if (!FOLDS.test(character)) return 0;
  const plain = character.normalize('NFKD').replace(MARKS, '').toLowerCase();
  if (plain.length > MAX_GROWTH || !LETTER_OR_DIGIT.test(plain)) return 0;
  if (plain.length === 1) return plain.charCodeAt(0);
  return keptIn(several, plain);
}

function keptIn(several: string[], plain: string): number {
  several.push(plain);
  return SEVERAL + several.length - 1;
}

const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;

/** The two or three letters of a syllable of Hangul (The Unicode Standard, 3.12). */
function lettersOf(syllable: number): string {
  const index = syllable - FIRST_SYLLABLE;
  const trail = index % 28;
  const letters = String.fromCharCode(
    0x1100 + Math.floor(index / 588),
    0x1161 + Math.floor((index % 588) / 28),
  );
  return trail === 0 ? letters : letters + String.fromCharCode(0x11a7 + trail);
}

/** Unified ideographs of the first plane (with extension A): folding leaves them as they are. */
function isIdeograph(code: number): boolean {
  return (code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf);
}

/** Halves of pairs and what is for private use; and the planes beyond those of scripts, where there are at most tags. */
function isNobodys(code: number): boolean {
  return (code >= 0xd800 && code <= 0xf8ff) || code > 0x3ffff;
}
