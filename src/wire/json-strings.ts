// Every string inside a JSON value with its place: the walk that detection and redaction share.

import type { JsonValue } from '../domain/index.ts';

/** Called with a string and its place. `path` is reused by the walk: copy it to keep it. */
export type VisitString = (path: readonly (string | number)[], text: string) => void;

export interface StringWalk {
  readonly visit: VisitString;
  /** Called with the name of each object member that is looked into. */
  readonly visitKey?: (key: string) => void;
  /** Where the value is; the walk appends to it and takes away again. */
  readonly path: (string | number)[];
  /** Which object members to look into; all unless given. */
  readonly enters?: (field: string) => boolean;
}

/** Calls `visit` for each string in `value`, keys not counted, in document order. Recursion is bounded: `readJson` limits the nesting. */
export function eachString(value: JsonValue, walk: StringWalk): void {
  if (typeof value === 'string') {
    walk.visit(walk.path, value);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const children: Iterable<[string | number, JsonValue]> = Array.isArray(value)
    ? value.entries()
    : Object.entries(value);
  for (const [key, child] of children) {
    if (typeof key === 'string') {
      if (walk.enters?.(key) === false) continue;
      walk.visitKey?.(key);
    }
    walk.path.push(key);
    eachString(child, walk);
    walk.path.pop();
  }
}
