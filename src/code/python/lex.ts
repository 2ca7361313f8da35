// Turns Python source into tokens with matched brackets, in one pass and linear time.
// A grammar-driven parser was measured and is not used: error recovery on hostile input took seconds to minutes.

import { escapedText } from './string-literal.ts';

export type TokenKind = 'name' | 'number' | 'text' | 'op' | 'line' | 'open' | 'close' | 'magic';

export interface Token {
  readonly kind: TokenKind;
  /** Names in NFKC, as Python compares them; string literals decoded; `f` opens and closes an f-string. */
  readonly text: string;
  readonly line: number;
  /** For brackets: the index of the partner; the number of tokens where it is missing. */
  pair: number;
}

export interface Lexed {
  readonly tokens: readonly Token[];
  /** False where CPython would refuse the source: nothing after that point can be trusted to be what it seems. */
  readonly sound: boolean;
}

/** What the lexer is inside of. `quote` is that of the f-string around; a `spec` is the format part of a field. */
interface Frame {
  readonly kind: '(' | '[' | '{' | 'f' | 'field' | 'spec';
  readonly token: number;
  readonly quote: string;
  readonly raw: boolean;
}

interface State {
  readonly source: string;
  readonly tokens: Token[];
  readonly frames: Frame[];
  position: number;
  line: number;
  sound: boolean;
}

