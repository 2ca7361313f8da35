// Numbers for words and for what is made of words, so that contexts are compared and hashed without strings.

const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/** FNV-1a over the UTF-16 units of a part of a text. */
export function printOf(text: string, start = 0, end = text.length): number {
  let value = OFFSET;
  for (let at = start; at < end; at += 1) value = Math.imul(value ^ text.charCodeAt(at), PRIME);
  return value;
}

/** Two numbers under one more; the order counts. */
export function joined(a: number, b: number): number {
  const value = Math.imul(a ^ (a >>> 16), 0x2545f491) + b;
  return Math.imul(value ^ (value >>> 13), PRIME);
}
