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
  const wide = bytes.length % 2 === 0 && bytes.every((byte, index) => index % 2 === 0 || byte === 0);
  if (!wide && bytes.some(isControl)) return undefined;
  let text: string;
  try {
    text = new TextDecoder(wide ? 'utf-16le' : 'utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Not text: most long words are no encodings of anything.
    return undefined;
  }
  return NOT_TEXT.test(text.replace(LINE_ENDS, '')) ? undefined : text;
}

/** Cheap, and true of nearly all words that are no encodings: they decode to random bytes. */
function isControl(byte: number): boolean {
  return byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d;
}
