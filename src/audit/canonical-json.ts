// One byte sequence per JSON value (RFC 8785), so that a record can be hashed here and checked anywhere.

import type { JsonValue } from '../domain/index.ts';

const MAX_DEPTH = 64;
/** Printable ASCII without the quotation mark and the backslash: stands for itself in JSON. Backtracking-free: one class. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/**
 * The canonical form of `value`. Throws TypeError for whatever has none: lone surrogates, NaN and infinities, undefined,
 * BigInt, functions, objects that are not plain, holes in arrays, nesting deeper than 64.
 */
export function canonicalJson(value: JsonValue): string {
  return write(value, 0);
}

/** A string as RFC 8785 §3.2.2.2 writes it. Throws TypeError for a lone surrogate. */
export function canonicalString(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new TypeError('canonical JSON has no lone surrogates');
  return JSON.stringify(text);
}

function write(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return canonicalString(value);
    case 'number':
      return writeNumber(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (depth >= MAX_DEPTH) throw new TypeError(`canonical JSON nests at most ${MAX_DEPTH} deep`);
      return Array.isArray(value) ? writeArray(value, depth + 1) : writeObject(value, depth + 1);
    default:
      throw new TypeError(`canonical JSON has no ${typeof value}`);
  }
}

/** ECMAScript's own number format is the one that RFC 8785 §3.2.2.3 asks for. */
function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError('canonical JSON has no NaN and no infinity');
  return Object.is(value, -0) ? '0' : String(value);
}

/** Lists of strings that can not change any more, with their canonical form: names of policies come with every record. */
const written = new WeakMap<readonly unknown[], string>();

function writeArray(values: readonly unknown[], depth: number): string {
  if (!Object.isFrozen(values)) return writeElements(values, depth);
  const known = written.get(values);
  if (known !== undefined) return known;
  const text = writeElements(values, depth);
  if (values.every((value) => typeof value === 'string')) written.set(values, text);
  return text;
}

function writeElements(values: readonly unknown[], depth: number): string {
  let text = '[';
  for (let index = 0; index < values.length; index++) {
    if (index > 0) text += ',';
    text += write(values[index], depth);
  }
  return `${text}]`;
}

function writeObject(value: object, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError('canonical JSON has plain objects only');
  }
  // Own keys only, so that a name such as `__proto__` reads the field that is there and nothing else.
  const fields = value as Readonly<Record<string, unknown>>;
  let text = '{';
  for (const key of sortedKeys(value)) {
    if (text.length > 1) text += ',';
    text += `${canonicalString(key)}:${write(fields[key], depth)}`;
  }
  return `${text}}`;
}

/** Own keys by UTF-16 code unit (RFC 8785 §3.2.3), which is how JavaScript compares strings. */
function sortedKeys(value: object): readonly string[] {
  const keys = Object.keys(value);
  for (let index = 1; index < keys.length; index++) {
    if ((keys[index - 1] ?? '') > (keys[index] ?? '')) return keys.sort();
  }
  return keys;
}
