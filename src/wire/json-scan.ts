// Places in JSON text, which JSON.parse does not tell: where a value starts and ends. Jumps over strings, so prose costs little.

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** A child of an object or array: where its key (or, in an array, the element) and its value start. */
export interface Child {
  readonly key: string | number;
  readonly start: number;
  readonly value: number;
}

/** The bytes as a string with one character per byte, so that offsets in it are byte offsets. Copies once. */
export function byteView(raw: Uint8Array): string {
  return Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1');
}

// All functions below take a byte view of text that JSON.parse accepts. Other text makes them throw, never loop.

function unfinished(): Error {
  return new Error('JSON text ends early: it must be checked before it is scanned');
}

/** The offset of the first character at or after `at` that is not JSON white space. */
export function afterSpace(view: string, at: number): number {
  let i = at;
  for (;;) {
    const c = view.charCodeAt(i);
    if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return i;
    i++;
  }
}

function isEscaped(view: string, quote: number): boolean {
  let before = quote - 1;
  while (view.charCodeAt(before) === BACKSLASH) before--;
  return (quote - before) % 2 === 0;
}

/** The offset after the string whose opening quote is at `open`. Linear: a run of backslashes is looked at once. */
export function afterString(view: string, open: number): number {
  let close = view.indexOf('"', open + 1);
  while (close !== -1 && isEscaped(view, close)) close = view.indexOf('"', close + 1);
  if (close === -1) throw unfinished();
  return close + 1;
}

function isOpening(c: number): boolean {
  return c === OPEN_OBJECT || c === OPEN_ARRAY;
}

function isClosing(c: number): boolean {
  return c === CLOSE_OBJECT || c === CLOSE_ARRAY;
}

function afterContainer(view: string, open: number): number {
  let depth = 0;
  let i = open;
  while (i < view.length) {
    const c = view.charCodeAt(i);
    if (c === QUOTE) {
      i = afterString(view, i);
      continue;
    }
    i++;
    if (isOpening(c)) depth++;
    else if (isClosing(c) && --depth === 0) return i;
  }
  throw unfinished();
}

function afterScalar(view: string, start: number): number {
  let i = start;
  while (i < view.length) {
    const c = view.charCodeAt(i);
    if (c === COMMA || c <= 0x20 || isClosing(c)) break;
    i++;
  }
  if (i === start) throw unfinished();
  return i;
}

/** The offset after the value that starts at `start`. */
export function afterValue(view: string, start: number): number {
  const c = view.charCodeAt(start);
  if (c === QUOTE) return afterString(view, start);
  return isOpening(c) ? afterContainer(view, start) : afterScalar(view, start);
}

/** The string whose JSON text, quotes included, is `[start,end)` of a byte view: UTF-8 and escapes undone. */
function decodeString(view: string, start: number, end: number): string {
  const inner = view.slice(start + 1, end - 1);
  if (!/[\\\u0080-\u00ff]/.test(inner)) return inner;
  const decoded: unknown = JSON.parse(Buffer.from(view.slice(start, end), 'latin1').toString('utf8'));
  return String(decoded);
}

/**
 * Calls `visit` for each member or element of the container at `open`, in order. `visit` returns the offset after the
 * child's value: `afterValue`, or what its own descent found, so that a whole walk passes over the text once.
 * Returns the offset of the closing bracket.
 */
export function eachChild(view: string, open: number, visit: (child: Child) => number): number {
  const inObject = view.charCodeAt(open) === OPEN_OBJECT;
  let at = afterSpace(view, open + 1);
  for (let index = 0; !isClosing(view.charCodeAt(at)); index++) {
    if (at >= view.length) throw unfinished();
    const start = at;
    let key: string | number = index;
    if (inObject) {
      const keyEnd = afterString(view, start);
      key = decodeString(view, start, keyEnd);
      at = afterSpace(view, afterSpace(view, keyEnd) + 1);
    }
    at = afterSpace(view, visit({ key, start, value: at }));
    if (view.charCodeAt(at) === COMMA) at = afterSpace(view, at + 1);
  }
  return at;
}

/** True when an object or array starts at `at`. */
export function isContainer(view: string, at: number): boolean {
  return isOpening(view.charCodeAt(at));
}

/** True when an object starts at `at`. */
export function isObjectAt(view: string, at: number): boolean {
  return view.charCodeAt(at) === OPEN_OBJECT;
}
