// Which names a Python source binds, and to which expressions: imports, assignments, loops, `with … as`.

import { KEYWORDS } from './apis.ts';
import type { Token } from './lex.ts';
import { path, type Value } from './values.ts';

/** `name` stands for the expression in tokens [from, to), or, for a loop, for each item of it. */
export interface Binding {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly each: boolean;
}

export interface Bindings {
  readonly imports: ReadonlyMap<string, readonly Value[]>;
  readonly assigned: readonly Binding[];
  /** Every name that the source binds in any way; without a known value such a name is opaque. */
  readonly bound: ReadonlySet<string>;
  /** Modules whose names are all imported. */
  readonly stars: readonly string[];
  /** 1 where a token belongs to an import statement, which mentions no value. */
  readonly inert: Uint8Array;
}

interface Walk {
  readonly tokens: readonly Token[];
  readonly imports: Map<string, Value[]>;
  readonly assigned: Binding[];
  readonly bound: Set<string>;
  readonly stars: Set<string>;
  readonly inert: Uint8Array;
}

const COMPOUND = new Set(
  'if elif else while for with try except finally def class async match case'.split(' '),
);

/** Keywords that are also names. */
const SOFT = new Set(['match', 'case']);

const isName = (token: Token | undefined): token is Token =>
  token?.kind === 'name' && !KEYWORDS.has(token.text);
const isOp = (token: Token | undefined, text: string) => token?.kind === 'op' && token.text === text;
const isWord = (token: Token | undefined, text: string) => token?.kind === 'name' && token.text === text;

/** The index behind a token; behind its partner where it opens a bracket. */
const behind = (token: Token, at: number) => (token.kind === 'open' ? token.pair + 1 : at + 1);

/** The first index from `from` on, outside brackets, whose token `stops`; or the number of tokens. */
function scan(tokens: readonly Token[], from: number, stops: (token: Token, at: number) => boolean): number {
  let at = from;
  for (let token = tokens[at]; token !== undefined; token = tokens[at]) {
    if (stops(token, at)) return at;
    at = behind(token, at);
  }
  return tokens.length;
}

/** The index behind the statement that begins at `from`; a compound statement ends at its colon. */
function statementEnd(tokens: readonly Token[], from: number): number {
  const compound = COMPOUND.has(tokens[from]?.text ?? '');
  return scan(
    tokens,
    from,
    (token) => token.kind === 'line' || isOp(token, ';') || (compound && isOp(token, ':')),
  );
}

function dotted(tokens: readonly Token[], from: number, to: number): { name: string; end: number } {
  const parts: string[] = [];
  let at = from;
  for (; at < to; at++) {
    const token = tokens[at];
    if (isName(token)) parts.push(token.text);
    else if (!isOp(token, '.') && !isOp(token, '...')) break;
  }
  return { name: parts.join('.'), end: at };
}

function bindImport(walk: Walk, name: string, target: string): void {
  walk.bound.add(name);
  const known = walk.imports.get(name);
  if (known === undefined) walk.imports.set(name, [path(target)]);
  else if (!known.some((value) => value.kind === 'path' && value.path === target)) known.push(path(target));
}

/** One `a.b`, `a.b as c`, or, after `from base import`, `a`, `a as c`. Returns the index behind it. */
function importItem(walk: Walk, from: number, to: number, base: string | undefined): number {
  const { tokens } = walk;
  if (isOp(tokens[from], '*') && base !== undefined) walk.stars.add(base);
  const { name, end } = dotted(tokens, from, to);
  if (end === from) return from + 1;
  const alias = isWord(tokens[end], 'as') ? tokens[end + 1] : undefined;
  const top = name.split('.', 1)[0] ?? name;
  if (base !== undefined) bindImport(walk, alias?.text ?? name, `${base}.${name}`);
  else if (alias !== undefined) bindImport(walk, alias.text, name);
  else bindImport(walk, top, top);
  return alias === undefined ? end : end + 2;
}

function importStatement(walk: Walk, from: number, to: number): void {
  walk.inert.fill(1, from, to);
  const module = isWord(walk.tokens[from], 'from') ? dotted(walk.tokens, from + 1, to) : undefined;
  let at = module === undefined ? from + 1 : module.end + 1;
  while (at < to) at = importItem(walk, at, to, module?.name);
}

