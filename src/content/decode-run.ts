// Reads one run of base64, base64url or hexadecimal digits, when what comes out is text.

const NOT_TEXT = /[\p{Cc}\p{Cn}\p{Co}\p{Cs}]/u;
const LINE_ENDS = /[\t\r\n]/g;
/** Three characters or fewer of something else may precede the digits without a gap. */
const ALIGNMENTS = 4;
const MIN_BYTES = 8;

/**
 * The text that a run stands for, or undefined when it decodes to nothing that is readable throughout. UTF-8, and
 * UTF-16LE where every second byte is zero. What stands in front, up to three characters, is kept.
 */
export function decodeRun(run: string): string | undefined {
  const digits = /[\r\n]/.test(run) ? run.replace(/[\r\n]/g, '') : run;
  const hex = digits.length % 2 === 0 ? readable(digits, HEX) : undefined;
  if (hex !== undefined) return hex;
  for (let skip = 0; skip < ALIGNMENTS; skip += 1) {
    const text = readable(digits.slice(skip), BASE64);
    if (text !== undefined) return digits.slice(0, skip) + text;
  }
  return undefined;
}

/** How digits stand for bytes. */
interface Code {
  readonly name: 'hex' | 'base64';
  readonly bits: number;
  /** What each character of ASCII stands for; `NO_DIGIT` where it stands for nothing. */
  readonly values: Uint8Array;
}

const NO_DIGIT = 0xff;
const HEX: Code = { name: 'hex', bits: 4, values: valuesOf((digit) => Number.parseInt(digit, 16)) };
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const BASE64: Code = {
  name: 'base64',
  bits: 6,
  values: valuesOf((digit) =>
    [`${LETTERS}+/`, `${LETTERS}-_`].map((all) => all.indexOf(digit)).find(isFound),
  ),
};

function isFound(index: number): boolean {
  return index !== -1;
}

function valuesOf(read: (digit: string) => number | undefined): Uint8Array {
  return Uint8Array.from({ length: 0x80 }, (_, code) => {
    const value = read(String.fromCharCode(code));
    return value === undefined || Number.isNaN(value) ? NO_DIGIT : value;
  });
}

function readable(digits: string, code: Code): string | undefined {
  if (!beginsReadable(digits, code)) return undefined;
  if (code.name === 'hex' && !/^[0-9a-f]+$/i.test(digits)) return undefined;
  const bytes = Buffer.from(digits, code.name);
  if (bytes.length < MIN_BYTES) return undefined;
  const wide = bytes.length % 2 === 0 && bytes.every((byte, index) => index % 2 === 0 || byte === 0);
  if (!wide && (bytes.some(isControl) || !isUtf8(bytes))) return undefined;
  const text = bytes.toString(wide ? 'utf16le' : 'utf8');
  return NOT_TEXT.test(text.replace(LINE_ENDS, '')) ? undefined : text;
}

/**
 * False where the first eight bytes rule out that the digits are readable. Most long words are no encodings of anything:
 * they must cost little, and nearly all are known by their first bytes.
 */
function beginsReadable(digits: string, { bits, values }: Code): boolean {
  let held = 0;
  let word = 0;
  let narrow = 0;
  let wide = true;
  for (let at = 0, count = 0; count < MIN_BYTES; at += 1) {
    const value = values[digits.charCodeAt(at)] ?? NO_DIGIT;
    if (value === NO_DIGIT) return false;
    word = ((word << bits) | value) & 0xffff;
    held += bits;
    if (held < 8) continue;
    held -= 8;
    const byte = (word >> held) & 0xff;
    narrow = narrow === BROKEN ? BROKEN : goesOn(byte, narrow);
    wide &&= count % 2 === 0 || byte === 0;
    count += 1;
    if (narrow === BROKEN && !wide) return false;
  }
  return true;
}

const BROKEN = -1;

/** How many continuation bytes are to follow once this byte followed where `expected` were; `BROKEN` where it can not. */
function goesOn(byte: number, expected: number): number {
  if (expected > 0) return isContinuation(byte) ? expected - 1 : BROKEN;
  if (byte < 0x80) return isControl(byte) ? BROKEN : 0;
  if (byte < 0xc2 || byte > 0xf4) return BROKEN;
  return byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
}

function isControl(byte: number): boolean {
  return byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d;
}

/** Whether the bytes are well-formed UTF-8 (RFC 3629), without the exception by which a decoder would say no. */
function isUtf8(bytes: Uint8Array): boolean {
  let at = 0;
  while (at < bytes.length) {
    const length = lengthAt(bytes, at);
    if (length === 0) return false;
    at += length;
  }
  return true;
}

/** The number of bytes of the character that begins here; 0 where none does. */
function lengthAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4 || !isSecond(lead, bytes[at + 1] ?? 0)) return 0;
  if (lead < 0xe0) return 2;
  if (!isContinuation(bytes[at + 2] ?? 0)) return 0;
  if (lead < 0xf0) return 3;
  return isContinuation(bytes[at + 3] ?? 0) ? 4 : 0;
}

/** The second byte rules out overlong forms, surrogates, and what lies beyond Unicode. */
function isSecond(lead: number, byte: number): boolean {
  if (!isContinuation(byte)) return false;
  switch (lead) {
    case 0xe0:
      return byte >= 0xa0;
    case 0xed:
      return byte < 0xa0;
    case 0xf0:
      return byte >= 0x90;
    case 0xf4:
      return byte < 0x90;
    default:
      return true;
  }
}

function isContinuation(byte: number): boolean {
  return byte >= 0x80 && byte < 0xc0;
}
