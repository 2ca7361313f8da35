// Keyed prints of short texts: 44 bits that say whether two texts are equal, and nothing else of them.

/** Makes prints of one workflow incomparable with those of another. */
export type PrintKey = number;

const A = 0x01000193;
const B = 0x85ebca6b;

/** A key from a digest in hex: its first 32 bits. */
export function printKey(digest: string): PrintKey {
  return Number.parseInt(digest.slice(0, 8), 16) | 0;
}

/** The print of a text as it is: fold it first. */
export function printOf(text: string, key: PrintKey): number {
  let low = key ^ 0x811c9dc5;
  let high = key ^ 0x2c1b3c6d;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, A);
    high = Math.imul(high + code, B) ^ (high >>> 13);
  }
  return joined(mixed(low), mixed(high));
}

/** Spreads what 32 bits differ in over all of them (the finaliser of MurmurHash3). */
export function mixed(value: number): number {
  let bits = value ^ (value >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/** 32 bits and 12 more as one number that JavaScript holds exactly. */
export function joined(low: number, high: number): number {
  return (low >>> 0) + ((high >>> 20) & 0xfff) * 0x100000000;
}
