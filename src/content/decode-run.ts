// Reads one run of base64, base64url or hexadecimal digits, when what comes out is text.

const HEX = /^(?:[0-9a-f]{2})+$/i;
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
  const digits = run.replace(/[\r\n]/g, '');
  if (HEX.test(digits)) {
    const text = readable(Buffer.from(digits, 'hex'));
    if (text !== undefined) return text;
  }
  for (let skip = 0; skip < ALIGNMENTS; skip += 1) {
    const text = readable(Buffer.from(digits.slice(skip), 'base64'));
    if (text !== undefined) return digits.slice(0, skip) + text;
  }
  return undefined;
}

function readable(bytes: Uint8Array): string | undefined {
  if (bytes.length < MIN_BYTES) return undefined;
  // Most long words are no encodings of anything: they must cost little.
  const wide = bytes.length % 2 === 0 && bytes.every((byte, index) => index % 2 === 0 || byte === 0);
  if (!wide && (bytes.some(isControl) || !isUtf8(bytes))) return undefined;
  const text = new TextDecoder(wide ? 'utf-16le' : 'utf-8', { ignoreBOM: true }).decode(bytes);
  return NOT_TEXT.test(text.replace(LINE_ENDS, '')) ? undefined : text;
}

/** Cheap, and true of nearly all words that are no encodings: they decode to random bytes. */
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
