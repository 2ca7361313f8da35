// One server-sent event taken apart: what it says to a client, and whether every client reads it the same way.

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const COLON = 0x3a;
const SPACE = 0x20;
const JOINT = Uint8Array.of(SPACE);

/** What the lines of an event come to. */
export interface SseContent {
  /** The value of its data lines; undefined where there is none or it is empty (such an event is not dispatched). */
  readonly data: Uint8Array | undefined;
  /** True where the bytes can be released as they are: comments and at most one data line, LF or CRLF line ends, no BOM. */
  readonly plain: boolean;
}

interface Line {
  readonly start: number;
  readonly end: number;
  readonly next: number;
  /** Ended by LF or CRLF: every client sees that end, also those that do not know a bare CR. */
  readonly endsPlainly: boolean;
}

/** What whoever cut the event out of the stream knows about it. */
export interface SseShape {
  /** Nothing of the stream came before: a byte order mark may. */
  readonly isFirst: boolean;
  /** It is one line and a blank line, both ended by a lone LF. */
  readonly isOneLine: boolean;
}

/**
 * Reads the lines of one event (WHATWG HTML 9.2.6). Several data lines are joined by a space: the same JSON as with the
 * specified line feed, on one line. Fields other than `data` are ignored, as the official SDKs ignore them, but make the event
 * not plain, and so does all that clients disagree about: BOM, bare CR, several data lines, a missing last blank line.
 */
export function readSseContent(raw: Uint8Array, shape: SseShape): SseContent {
  if (shape.isOneLine && isDataField(raw, 0, 4) && raw[4] === COLON) {
    const data = fieldValue(raw, 5, raw.length - 2);
    if (data.length > 0) return { data, plain: true };
  }
  return readAnyContent(raw, shape.isFirst);
}

function isDataField(raw: Uint8Array, start: number, end: number): boolean {
  return (
    end - start === 4 &&
    raw[start] === 0x64 &&
    raw[start + 1] === 0x61 &&
    raw[start + 2] === 0x74 &&
    raw[start + 3] === 0x61
  );
}

function fieldValue(raw: Uint8Array, start: number, end: number): Uint8Array {
  return raw.subarray(start < end && raw[start] === SPACE ? start + 1 : start, end);
}

function lineAt(raw: Uint8Array, start: number): Line {
  let end = start;
  while (end < raw.length && raw[end] !== NEWLINE && raw[end] !== CARRIAGE_RETURN) end++;
  const crlf = raw[end] === CARRIAGE_RETURN && raw[end + 1] === NEWLINE;
  const endsPlainly = crlf || raw[end] === NEWLINE;
  return { start, end, next: Math.min(raw.length, end + (crlf ? 2 : 1)), endsPlainly };
}

function fieldEnd(raw: Uint8Array, line: Line): number {
  // Within the line only: searching on into the event would make many lines without a colon quadratic.
  const colon = raw.subarray(line.start, line.end).indexOf(COLON);
  return colon === -1 ? line.end : line.start + colon;
}

function hasByteOrderMark(raw: Uint8Array): boolean {
  return raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf;
}

function readAnyContent(raw: Uint8Array, isFirst: boolean): SseContent {
  const values: Uint8Array[] = [];
  const marked = isFirst && hasByteOrderMark(raw);
  let plain = !marked;
  let blank = false;
  for (let at = marked ? 3 : 0; at < raw.length; ) {
    const line = lineAt(raw, at);
    at = line.next;
    blank = line.start === line.end;
    plain &&= line.endsPlainly;
    const colon = fieldEnd(raw, line);
    if (blank || colon === line.start) continue;
    if (isDataField(raw, line.start, colon))
      values.push(fieldValue(raw, Math.min(colon + 1, line.end), line.end));
    else plain = false;
  }
  const data = joined(values);
  return {
    data,
    plain: plain && blank && values.length <= 1 && values.length === (data === undefined ? 0 : 1),
  };
}

function joined(values: readonly Uint8Array[]): Uint8Array | undefined {
  const [first] = values;
  if (values.length > 1)
    return Buffer.concat(values.flatMap((value, i) => (i === 0 ? [value] : [JOINT, value])));
  return first === undefined || first.length === 0 ? undefined : first;
}
