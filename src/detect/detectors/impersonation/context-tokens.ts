// The words and marks around the names of a text, as numbers: what is far from every name is not read.

import type { TextSpan } from '../../../domain/index.ts';
import { printOf } from './prints.ts';
import { classOf } from './word-classes.ts';

/** Characters that are read on either side of a name. */
const WINDOW = 160;
const LONGEST_WORD = 20;

/** Tokens in order; what is between two windows is one token that says so. */
export interface Tokens {
  /** A number for the word or mark. */
  readonly words: readonly number[];
  /** A number for what the word is; a mark is of its own kind. */
  readonly kinds: readonly number[];
  /** The index of the name that stands here, or -1. */
  readonly names: readonly number[];
  /** Where the names stand among the tokens, by their index. */
  readonly places: readonly number[];
}

export const CUT = printOf('~');
export const START = printOf('^');
export const END = printOf('$');
export const LINE = printOf('\n');
const GAP = printOf('\n\n');
const INDENTED = printOf('\n\t');
const NUMBER = printOf('#');
const POSSESSIVE = printOf("'s");
const PICTURE = printOf('emoji');
const QUOTE = printOf('quote');

/** `text` is in lower case; `spans` are those of its names, in order. Linear. ATTACKER-CONTROLLED: the text. */
export function tokensAround(text: string, spans: readonly TextSpan[]): Tokens {
  const reader = new Reader(text);
  let read = 0;
  spans.forEach(({ start, end }, index) => {
    const from = Math.max(read, start - WINDOW);
    if (from > read) reader.add(CUT, CUT);
    else if (read === 0) reader.add(START, START);
    reader.read(from, start);
    reader.name(index);
    const next = spans[index + 1]?.start ?? text.length;
    read = Math.min(next, end + WINDOW);
    reader.read(end, read);
  });
  if (read === text.length) reader.add(END, END);
  else reader.add(CUT, CUT);
  return reader.tokens;
}

const NEWLINE = 10;
const WRITTEN = /[\p{L}\p{N}\p{M}]/u;
const QUOTES = '"\'`“”‘’«»„';

const isGap = (code: number) =>
  code === 0x20 || code === NEWLINE || code === 9 || code === 13 || code === 0xa0;
const isDigit = (code: number) => code >= 0x30 && code <= 0x39;
const isApostrophe = (code: number) => code === 0x27 || code === 0x2019;
const isHalfPicture = (code: number) => code >= 0xd800 && code < 0xe000;
/** Scripts that set no blanks between words: each character stands for itself. */
export const isUnspaced = (code: number) => code >= 0x3040 && code < 0xa000;

function isWord(code: number): boolean {
  if (code < 0x80) return (code >= 0x61 && code <= 0x7a) || isDigit(code) || code === 0x5f;
  if (code >= 0x2000 && code < 0x2c00) return false;
  return WRITTEN.test(String.fromCharCode(code));
}

class Reader {
  readonly #text: string;
  readonly #words: number[] = [];
  readonly #kinds: number[] = [];
  readonly #names: number[] = [];
  readonly #places: number[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  get tokens(): Tokens {
    return { words: this.#words, kinds: this.#kinds, names: this.#names, places: this.#places };
  }

  add(word: number, kind: number, name = -1): void {
    this.#words.push(word);
    this.#kinds.push(kind);
    this.#names.push(name);
  }

  name(index: number): void {
    this.#places.push(this.#words.length);
    this.add(CUT, CUT, index);
  }

  read(from: number, to: number): void {
    const text = this.#text;
    for (let at = from; at < to; ) {
      const code = text.charCodeAt(at);
      const end = endOf(text, at, to);
      if (isGap(code)) this.#gap(at, end);
      else if (isHalfPicture(code)) this.add(PICTURE, PICTURE);
      else if (isWord(code)) this.#word(at, end);
      else if (isApostrophe(code) && end > at + 1) this.add(POSSESSIVE, POSSESSIVE);
      else this.#mark(at, end);
      at = end;
    }
  }

  #word(start: number, end: number): void {
    if (isDigit(this.#text.charCodeAt(start))) {
      this.add(NUMBER, NUMBER);
      return;
    }
    const print = printOf(this.#text, start, Math.min(end, start + LONGEST_WORD));
    this.add(print, classOf(print, this.#text, end));
  }

  /** Three marks of a kind are a rule, however long. */
  #mark(start: number, end: number): void {
    const print = printOf(this.#text, start, Math.min(end, start + 3));
    const quotes = end === start + 1 && QUOTES.includes(this.#text.charAt(start));
    this.add(print, quotes ? QUOTE : print);
  }

  /** Blanks say nothing unless they end a line; a line that is set off or indented is told apart. */
  #gap(start: number, end: number): void {
    let lines = 0;
    let indent = 0;
    for (let at = start; at < end; at += 1) {
      indent = this.#text.charCodeAt(at) === NEWLINE ? 0 : indent + 1;
      if (indent === 0) lines += 1;
    }
    if (lines === 0) return;
    this.add(indent > 3 ? INDENTED : lines > 1 ? GAP : LINE, LINE);
  }
}

/** Where the token that begins at a place ends. */
function endOf(text: string, start: number, to: number): number {
  const code = text.charCodeAt(start);
  let at = start + 1;
  if (isApostrophe(code)) return isPossessive(text, at) ? at + 1 : at;
  if (isUnspaced(code)) return at;
  const continues = isWord(code) ? joins : isGap(code) ? gapGoesOn : markGoesOn;
  while (at < to && continues(text, at)) at += 1;
  return at;
}

const gapGoesOn = (text: string, at: number) => isGap(text.charCodeAt(at));
const markGoesOn = (text: string, at: number) => text.charCodeAt(at) === text.charCodeAt(at - 1);

function isPossessive(text: string, at: number): boolean {
  return text.charCodeAt(at) === 0x73 && !isWord(text.charCodeAt(at + 1));
}

/** Apostrophes and hyphens join where a letter follows. */
function joins(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code >= 0x61 && code <= 0x7a) return true;
  if (isUnspaced(code)) return false;
  if (isWord(code)) return true;
  return (isApostrophe(code) || code === 0x2d) && isWord(text.charCodeAt(at + 1));
}
