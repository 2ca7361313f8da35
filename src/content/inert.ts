// The large blocks of characters that are only themselves, so that texts in them need no look at each.

/**
 * Whether a character is a unified ideograph, a syllable of Hangul or Yi, half of a pair, or nobody's in their planes or for
 * private use: it shows, is no mark and no white space, has no case, and stays as it is in NFC and NFKC.
 */
export function isInert(code: number): boolean {
  if (code < 0x3400) return false;
  if (code > 0xffff) return code >= 0x20000 && code <= 0xdffff && (code <= 0x2f7ff || code >= 0x30000);
  if (code < 0xac00) return code <= 0x4dbf || (code >= 0x4e00 && code <= 0xa48c);
  return code <= 0xd7a3 || (code >= 0xd800 && code <= 0xf8ff);
}