const BLANK = /(?:[ \t\f]|\\\n)+/y;
const COMMENT = /#[^\n]*/y;
const NUMBER =
  /(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*\.?(?:\d[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?[jJ]?)/y;
const NAME = /[\p{ID_Start}_][\p{ID_Continue}]*/uy;
const STRING_START = /([rbuft]{0,2})('''|"""|'|")/iy;
const OPERATOR = /\*\*=|\/\/=|>>=|<<=|\.\.\.|:=|->|\*\*|\/\/|>>|<<|[-+*/%&|^@=!<>]=|[-+*/%&|^@=<>~.,:;]/y;
const REST_OF_LINE = /[^\n]*/y;
const CLOSER_OF: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);

function match(state: State, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = state.position;
  const found = pattern.exec(state.source);
  if (found !== null) state.position = pattern.lastIndex;
  return found;
}

function countLines(state: State, text: string): void {
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) state.line++;
}

function push(state: State, kind: TokenKind, text: string): void {
  state.tokens.push({ kind, text, line: state.line, pair: -1 });
}

function openFrame(state: State, kind: Frame['kind'], quote = '', raw = false): void {
  state.frames.push({ kind, token: state.tokens.length, quote, raw });
  push(state, 'open', kind === 'field' ? '{' : kind);
}

function closeFrame(state: State, frame: Frame): void {
  state.frames.pop();
  const opener = state.tokens[frame.token];
  if (opener === undefined) return;
  opener.pair = state.tokens.length;
  push(state, 'close', opener.text);
  const closer = state.tokens.at(-1);
  if (closer !== undefined) closer.pair = frame.token;
}

/** Finds the end of a string that is no f-string: the index of its closing quote, or -1. */
function closingQuote(source: string, from: number, quote: string): number {
  for (let at = from; at < source.length; at++) {
    const char = source[at];
    if (char === '\\') at++;
    else if (char === '\n' && quote.length === 1) return -1;
    else if (source.startsWith(quote, at)) return at;
  }
  return -1;
}

function plainString(state: State, quote: string, raw: boolean): void {
  const { source, position } = state;
  const end = closingQuote(source, position, quote);
  const stop = end === -1 ? source.length : end;
  const body = source.slice(position, stop);
  if (end === -1) state.sound = false;
  push(state, 'text', raw ? body : escapedText(body));
  countLines(state, body);
  state.position = end === -1 ? stop : end + quote.length;
}

function stringStart(state: State): boolean {
  const found = match(state, STRING_START);
  if (found === null) return false;
  const prefix = (found[1] ?? '').toLowerCase();
  const quote = found[2] ?? '"';
  const raw = prefix.includes('r');
  if (prefix.includes('f') || prefix.includes('t')) openFrame(state, 'f', quote, raw);
  else plainString(state, quote, raw);
  return true;
}

/** Whether the literal part of an f-string stops at `at`: at a field, at its end, or where the line breaks it. */
function partEnds(source: string, at: number, frame: Frame): 'field' | 'end' | 'broken' | undefined {
  const char = source[at];
  if (char === '{') return 'field';
  if (frame.kind === 'spec' ? char === '}' : source.startsWith(frame.quote, at)) return 'end';
  return char === '\n' && frame.quote.length === 1 ? 'broken' : undefined;
}

/** The index at which the literal part that begins at `from` stops; escapes and doubled braces belong to it. */
function partStop(source: string, from: number, frame: Frame): number {
  let at = from;
  while (at < source.length) {
    const next = source[at + 1];
    if (source[at] === '\\' && next !== '{') at += 2;
    else if (source[at] === '{' && next === '{' && frame.kind === 'f') at += 2;
    else if (partEnds(source, at, frame) !== undefined) return at;
    else at++;
  }
  return source.length;
}

/** Reads the literal part of an f-string, or of a format spec, up to the next field or its end. */
function formattedPart(state: State, frame: Frame): void {
  const { source, position } = state;
  const stop = partStop(source, position, frame);
  const body = source.slice(position, stop).replaceAll('{{', '{').replaceAll('}}', '}');
  if (body !== '') push(state, 'text', frame.raw ? body : escapedText(body));
  countLines(state, body);
  state.position = stop;
  const end = partEnds(source, stop, frame);
  if (end === 'field') {
    openFrame(state, 'field', frame.quote, frame.raw);
    state.position++;
  } else if (end === 'end') closeFormatted(state, frame);
  else {
    state.sound = false;
    closeFrame(state, frame);
  }
}

function closeFormatted(state: State, frame: Frame): void {
  closeFrame(state, frame);
  if (frame.kind === 'f') state.position += frame.quote.length;
}

function closeBracket(state: State, char: string, top: Frame | undefined): void {
  state.position++;
  if (top?.kind === 'field' && char === '}') closeFrame(state, top);
  else if (top !== undefined && CLOSER_OF.get(top.kind) === char) closeFrame(state, top);
  else {
    state.sound = false;
    push(state, 'op', char);
  }
}

/** `:` ends the expression of a field and `!r` is its conversion; both belong to the f-string, not to Python. */
function fieldMark(state: State, field: Frame, char: string): boolean {
  if (char === '!' && state.source[state.position + 1] !== '=') {
    state.position += 2;
    return true;
  }
  if (char !== ':') return false;
  openFrame(state, 'spec', field.quote, field.raw);
  state.position++;
  return true;
}

function newline(state: State): void {
  state.position++;
  if (state.frames.length === 0) push(state, 'line', '');
  state.line++;
}

/** IPython: `!command`, `%magic` at the start of a statement, and `name = !command`. */
function magic(state: State, char: string): boolean {
  if (state.frames.length > 0 || (char !== '!' && char !== '%')) return false;
  const last = state.tokens.at(-1);
  const begins = last === undefined || last.kind === 'line' || (last.kind === 'op' && last.text === '=');
  if (!begins) return false;
  push(state, 'magic', match(state, REST_OF_LINE)?.[0] ?? '');
  return true;
}

/** Longer names are no name of our tables, and normalizing is quadratic in runs of combining marks. */
const MAX_FOLDED = 256;

/** A name as Python compares it: NFKC (Python reference, §2.3). */
function folded(name: string): string {
  return name.length > MAX_FOLDED ? name : name.normalize('NFKC');
}

/** A longer number is large, and that is all that anybody asks. */
const LONGEST_NUMBER = 32;

function ordinary(state: State): void {
  const name = match(state, NAME);
  if (name !== null) push(state, 'name', folded(name[0]));
  else symbol(state);
}

function symbol(state: State): void {
  const number = match(state, NUMBER)?.[0];
  const operator = number === undefined ? match(state, OPERATOR)?.[0] : undefined;
  if (number !== undefined) push(state, 'number', number.slice(0, LONGEST_NUMBER));
  else if (operator !== undefined) push(state, 'op', operator);
  else stray(state);
}

/** A character that no token begins with. */
function stray(state: State): void {
  const point = state.source.codePointAt(state.position) ?? 0;
  state.sound = false;
  state.position += point > 0xffff ? 2 : 1;
  push(state, 'op', String.fromCodePoint(point));
}

/** Reads what is no token: blanks, comments, ends of lines, marks of a field. */
function between(state: State, top: Frame | undefined): boolean {
  const blank = match(state, BLANK);
  if (blank !== null) {
    countLines(state, blank[0]);
    return true;
  }
  const char = state.source[state.position] ?? '';
  if (char === '\n') newline(state);
  else if (char === '#') match(state, COMMENT);
  else return top?.kind === 'field' && fieldMark(state, top, char);
  return true;
}

function token(state: State, top: Frame | undefined): void {
  const char = state.source[state.position] ?? '';
  if (stringStart(state) || magic(state, char)) return;
  if (char === '(' || char === '[' || char === '{') {
    openFrame(state, char);
    state.position++;
  } else if (char === ')' || char === ']' || char === '}') closeBracket(state, char, top);
  else ordinary(state);
}

function step(state: State): void {
  const top = state.frames.at(-1);
  if (top?.kind === 'f' || top?.kind === 'spec') formattedPart(state, top);
  else if (!between(state, top)) token(state, top);
}

/**
 * Reads Python 3.12 (and IPython) tokens. Never throws; linear time; at most one token per character.
 * ATTACKER-CONTROLLED: `source`. What is not a token sets `sound` to false and reading goes on behind it.
 */
export function lexPython(source: string): Lexed {
  const state: State = { source, tokens: [], frames: [], position: 0, line: 1, sound: true };
  while (state.position < source.length) step(state);
  if (state.frames.length > 0) state.sound = false;
  for (const frame of state.frames) {
    const opener = state.tokens[frame.token];
    if (opener !== undefined) opener.pair = state.tokens.length;
  }
  push(state, 'line', '');
  return { tokens: state.tokens, sound: state.sound };
}
