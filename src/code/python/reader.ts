// Evaluates every primary expression (name, attribute, call, literal) of a Python source, without recursion.

import { HOLE } from '../facts.ts';
import { KEYWORDS, SYSTEM_MODULES } from './apis.ts';
import type { Bindings } from './bindings.ts';
import type { Token } from './lex.ts';
import {
  MAX_ALTERNATIVES,
  path,
  percentFormat,
  sameValue,
  soleText,
  text,
  textMethod,
  UNKNOWN,
  type Values,
} from './values.ts';

export interface Arguments {
  readonly positional: readonly Values[];
  readonly keyword: ReadonlyMap<string, Values>;
  /** The opening bracket's index. */
  readonly opener: number;
}

/** What the reader asks about names and calls, and tells when a name is used. */
export interface Semantics {
  readonly attribute: (on: string, name: string) => string;
  /** The value of calling `callee`. */
  readonly call: (callee: string, args: Arguments, reader: Reader) => Values;
  readonly subscript: (on: string, key: string, reader: Reader) => Values;
  /** A dotted name was used in tokens [from, to); `called` when a call follows. */
  readonly mention: (name: string, from: number, to: number, called: boolean) => void;
  readonly internals: (name: string, at: number) => void;
}

export interface Reader {
  readonly tokens: readonly Token[];
  readonly bindings: Bindings;
  readonly names: Map<string, Values>;
  /** For each token that begins a primary: what it stands for, and the index behind it. */
  readonly values: Values[];
  readonly ends: number[];
  readonly semantics: Semantics;
  /** Characters of text that may still be built; what goes beyond is a hole. Keeps the work linear. */
  budget: number;
  /** Set when something was cut: too many alternatives, too much text, names that did not settle. */
  overflow: boolean;
}

/** Takes `amount` from the budget; false, and an overflow, where it is used up. */
export function spend(reader: Reader, amount: number): boolean {
  reader.budget -= amount;
  if (reader.budget >= 0) return true;
  reader.overflow = true;
  return false;
}

function concat(reader: Reader, parts: readonly string[], separator = ''): string {
  let size = 0;
  for (const part of parts) size += part.length + separator.length;
  return spend(reader, size) ? parts.join(separator) : HOLE;
}

export function union(reader: Reader, a: Values, b: Values): Values {
  const all = [...a];
  for (const value of b) if (!all.some((old) => sameValue(old, value))) all.push(value);
  if (all.length <= MAX_ALTERNATIVES) return all;
  reader.overflow = true;
  return all.slice(0, MAX_ALTERNATIVES);
}

const isOp = (token: Token | undefined, op: string) => token?.kind === 'op' && token.text === op;

/** What a bare name stands for. A system module's name stands for the module even where it is also rebound. */
export function nameValues(reader: Reader, name: string): Values {
  const known = reader.names.get(name);
  const free = !reader.bindings.bound.has(name);
  if (!free) {
    if (!SYSTEM_MODULES.has(name) || known !== undefined) return known ?? UNKNOWN;
    return [path(name)];
  }
  return [path(name), ...reader.bindings.stars.map((module) => path(`${module}.${name}`))].slice(
    0,
    MAX_ALTERNATIVES,
  );
}

/** The value of the expression in tokens [from, to): one primary, a sum of texts, or alternatives. */
export function expression(reader: Reader, from: number, to: number): Values {
  const { tokens } = reader;
  const start = tokens[from]?.text === 'await' ? from + 1 : from;
  const first = reader.values[start] ?? UNKNOWN;
  const end = reader.ends[start] ?? start + 1;
  if (end >= to) return first;
  const operator = tokens[end];
  if (isOp(operator, '%'))
    return spend(reader, soleText(first).length) ? [percentFormat(soleText(first))] : [text(HOLE)];
  if (isOp(operator, '/')) return first;
  if (isOp(operator, '+')) return sum(reader, start, to);
  return operator?.kind === 'name' ? alternatives(reader, start, to) : UNKNOWN;
}

function sum(reader: Reader, from: number, to: number): Values {
  const parts: string[] = [];
  const items: string[] = [];
  let lists = false;
  for (let at = from; at < to; ) {
    const values = reader.values[at] ?? UNKNOWN;
    const [first] = values;
    if (first?.kind === 'list') {
      lists = true;
      items.push(...first.items.slice(0, 256));
    }
    parts.push(soleText(values));
    at = reader.ends[at] ?? at + 1;
    if (at < to && !isOp(reader.tokens[at], '+')) return [text(HOLE)];
    at++;
  }
  return lists ? [{ kind: 'list', items: items.slice(0, 1024) }] : [text(concat(reader, parts))];
}

