// Python source → report: lexes, settles what names stand for, then reads every expression once more and reports.

import type { Capability } from '../../domain/index.ts';
import { HOLE, type Report } from '../facts.ts';
import { namesSensitiveFile } from '../sensitive-text.ts';
import {
  ARGV_CALLS,
  COMMAND_CALLS,
  INTERNALS,
  KEYWORDS,
  LOOKS,
  REFLECTION,
  RUNS_TEXT,
  SHOWN,
  SHOWS,
  SYSTEM_MODULES,
} from './apis.ts';
import { type Bindings, readBindings } from './bindings.ts';
import { callEffects, callValue, methodCapability, subscriptValue } from './calls.ts';
import { lexPython, type Token } from './lex.ts';
import { canonical, lookUp, memberOf } from './names.ts';
import { evaluate, expression, type Reader, type Semantics, union } from './reader.ts';
import { MAX_ALTERNATIVES, path, text, type Value, type Values } from './values.ts';

const MAX_ROUNDS = 8;
const TEXT_BUDGET = 2 * 1024 * 1024;

const isOp = (token: Token | undefined, op: string) => token?.kind === 'op' && token.text === op;

/** Reading without reporting, for the rounds in which names settle. */
const silent: Semantics = {
  attribute: memberOf,
  call: callValue,
  subscript: subscriptValue,
  mention: () => {},
  internals: () => {},
};

function reporting(tokens: readonly Token[], report: Report): Semantics {
  const lineOf = (at: number) => tokens[at]?.line ?? 1;
  const loops = tokens.some((token) => token.kind === 'name' && token.text === 'while');
  return {
    attribute: memberOf,
    subscript: (on, key, reader) => {
      if (
        key.includes(HOLE) &&
        (on === 'sys.modules' || on.endsWith('globals()') || on.endsWith('.__dict__'))
      ) {
        report.unclear();
      }
      return subscriptValue(on, key, reader);
    },
    call: (callee, args, reader) => {
      callEffects(callee, args, lineOf(args.opener), report);
      return callValue(callee, args, reader);
    },
    mention: (name, from, to, called) => {
      mention(tokens, { name, from, to, called }, report);
      if (name === 'os.fork' && loops) report.found('destructive', lineOf(from), 'fork in a loop');
    },
    internals: (name, at) => {
      if (!INTERNALS.has(name)) return;
      report.found('dynamic_code', lineOf(at), name);
      report.unclear();
    },
  };
}

interface Use {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly called: boolean;
}

function mention(tokens: readonly Token[], use: Use, report: Report): void {
  if (isTarget(tokens, use)) return;
  const line = tokens[use.from]?.line ?? 1;
  const entry = lookUp(use.name);
  for (const capability of entry?.capabilities ?? []) report.found(capability, line, entry?.key ?? '');
  const method = use.called && entry === undefined ? methodCapability(use.name) : undefined;
  if (method !== undefined) report.found(method, line, 'method');
  if (use.called ? hidesCode(use.name, entry?.capabilities) : handedOn(tokens, use)) report.unclear();
}

/** True for calls that run code which the source does not show: a pickle, a foreign function, another program. */
function hidesCode(name: string, capabilities: readonly Capability[] | undefined): boolean {
  if (COMMAND_CALLS.has(name) || ARGV_CALLS.has(name) || RUNS_TEXT.has(name) || SHOWN.has(name)) return false;
  return capabilities?.some((found) => found === 'dynamic_code' || found === 'subprocess') ?? false;
}

/** True for what is assigned to, which reads nothing: `name = …`, a keyword argument, `os.environ['X'] = …`. */
function isTarget(tokens: readonly Token[], use: Use): boolean {
  const after = tokens[use.to];
  if (isOp(after, ':=')) return true;
  if (isOp(after, '=')) return use.to === use.from + 1 || use.name.startsWith('os.environ');
  return use.name === 'os.environ' && after?.kind === 'open' && isOp(tokens[after.pair + 1], '=');
}

/** Widens a use over the brackets that only group it: `((os))`. */
function ungrouped(tokens: readonly Token[], use: Use): readonly [before: number, after: number] {
  let before = use.from - 1;
  let after = use.to;
  for (let token = tokens[before]; token?.text === '(' && token.pair === after; token = tokens[before]) {
    if (isOperand(tokens[before - 1])) break;
    before--;
    after++;
  }
  return [before, after];
}

const isOperand = (token: Token | undefined) =>
  token?.kind === 'close' || (token?.kind === 'name' && !KEYWORDS.has(token.text));

/** True where a module, or a function that reaches anything by name, leaves our sight as a value. */
function handedOn(tokens: readonly Token[], use: Use): boolean {
  if (COMMAND_CALLS.has(use.name) || ARGV_CALLS.has(use.name)) return true;
  if (!SYSTEM_MODULES.has(use.name) && !REFLECTION.has(use.name)) return false;
  const [left, right] = ungrouped(tokens, use);
  const before = tokens[left];
  const after = tokens[right];
  if (isOp(after, '.') || before === undefined || before.kind === 'line') return false;
  if (before.kind === 'name') return !DECLARES.has(before.text);
  if (before.kind === 'op') return !(isOp(before, ':=') || (bindsName(tokens, left) && endsStatement(after)));
  const callee = before.text === '(' ? tokens[left - 1] : undefined;
  return !(callee?.kind === 'name' && LOOKS.has(callee.text));
}

