// What an expression may stand for, as far as names, strings and lists of strings tell without running it.

import { HOLE } from '../facts.ts';

/** A dotted name (`?` where its root is unknown), a text (with holes for unknown parts), or a list of texts. */
export type Value =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] };

/** The alternatives; none: unknown. */
export type Values = readonly Value[];

export const MAX_ALTERNATIVES = 8;
const MAX_TEXT = 64 * 1024;
const MAX_PATH = 160;

export const UNKNOWN: Values = [];

export const path = (name: string): Value => ({ kind: 'path', path: name.length > MAX_PATH ? '?' : name });

export function text(value: string): Value {
  return { kind: 'text', text: value.length > MAX_TEXT ? HOLE : value };
}

/** The one text that an expression stands for; a hole where there is none or more than one. */
export function soleText(values: Values): string {
  const [only] = values;
  if (values.length !== 1) return HOLE;
  if (only?.kind === 'path' && only.path === 'sys.executable') return 'python';
  return only?.kind === 'text' ? only.text : HOLE;
}

export function sameValue(a: Value, b: Value): boolean {
  if (a.kind === 'path') return b.kind === 'path' && a.path === b.path;
  if (a.kind === 'text') return b.kind === 'text' && a.text === b.text;
  return (
    b.kind === 'list' && a.items.length === b.items.length && a.items.every((item, i) => item === b.items[i])
  );
}

/** `base64.b64decode`, `bytes.fromhex`: what the literal decodes to, as Latin-1 text; a hole where it does not. */
export function decoded(how: 'base64' | 'hex', value: string): string {
  if (value.includes(HOLE)) return HOLE;
  const bytes = Buffer.from(value, how);
  return bytes.length === 0 ? HOLE : bytes.toString('utf8');
}

const KEEPS_TEXT = new Set([
  'decode',
  'encode',
  'strip',
  'lstrip',
  'rstrip',
  'read',
  'expanduser',
  'as_posix',
]);
const FORMAT_FIELD = /\{[^{}\n]{0,80}\}/g;

/** The result of a method on a text whose arguments are known as texts. */
export function textMethod(on: string, name: string, args: readonly Values[]): Values {
  if (KEEPS_TEXT.has(name)) return [text(on)];
  if (name === 'format') return [text(on.replace(FORMAT_FIELD, HOLE))];
  if (name === 'split' && args.length === 0) return [{ kind: 'list', items: on.trim().split(/\s+/) }];
  return [text(HOLE)];
}

/** `%` formatting: every conversion is a hole. */
export function percentFormat(on: string): Value {
  return text(on.replace(/%(?:\([^()\n]{0,80}\))?[-+ #0-9.]{0,12}[a-zA-Z]/g, HOLE));
}
