// Which bytes of a document hold a value: what is not touched by an edit, and what is hashed, is cut by these offsets.

import { afterSpace, afterValue, byteView, eachChild, isContainer } from './json-scan.ts';

/** Steps from the root of a document: object keys and array positions. */
export type JsonPath = readonly (string | number)[];

/** Byte offsets `[start,end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

interface Descent {
  readonly view: string;
  readonly path: JsonPath;
  /** Called where the path ends; returns the offset after the value. */
  readonly found: (at: number) => number;
}

function descend(descent: Descent, at: number, depth: number): number {
  const { view, path, found } = descent;
  if (depth === path.length) return found(at);
  if (!isContainer(view, at)) return afterValue(view, at);
  const close = eachChild(view, at, (child) =>
    child.key === path[depth] ? descend(descent, child.value, depth + 1) : afterValue(view, child.value),
  );
  return close + 1;
}

/**
 * Byte offsets of the value at `path`, or undefined where there is none. One pass.
 * `raw` must have been accepted by `readJson`.
 */
export function locate(raw: Uint8Array, path: JsonPath): Span | undefined {
  const view = byteView(raw);
  let span: Span | undefined;
  const found = (start: number): number => {
    const end = afterValue(view, start);
    span = { start, end };
    return end;
  };
  descend({ view, path, found }, afterSpace(view, 0), 0);
  return span;
}

/**
 * Byte offsets of each element of the array at `path`, in order; none where there is no array. One pass.
 * `raw` must have been accepted by `readJson`, which gives its `text`.
 */
export function locateElements(raw: Uint8Array, path: JsonPath, text: string): readonly Span[] {
  // In ASCII, which most bodies are, a character is a byte, and nothing needs to be copied.
  const view = text.length === raw.byteLength ? text : byteView(raw);
  const spans: Span[] = [];
  const found = (at: number): number => {
    if (view[at] !== '[') return afterValue(view, at);
    const close = eachChild(view, at, ({ value }) => {
      const end = afterValue(view, value);
      spans.push({ start: value, end });
      return end;
    });
    return close + 1;
  };
  descend({ view, path, found }, afterSpace(view, 0), 0);
  return spans;
}
