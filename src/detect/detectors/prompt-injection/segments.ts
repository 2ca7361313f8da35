// Cuts a text into sentences and fields, so that one injected sentence is seen in a long output.

import type { TextSpan } from '../../../domain/index.ts';

/** Shorter pieces say too little alone and join the next; longer ones are cut where a word ends. */
const SHORTEST = 12;
const LONGEST = 360;

const QUOTES = new Set(['"', "'", '`', '”', '’', '»', ')', ']', '}']);
const ENDS = new Set(['.', '!', '?', '…', '。', '！', '？', ';']);
const FIELDS = new Set([',', ':', '{', '}', '[', ']', '|', '\t']);

/** The spans in order; together they cover all of the text but white space. One pass, bounded look-ahead. */
export function segmentsOf(text: string): readonly TextSpan[] {
  const spans: TextSpan[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (at - start < LONGEST && endsNothing(text.charCodeAt(at))) continue;
    const cut = wraps(text, at, start) ? 0 : cutBehind(text, at);
    if (cut === 0 && !tooLong(text, at, start)) continue;
    const end = at + Math.max(1, cut);
    if (end - start < SHORTEST && cut < 2 && !isLineEnd(text[at])) continue;
    push(spans, text, { start, end });
    start = end;
    at = end - 1;
  }
  push(spans, text, { start, end: text.length });
  return spans;
}

function tooLong(text: string, at: number, start: number): boolean {
  return at - start >= LONGEST && (isSpace(text[at]) || at - start >= 2 * LONGEST);
}

/** The characters of ASCII that `cutBehind` may cut behind, as flags. */
const MAY_END = Uint8Array.from({ length: 0x80 }, (_, code) => {
  const character = String.fromCharCode(code);
  return '\n\r\\>'.includes(character) || ENDS.has(character) || QUOTES.has(character) ? 1 : 0;
});

/** Most characters end nothing: that is known by their code. Beyond ASCII the marks of `ENDS` and `QUOTES` are few. */
function endsNothing(code: number): boolean {
  if (code < 0x80) return MAY_END[code] === 0;
  if (code >= 0x2019 && code <= 0x2026) return false;
  return code !== 0xbb && code !== 0x3002 && code !== 0xff01 && code !== 0xff1f;
}

/** Lines of about this length that go on in small letters are prose that was wrapped. */
const WRAPPED = 48;

/** Hanging lines of lists and of what programs print stand in by so much at most. */
const INDENT = 8;
const FIELD = /^[a-z][\w-]{0,24}['"]?:/;

function wraps(text: string, at: number, start: number): boolean {
  if (text[at] !== '\n' || at - start < WRAPPED || !isProse(text.charCodeAt(at - 1))) return false;
  let next = at + 1;
  while (next <= at + INDENT && text[next] === ' ') next += 1;
  const first = text[next] ?? '';
  if (first < 'a' || first > 'z') return false;
  return next === at + 1 || !FIELD.test(text.slice(next, next + 28));
}

/** What a line of prose may end in where its sentence goes on: a letter, a digit, a comma. */
function isProse(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 44
  );
}

function push(spans: TextSpan[], text: string, { start, end }: TextSpan): void {
  let from = start;
  let to = end;
  while (from < to && isSpace(text[from])) from += 1;
  while (to > from && isSpace(text[to - 1])) to -= 1;
  if (to > from) spans.push({ start: from, end: to });
}

/** How many characters from `at` on end a piece; 0 where none does. */
function cutBehind(text: string, at: number): number {
  const here = text[at] ?? '';
  if (isLineEnd(here)) return 1;
  if (here === '\\' && text[at + 1] === 'n') return 2;
  if (ENDS.has(here)) return endsSentence(text, at);
  if (here === '>') return 1;
  if (QUOTES.has(here) && FIELDS.has(text[at + 1] ?? '')) return 2;
  return 0;
}

function isLineEnd(character: string | undefined): boolean {
  return character === '\n' || character === '\r';
}

function endsSentence(text: string, at: number): number {
  const next = text[at + 1];
  if (next === undefined || isSpace(next) || next === '\\' || next === '<') return 1;
  if (text.charCodeAt(at) > 0x2fff) return 1;
  if (QUOTES.has(next)) return 2;
  // Glued sentences, "…by noon.Please send": a capital and a letter behind a stop, with no capital before it.
  return isCapital(next) && isLetter(text[at + 2]) && !isCapital(text[at - 1] ?? '') ? 1 : 0;
}

const isCapital = (character: string) => character >= 'A' && character <= 'Z';

function isLetter(character: string | undefined): boolean {
  return character !== undefined && character.toLowerCase() !== character.toUpperCase();
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\n' || character === '\t' || character === '\r';
}
