// Numbers for words and for what is made of words, so that contexts are compared and hashed without strings.

import { fnv1a, PRIME } from '../../fnv.ts';

/** The number of a part of a text. */
export function printOf(text: string, start = 0, end = text.length): number {
  return fnv1a(text, undefined, start, end);
}

/** Two numbers under one more; the order counts. */
export function joined(a: number, b: number): number {
  const value = Math.imul(a ^ (a >>> 16), 0x2545f491) + b;
  return Math.imul(value ^ (value >>> 13), PRIME);
}