/** `a if c else b`, `a or b`: any of the operands that a keyword introduces. */
function alternatives(reader: Reader, from: number, to: number): Values {
  let found: Values = reader.values[from] ?? UNKNOWN;
  for (let at = from; at < to; ) {
    const token = reader.tokens[at];
    if (token?.kind === 'name' && ['else', 'or', 'and'].includes(token.text)) {
      found = union(reader, found, reader.values[at + 1] ?? UNKNOWN);
    }
    at = token?.kind === 'open' ? token.pair + 1 : at + 1;
  }
  return found;
}

/** Splits the inside of a bracket at its commas: [from, to) of each item. */
function items(tokens: readonly Token[], opener: number): readonly (readonly [number, number])[] {
  const close = Math.min(tokens[opener]?.pair ?? tokens.length, tokens.length);
  const found: (readonly [number, number])[] = [];
  let start = opener + 1;
  for (let at = start; at < close; ) {
    const token = tokens[at];
    if (isOp(token, ',')) {
      found.push([start, at]);
      start = at + 1;
    }
    at = token?.kind === 'open' ? token.pair + 1 : at + 1;
  }
  if (start < close) found.push([start, close]);
  return found;
}

function readArguments(reader: Reader, opener: number): Arguments {
  const positional: Values[] = [];
  const keyword = new Map<string, Values>();
  for (const [from, to] of items(reader.tokens, opener)) {
    const name = reader.tokens[from];
    if (name?.kind === 'name' && isOp(reader.tokens[from + 1], '=')) {
      keyword.set(name.text, expression(reader, from + 2, to));
    } else if (isOp(name, '*') || isOp(name, '**')) {
      positional.push(expression(reader, from + 1, to));
    } else positional.push(expression(reader, from, to));
  }
  return { positional, keyword, opener };
}

function listOf(reader: Reader, opener: number): Values {
  const found: string[] = [];
  for (const [from, to] of items(reader.tokens, opener)) found.push(soleText(expression(reader, from, to)));
  return [{ kind: 'list', items: found }];
}

function group(reader: Reader, opener: number): Values {
  const { tokens } = reader;
  const token = tokens[opener];
  const close = Math.min(token?.pair ?? tokens.length, tokens.length);
  if (token?.text === 'f') return [text(formatted(reader, opener, close))];
  if (token?.text === '[') return listOf(reader, opener);
  if (token?.text !== '(') return UNKNOWN;
  const inside = items(tokens, opener);
  const tuple = inside.length > 1 || isOp(tokens[close - 1], ',');
  const from = isOp(tokens[opener + 2], ':=') ? opener + 3 : opener + 1;
  return tuple ? listOf(reader, opener) : expression(reader, from, close);
}

function formatted(reader: Reader, opener: number, close: number): string {
  const parts: string[] = [];
  for (let at = opener + 1; at < close; ) {
    const token = reader.tokens[at];
    if (token?.kind === 'text') parts.push(token.text);
    else if (token?.kind === 'open') parts.push(soleText(expression(reader, at + 1, token.pair)));
    at = token?.kind === 'open' ? token.pair + 1 : at + 1;
  }
  return concat(reader, parts);
}

interface Chain {
  values: Values;
  end: number;
}

function mentionAll(reader: Reader, chain: Chain, from: number, called: boolean): void {
  for (const value of chain.values) {
    if (value.kind === 'path') reader.semantics.mention(value.path, from, chain.end, called);
  }
}

function attribute(reader: Reader, chain: Chain, name: string, at: number): void {
  reader.semantics.internals(name, at);
  chain.end = at + 1;
  const opener = reader.tokens[chain.end];
  const [first] = chain.values;
  if (first?.kind === 'text' && opener?.kind === 'open' && opener.text === '(') {
    const args = readArguments(reader, chain.end).positional;
    const on = soleText(chain.values);
    const [joined] = args[0] ?? UNKNOWN;
    if (name === 'join' && joined?.kind === 'list') chain.values = [text(concat(reader, joined.items, on))];
    else chain.values = spend(reader, on.length) ? textMethod(on, name, args) : [text(HOLE)];
    chain.end = opener.pair + 1;
    return;
  }
  const paths =
    chain.values.length === 0 ? ['?'] : chain.values.map((v) => (v.kind === 'path' ? v.path : '?'));
  chain.values = paths.map((on) => path(reader.semantics.attribute(on, name)));
}

