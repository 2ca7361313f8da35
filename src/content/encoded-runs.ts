// Finds what a careless reader would decode: percent-encoding, runs of base64 and hex digits, tag characters.

/** Digits of base64, base64url and hex that are worth a look. */
export const SHORTEST_RUN = 16;
/** Of each further line, where a run is broken over lines. */
const SHORTEST_LINE = 4;
const MOST_PADDING = 2;

export interface EncodedRun {
  readonly kind: 'percent' | 'digits' | 'tags';
  readonly start: number;
  readonly end: number;
}

/** The first run that begins at `from` or behind it. Linear over all calls that go on where the last run ended. */
export function nextRun(text: string, from: number): EncodedRun | undefined {
  let at = from;
  while (at < text.length) {
    const found = runAt(text, at);
    if (typeof found !== 'number') return found;
    at = found;
  }
  return undefined;
}

/** The run that begins here, or else where to look next. */
function runAt(text: string, start: number): EncodedRun | number {
  const code = text.charCodeAt(start);
  if (isDigit(code)) {
    const end = endOfDigits(text, start);
    return end - start < SHORTEST_RUN ? end : { kind: 'digits', start, end: endOfRun(text, end) };
  }
  if (code !== PERCENT && code !== TAGS_LEAD) return start + 1;
  const end = code === PERCENT ? endOfPercent(text, start) : endOfTags(text, start);
  return end === start ? start + 1 : { kind: code === PERCENT ? 'percent' : 'tags', start, end };
}

const PERCENT = 0x25;
const TAGS_LEAD = 0xdb40;

const DIGITS = flags(/[A-Za-z0-9+/_-]/);
const HEX = flags(/[0-9a-fA-F]/);

function flags(pattern: RegExp): Uint8Array {
  return Uint8Array.from({ length: 0x80 }, (_, code) => (pattern.test(String.fromCharCode(code)) ? 1 : 0));
}

function isDigit(code: number): boolean {
  return code < 0x80 && DIGITS[code] === 1;
}

function isHex(code: number): boolean {
  return code < 0x80 && HEX[code] === 1;
}

function endOfDigits(text: string, start: number): number {
  let at = start;
  while (at < text.length && isDigit(text.charCodeAt(at))) at += 1;
  return at;
}

/** Further lines, and the padding. */
function endOfRun(text: string, endOfFirst: number): number {
  let end = endOfFirst;
  for (let next = endOfLine(text, end); next > end; next = endOfLine(text, end)) end = next;
  for (let padding = 0; padding < MOST_PADDING && text[end] === '='; padding += 1) end += 1;
  return end;
}

/** The end of the line of digits that begins behind the line end at `end`; `end` where there is none. */
function endOfLine(text: string, end: number): number {
  const feed = text[end] === '\r' ? end + 1 : end;
  if (text[feed] !== '\n') return end;
  const next = endOfDigits(text, feed + 1);
  return next - feed - 1 >= SHORTEST_LINE ? next : end;
}

function isPercent(text: string, at: number): boolean {
  return text.charCodeAt(at) === PERCENT && isHex(text.charCodeAt(at + 1)) && isHex(text.charCodeAt(at + 2));
}

function endOfPercent(text: string, start: number): number {
  let at = start;
  while (isPercent(text, at)) at += 3;
  return at;
}

/** U+E0020 to U+E007E. */
function isTag(text: string, at: number): boolean {
  const trail = text.charCodeAt(at + 1);
  return text.charCodeAt(at) === TAGS_LEAD && trail >= 0xdc20 && trail <= 0xdc7e;
}

function endOfTags(text: string, start: number): number {
  let at = start;
  while (isTag(text, at)) at += 2;
  return at;
}