/** `a = b = expression`, annotated or not: each name before an equals sign stands for the last expression. */
function assignment(walk: Walk, from: number, to: number): void {
  const { tokens } = walk;
  const equals: number[] = [];
  scan(tokens, from, (token, at) => {
    if (at < to && (isOp(token, '=') || isOp(token, '+='))) equals.push(at);
    return at >= to;
  });
  const last = equals.at(-1);
  if (last === undefined) return;
  const bind = (token: Token | undefined) => {
    if (!isName(token)) return;
    walk.bound.add(token.text);
    walk.assigned.push({ name: token.text, from: last + 1, to, each: false });
  };
  if (isOp(tokens[from + 1], ':')) bind(tokens[from]);
  for (const at of equals) if (!isOp(tokens[at - 2], '.')) bind(tokens[at - 1]);
  for (let at = from; at < last; at++) {
    const token = tokens[at];
    if (isName(token) && isOp(tokens[at + 1], ',')) walk.bound.add(token.text);
  }
}

const EXPRESSION_STOPS = new Set([',', ';', ':', ':=', '=']);

/** The end of the expression at `from`: the next comma, colon, bracket's end or line at its own level. */
function expressionEnd(tokens: readonly Token[], from: number): number {
  return scan(tokens, from, (token) => {
    if (token.kind === 'line' || token.kind === 'close') return true;
    if (token.kind === 'op') return EXPRESSION_STOPS.has(token.text);
    return token.kind === 'name' && (token.text === 'for' || token.text === 'as');
  });
}

function loop(walk: Walk, at: number): void {
  const { tokens } = walk;
  const target = tokens[at + 1];
  if (!isName(target)) return;
  walk.bound.add(target.text);
  if (!isWord(tokens[at + 2], 'in')) return;
  walk.assigned.push({ name: target.text, from: at + 3, to: expressionEnd(tokens, at + 3), each: true });
}

/** Names that are bound within an expression or a header, wherever they stand. */
function inner(walk: Walk, at: number): void {
  const { tokens } = walk;
  const token = tokens[at];
  const next = tokens[at + 1];
  if (isWord(token, 'for')) loop(walk, at);
  else if (isWord(token, 'lambda')) parameters(walk, at);
  else if (isWord(token, 'def')) parameters(walk, at + 2);
  if (!isName(next)) return;
  if (isWord(token, 'def') || isWord(token, 'class') || isWord(token, 'as')) walk.bound.add(next.text);
  if (isOp(tokens[at + 2], ':=')) {
    walk.bound.add(next.text);
    walk.assigned.push({ name: next.text, from: at + 3, to: expressionEnd(tokens, at + 3), each: false });
  }
}

/** The parameters behind `opener`: the bracket of a `def`, or the word `lambda`. */
function parameters(walk: Walk, opener: number): void {
  const { tokens } = walk;
  const ofLambda = isWord(tokens[opener], 'lambda');
  if (!ofLambda && tokens[opener]?.text !== '(') return;
  scan(tokens, opener + 1, (token, at) => {
    if (token.kind === 'close' || token.kind === 'line' || isWord(token, 'lambda')) return true;
    if (ofLambda && isOp(token, ':')) return true;
    const before = tokens[at - 1];
    const begins = at - 1 === opener || (before?.kind === 'op' && [',', '*', '**'].includes(before.text));
    if (begins && isName(token)) walk.bound.add(token.text);
    return false;
  });
}

/** `with a() as x, b() as y:`, bracketed or not, binds each name to what its expression stands for. */
function withStatement(walk: Walk, from: number, to: number): void {
  const { tokens } = walk;
  const bracketed = tokens[from + 1]?.kind === 'open' && tokens[from + 1]?.text === '(';
  let start = bracketed ? from + 2 : from + 1;
  scan(tokens, start, (token, at) => {
    const target = tokens[at + 1];
    if (isWord(token, 'as') && isName(target)) {
      walk.assigned.push({ name: target.text, from: start, to: at, each: false });
    }
    if (isOp(token, ',')) start = at + 1;
    return at >= to;
  });
}

function statement(walk: Walk, from: number, to: number): void {
  const { tokens } = walk;
  const start = isWord(tokens[from], 'async') ? from + 1 : from;
  const first = tokens[start]?.text ?? '';
  if (first === 'import' || first === 'from') importStatement(walk, start, to);
  else if (first === 'with') withStatement(walk, start, to);
  else if (!COMPOUND.has(first) || SOFT.has(first)) assignment(walk, start, to);
}

/** One pass over the tokens; linear. ATTACKER-CONTROLLED names are only ever keys of Maps and Sets. */
export function readBindings(tokens: readonly Token[]): Bindings {
  const walk: Walk = {
    tokens,
    imports: new Map(),
    assigned: [],
    bound: new Set(),
    stars: new Set(),
    inert: new Uint8Array(tokens.length),
  };
  for (let start = 0; start < tokens.length; ) {
    const end = statementEnd(tokens, start);
    statement(walk, start, end);
    start = end + 1;
  }
  for (let at = -1; at < tokens.length; at++) if (walk.inert[at] !== 1) inner(walk, at);
  return { ...walk, stars: [...walk.stars] };
}