/** The value of `value(…)`; nothing is known about calling what is no name. */
function called(reader: Reader, chain: Chain): Values {
  const args = readArguments(reader, chain.end);
  const { semantics } = reader;
  return chain.values.flatMap((on) => (on.kind === 'path' ? semantics.call(on.path, args, reader) : []));
}

/** The value of `value[…]`; a part of a text or list is a hole. */
function subscripted(reader: Reader, chain: Chain, opener: Token): Values {
  const key = soleText(expression(reader, chain.end + 1, opener.pair));
  const { semantics } = reader;
  return chain.values.flatMap((on) =>
    on.kind === 'path' ? semantics.subscript(on.path, key, reader) : [text(HOLE)],
  );
}

const TRAILERS = new Set(['(', '[']);

function bracket(reader: Reader, from: number, chain: Chain, opener: Token): void {
  const calls = opener.text === '(';
  mentionAll(reader, chain, from, calls);
  const values = calls ? called(reader, chain) : subscripted(reader, chain, opener);
  chain.values = values.slice(0, MAX_ALTERNATIVES);
  chain.end = opener.pair + 1;
}

/** Follows `.name`, `(…)` and `[…]` behind an atom. */
function follow(reader: Reader, from: number, chain: Chain): void {
  const { tokens } = reader;
  for (;;) {
    const token = tokens[chain.end];
    const next = tokens[chain.end + 1];
    if (isOp(token, '.') && next?.kind === 'name') attribute(reader, chain, next.text, chain.end + 1);
    else if (token?.kind === 'open' && TRAILERS.has(token.text)) bracket(reader, from, chain, token);
    else break;
  }
  const grouped = tokens[from]?.kind === 'open' && tokens[from]?.pair === chain.end - 1;
  if (!grouped) mentionAll(reader, chain, from, false);
}

const endsPrimary = (token: Token | undefined) =>
  token !== undefined &&
  (token.kind === 'close' || token.kind === 'text' || (token.kind === 'name' && !KEYWORDS.has(token.text)));

function atom(reader: Reader, at: number): Chain | undefined {
  const token = reader.tokens[at];
  if (token?.kind === 'text') return adjacent(reader, [text(token.text)], at + 1);
  if (token?.kind === 'name') return named(reader, token, at);
  return token?.kind === 'open' ? bracketed(reader, token, at) : undefined;
}

function named(reader: Reader, token: Token, at: number): Chain | undefined {
  const before = reader.tokens[at - 1];
  if (KEYWORDS.has(token.text) || isOp(before, '.')) return undefined;
  if (before?.kind === 'name' && (before.text === 'def' || before.text === 'class')) return undefined;
  return { values: nameValues(reader, token.text), end: at + 1 };
}

/** A bracket that begins an expression; one behind an expression is its call or subscript. */
function bracketed(reader: Reader, token: Token, at: number): Chain | undefined {
  if (TRAILERS.has(token.text) && endsPrimary(reader.tokens[at - 1])) return undefined;
  const end = Math.min(token.pair + 1, reader.tokens.length);
  const values = group(reader, at);
  return token.text === 'f' ? adjacent(reader, values, end) : { values, end };
}

/** Adjacent string literals are one string. */
function adjacent(reader: Reader, values: Values, end: number): Chain {
  const next = reader.tokens[end];
  const joins = next?.kind === 'text' || (next?.kind === 'open' && next.text === 'f');
  if (!joins) return { values, end };
  const joined = soleText(values) + soleText(reader.values[end] ?? UNKNOWN);
  return { values: [text(joined)], end: reader.ends[end] ?? end + 1 };
}

/** One pass from right to left, so that what stands inside a bracket is known before the bracket is used. */
export function evaluate(reader: Reader): void {
  for (let at = reader.tokens.length - 1; at >= 0; at--) {
    if (reader.bindings.inert[at] === 1) continue;
    const chain = atom(reader, at);
    if (chain === undefined) continue;
    follow(reader, at, chain);
    reader.values[at] = chain.values;
    reader.ends[at] = chain.end;
  }
}
