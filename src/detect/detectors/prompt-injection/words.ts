// The words of a segment, folded: what the model of language reads instead of characters.

import { isSpace } from '../../../content/index.ts';

/** A word is cut here: longer runs are data. */
const LONGEST_WORD = 24;
const MAX_WORDS = 96;

const WORD = /[\p{L}\p{N}_](?:[\p{L}\p{N}_]|['’-](?=\p{L}))*|[^\s\p{L}\p{N}_]/gu;
const ASCII = /^[\x21-\x7e]*$/;
const LONGEST_PIECE = 256;
const DIGITS = /\p{N}/u;
const WIDE = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;

/**
 * Lower-case words in order, numbers as `#`, addresses and links as what they are, punctuation that frames as itself.
 * At most 96; linear.
 */
export function wordsOf(segment: string): readonly string[] {
  const text = segment.toLowerCase();
  const words: string[] = [];
  let start = 0;
  let plain = true;
  for (let at = 0; at <= text.length && words.length < MAX_WORDS; at += 1) {
    const code = at < text.length ? text.charCodeAt(at) : BLANK;
    if (isLetter(code)) continue;
    if (!isSpace(code)) {
      plain = false;
      continue;
    }
    if (at > start) pushPiece(words, text.slice(start, at), plain);
    start = at + 1;
    plain = true;
  }
  return words;
}

const BLANK = 0x20;

/** Most pieces are plain: a word of lower-case letters and nothing else. */
function pushPiece(words: string[], piece: string, plain: boolean): void {
  const kind = plain ? undefined : kindOf(piece);
  if (kind !== undefined) words.push(kind);
  else if (!plain) pushWords(words, piece);
  else if (piece !== words[words.length - 1]) words.push(piece.slice(0, LONGEST_WORD));
}

function pushWords(words: string[], piece: string): void {
  const short = piece.length > LONGEST_PIECE ? piece.slice(0, LONGEST_PIECE) : piece;
  if (ASCII.test(short)) pushAscii(words, short);
  else pushAny(words, short);
}

/** What `WORD` cuts out of a piece without blanks, by its codes: most pieces are a word and a mark. */
function pushAscii(words: string[], piece: string): void {
  let at = 0;
  while (at < piece.length && words.length < MAX_WORDS) {
    const start = at;
    let digits = false;
    while (at < piece.length && goesOn(piece, at, start)) {
      digits ||= isDigit(piece.charCodeAt(at));
      at += 1;
    }
    if (at === start) at += 1;
    const word = digits ? '#' : piece.slice(start, Math.min(at, start + LONGEST_WORD));
    if (word !== words[words.length - 1]) words.push(word);
  }
}

const isDigit = (code: number) => code >= 48 && code <= 57;
const isLetter = (code: number) => code >= 97 && code <= 122;

function goesOn(piece: string, at: number, start: number): boolean {
  const code = piece.charCodeAt(at);
  if (isLetter(code) || isDigit(code) || code === 0x5f) return true;
  const joins = code === 0x27 || code === 0x2d;
  return joins && at > start && isLetter(piece.charCodeAt(at + 1));
}

function pushAny(words: string[], piece: string): void {
  for (const [word] of piece.matchAll(WORD)) {
    if (words.length >= MAX_WORDS) return;
    // A rule of dashes, or a shout repeated, says no more than its first.
    if (word === words[words.length - 1]) continue;
    if (WIDE.test(word)) words.push(...Array.from(word).slice(0, MAX_WORDS - words.length));
    else if (DIGITS.test(word)) words.push('#');
    else words.push(word.replaceAll('’', "'").slice(0, LONGEST_WORD));
  }
}

function kindOf(piece: string): string | undefined {
  if (piece.includes('://') || piece.startsWith('www.')) return '@link';
  const at = piece.indexOf('@');
  if (at > 0 && piece.indexOf('.', at) > at + 1) return '@address';
  return undefined;
}
