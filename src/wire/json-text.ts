// JSON from outside, read so that no other reader can understand it differently: one meaning per document, or none.

import { isJsonObject, type JsonValue } from '../domain/index.ts';
import { afterString, afterValue, byteView, eachChild, isContainer } from './json-scan.ts';

type JsonFault = 'not_utf8' | 'not_json' | 'duplicate_keys' | 'too_deep';

/** `detail` says where ("at byte 17"), never what: it may be shown to the caller and logged. */
export type JsonRead =
  | { readonly ok: true; readonly value: JsonValue; readonly text: string }
  | { readonly ok: false; readonly why: JsonFault; readonly detail: string };

/** Deepest nesting of arrays and objects that is read. */
const MAX_DEPTH = 64;

/** What one pass over the structure tells; `tooDeepAt` is -1 where the nesting is within the limit. */
interface Structure {
  readonly members: number;
  readonly tooDeepAt: number;
}

function fault(why: JsonFault, detail: string): JsonRead {
  return { ok: false, why, detail };
}

function atByte(text: string, at: number): string {
  return `at byte ${Buffer.byteLength(text.slice(0, at))}`;
}

/** Counts object members (colons outside strings) in text that JSON.parse accepts, and stops where it nests too deep. */
function scanStructure(text: string): Structure {
  let members = 0;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x22: // "
        i = afterString(text, i) - 1;
        break;
      case 0x3a: // :
        members++;
        break;
      case 0x7b: // {
      case 0x5b: // [
        if (++depth > MAX_DEPTH) return { members, tooDeepAt: i };
        break;
      case 0x7d: // }
      case 0x5d: // ]
        depth--;
        break;
      default:
        break;
    }
  }
  return { members, tooDeepAt: -1 };
}

/** Lone surrogates: with the `u` flag a pair is one code point and does not match. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Members that survived JSON.parse, which keeps the last of several equal keys. Recursion is bounded: the nesting has been checked. */
function countMembers(value: JsonValue): number {
  let count = 0;
  if (Array.isArray(value)) {
    for (const element of value) count += countMembers(element);
  } else if (isJsonObject(value)) {
    // Nothing is inherited here, and this loop allocates nothing: it runs for every event of every stream.
    for (const key in value) count += 1 + countMembers(value[key] ?? null);
  }
  return count;
}

/** Whether some key, at any depth, holds half of a surrogate pair. */
function hasUnencodableKey(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (!Array.isArray(value) && Object.keys(value).some((key) => LONE_SURROGATE.test(key))) return true;
  return Object.values(value).some(hasUnencodableKey);
}

/** Only an escape, or text that never was UTF-8, brings half of a surrogate pair into a key. */
function mayHoldHalfPairs(text: string): boolean {
  return text.includes('\\ud') || text.includes('\\uD') || LONE_SURROGATE.test(text);
}

/** The byte offset of the first key that repeats an earlier one of the same object, or -1. Slow path. */
function findDuplicateKey(text: string): number {
  const view = byteView(Buffer.from(text));
  let found = -1;
  const visitContainer = (open: number): number => {
    const seen = new Set<string | number>();
    const close = eachChild(view, open, ({ key, start, value }) => {
      if (seen.has(key) && (found === -1 || start < found)) found = start;
      seen.add(key);
      return isContainer(view, value) ? visitContainer(value) : afterValue(view, value);
    });
    return close + 1;
  };
  const top = view.search(/[[{]/);
  if (top !== -1) visitContainer(top);
  return found;
}

/** Of V8's message only the position is kept: the rest quotes the text. */
function syntaxDetail(text: string, error: unknown): string {
  const position = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
  return position === undefined ? 'the text is not well-formed' : atByte(text, Number(position));
}

/**
 * Reads JSON text (RFC 8259) that may be hostile. Refuses what other readers understand differently: equal keys in one
 * object at any depth (escapes undone), keys that UTF-8 can not carry (two different halves of a surrogate pair become
 * the same U+FFFD), nesting deeper than 64. Linear in the text.
 */
export function readJsonText(text: string): JsonRead {
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return fault('not_json', syntaxDetail(text, error));
  }
  const { members, tooDeepAt } = scanStructure(text);
  if (tooDeepAt !== -1) return fault('too_deep', atByte(text, tooDeepAt));
  if (members !== countMembers(value)) {
    return fault('duplicate_keys', `the second one is at byte ${findDuplicateKey(text)}`);
  }
  if (mayHoldHalfPairs(text) && hasUnencodableKey(value))
    return fault('not_json', 'a key holds half of a surrogate pair');
  return { ok: true, value, text };
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads JSON from bytes: UTF-8 without errors and without a byte order mark, then as `readJsonText`. */
export function readJson(bytes: Uint8Array): JsonRead {
  const text = decodeUtf8(bytes);
  return text === undefined ? fault('not_utf8', 'the bytes are not UTF-8') : readJsonText(text);
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  // Several times as fast for small texts; it writes U+FFFD where bytes are no UTF-8, and where they are that character.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  if (!text.includes('\ufffd')) return text;
  try {
    return decoder.decode(bytes);
  } catch {
    // The decoder's only complaint is about the encoding.
    return undefined;
  }
}