/** Words behind which a name is declared, not used. */
const DECLARES = new Set(['global', 'nonlocal', 'del', 'as']);

const bindsName = (tokens: readonly Token[], equals: number) =>
  isOp(tokens[equals], '=') && tokens[equals - 1]?.kind === 'name' && !isOp(tokens[equals - 2], '.');
const endsStatement = (token: Token | undefined) =>
  token?.kind === 'line' || isOp(token, ';') || isOp(token, '=');

function initialNames(bindings: Bindings): Map<string, Values> {
  const names = new Map<string, Values>();
  for (const [name, values] of bindings.imports) {
    names.set(
      name,
      values.map((value) => (value.kind === 'path' ? path(canonical(value.path)) : value)),
    );
  }
  return names;
}

/** Lets every assigned name take the values of its expressions, once; true where anything changed. */
function settle(reader: Reader): boolean {
  let changed = false;
  for (const { name, from, to, each } of reader.bindings.assigned) {
    const given = expression(reader, from, to).filter(bindable);
    const values = each ? given.flatMap(itemsOf) : given;
    const old = reader.names.get(name) ?? [];
    const next = union(reader, old, values);
    if (next.length > old.length) {
      reader.names.set(name, next);
      changed = true;
    }
  }
  return changed;
}

const bindable = (value: Value) => value.kind !== 'path' || !value.path.startsWith('?');
function itemsOf(value: Value): Values {
  if (value.kind !== 'list') return [];
  return value.items.length < MAX_ALTERNATIVES ? value.items.map(text) : [text(HOLE)];
}

const INSTALL_MAGICS = new Set(['pip', 'conda', 'mamba', 'uv']);
const HARMLESS_MAGICS = new Set(['matplotlib', 'time', 'timeit', 'pylab', 'config', 'autoreload']);

/** IPython lines: `!command`, `%magic`. */
function magics(tokens: readonly Token[], report: Report): void {
  for (const { kind, text: source, line } of tokens) {
    if (kind !== 'magic') continue;
    const rest = source.replace(/^[!%]{1,2}/, '').trimStart();
    const [word = ''] = rest.split(/\s/, 1);
    if (source.startsWith('!')) {
      report.found('subprocess', line, '!');
      report.embed('shell', rest, line);
    } else if (INSTALL_MAGICS.has(word)) report.embed('shell', rest, line);
    else if (word === 'env' || word === 'set_env') report.found('environment_read', line, '%env');
    else if (!HARMLESS_MAGICS.has(word)) report.unclear();
  }
}

/** Paths to secrets in any literal, except in docstrings and in what is only shown. */
function sensitiveTexts(tokens: readonly Token[], report: Report): void {
  const shows: boolean[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'open') shows.push(token.text === '(' && SHOWS.has(tokens[at - 1]?.text ?? ''));
    else if (token.kind === 'close') shows.pop();
    const used = token.kind === 'text' && shows.at(-1) !== true && !isDocstring(tokens, at);
    if (used && namesSensitiveFile(token.text)) {
      report.found('filesystem_read_sensitive', token.line, 'sensitive path');
    }
  }
}

function isDocstring(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1];
  return (before === undefined || before.kind === 'line') && tokens[at + 1]?.kind === 'line';
}

const CODING = /^[ \t\f]*#[^\n]{0,200}?coding[:=][ \t]*([-\w.]{1,40})/;
const PLAIN_CODINGS = new Set(['utf-8', 'utf8', 'ascii', 'us-ascii', 'latin-1', 'iso-8859-1', 'utf-8-sig']);
const SHELL_CELL = /^%%(?:bash|sh|script[ \t]+(?:ba)?sh)\b[^\n]*\n/;

/** A `coding:` line makes Python read other text than we do. */
function otherCoding(source: string): boolean {
  return source.split('\n', 2).some((line) => {
    const name = CODING.exec(line)?.[1];
    return name !== undefined && !PLAIN_CODINGS.has(name.toLowerCase().replaceAll('_', '-'));
  });
}

/** Lets the names settle, then reads the whole once more and reports. */
function reportTokens(tokens: readonly Token[], report: Report): void {
  const bindings = readBindings(tokens);
  const reader: Reader = {
    tokens,
    bindings,
    names: initialNames(bindings),
    values: [],
    ends: [],
    semantics: silent,
    budget: TEXT_BUDGET,
    overflow: false,
  };
  let changed = true;
  for (let round = 0; changed && round < MAX_ROUNDS; round++) {
    evaluate(reader);
    changed = settle(reader);
  }
  const last: Reader = { ...reader, semantics: reporting(tokens, report), budget: TEXT_BUDGET };
  evaluate(last);
  if (changed || last.overflow) report.unclear();
  magics(tokens, report);
  sensitiveTexts(tokens, report);
}

/**
 * Reports what Python source (3.8 to 3.14, IPython included) may do. Linear in the source; never throws.
 * Installed third-party packages are the operator's: what they do inside is not read.
 */
export function reportPython(source: string, report: Report): void {
  const plain = source.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const cell = plain.trimStart();
  const shell = SHELL_CELL.exec(cell);
  if (shell !== null) {
    report.found('subprocess', 1, '%%bash');
    report.embed('shell', cell.slice(shell[0].length), 1);
    return;
  }
  const { tokens, sound } = lexPython(plain);
  if (!sound || otherCoding(plain)) report.unclear();
  reportTokens(tokens, report);
}
