// Finds the values that a policy calls a parameter, wherever a model may have put them.

import { JSONPathEnvironment, JSONPathError, type JSONPathQuery, type JSONValue, jsonpath } from 'json-p3';
import { isJsonObject, type JsonObject, type JsonValue } from '../../domain/index.ts';

export interface ParameterPath {
  readonly source: string;
  /** The selected values in document order. INVARIANT: never follows a prototype, only own members. */
  select(args: JsonObject): readonly JsonValue[];
  /** The top-level property that the path starts with; undefined where it can start with any. */
  readonly root: string | undefined;
}

export type ParameterPathResult =
  | { readonly ok: true; readonly path: ParameterPath }
  | { readonly ok: false; readonly message: string };

const MAX_TEXT_NESTINGS = 4;
const MAX_SOURCE = 1024;
/** Above what readers of tool arguments accept. */
const MAX_DEPTH = 512;

/**
 * A plain name selects every member of that name, at any depth, also inside strings that are themselves JSON (at most
 * four nestings). A source that starts with `$` is a JSONPath (RFC 9535) without what could cost more than linear
 * time: `match`, `search`, `$` inside filters, more than two descents.
 */
export function compileParameterPath(source: string): ParameterPathResult {
  if (source === '') return { ok: false, message: 'the parameter is empty' };
  if (source.length > MAX_SOURCE) {
    return { ok: false, message: `the parameter is longer than ${MAX_SOURCE} characters` };
  }
  if (source.startsWith('$')) return compileJsonPath(source);
  return { ok: true, path: { source, root: source, select: (args) => findByName(args, source) } };
}

function compileJsonPath(source: string): ParameterPathResult {
  const bare = source.slice(1).replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '');
  if (bare.includes('$')) return { ok: false, message: '`$` inside a filter is not supported: use `@`' };
  if (bare.split('..').length > 3) return { ok: false, message: 'more than two `..` are not supported' };
  const environment = new JSONPathEnvironment({ maxRecursionDepth: MAX_DEPTH });
  environment.functionRegister.delete('match');
  environment.functionRegister.delete('search');
  let query: JSONPathQuery;
  try {
    query = environment.compile(source);
  } catch (error) {
    if (!(error instanceof JSONPathError)) throw error;
    return { ok: false, message: `not a JSONPath: ${error.message}` };
  }
  // Its own type of JSON values is ours without `readonly`; it does not write.
  const select = (args: JsonObject): readonly JsonValue[] =>
    query.query(args as JSONValue).values() as JsonValue[];
  return { ok: true, path: { source, root: rootOf(query), select } };
}

function rootOf(query: JSONPathQuery): string | undefined {
  const segment = query.segments[0];
  const selector = segment?.selectors[0];
  if (segment === undefined || segment.selectors.length !== 1) return undefined;
  if (!(selector instanceof jsonpath.selectors.NameSelector)) return undefined;
  return segment.toString().startsWith('..') ? undefined : selector.name;
}

interface Pending {
  readonly value: JsonValue;
  /** How many texts around this value were read as JSON. */
  readonly texts: number;
}

function findByName(args: JsonObject, name: string): readonly JsonValue[] {
  const found: JsonValue[] = [];
  // A stack, not recursion: the depth of the value is the attacker's choice.
  const stack: Pending[] = [{ value: args, texts: 0 }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (isJsonObject(next.value) && Object.hasOwn(next.value, name)) found.push(next.value[name] ?? null);
    const members = membersOf(next);
    for (let index = members.length - 1; index >= 0; index -= 1) {
      const member = members[index];
      if (member !== undefined) stack.push(member);
    }
  }
  return found;
}

function membersOf({ value, texts }: Pending): readonly Pending[] {
  if (typeof value === 'string') {
    const inner = texts < MAX_TEXT_NESTINGS ? readJson(value) : undefined;
    return inner === undefined ? [] : [{ value: inner, texts: texts + 1 }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values<JsonValue>(value).map((member) => ({ value: member, texts }));
}

/** The object, list or quoted text that a text is, or undefined. Linear. */
function readJson(text: string): JsonValue | undefined {
  if (!/^\s*[[{"]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    // Most texts are not JSON: then there is nothing to look into.
    return undefined;
  }
}
