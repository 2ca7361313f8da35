// Winnowing (Schleimer, Wilkerson and Aiken, 2003): a few prints of a text that any copy of a long enough part shares.

import type { NormalForm } from './normal-form.ts';
import { joined, mixed, type PrintKey } from './print.ts';

/** Letters and digits under one print. */
export const GRAM = 20;
/** Of so many neighbouring grams one is kept: any common run of GRAM + WINDOW - 1 = 31 letters and digits shares a print. */
const WINDOW = 12;

const LOW_BASE = 0x2c9277b5;
const HIGH_BASE = 0x5f356495;

/** A print, and the place in the normal form where its gram begins. */
export interface Gram {
  readonly print: number;
  readonly at: number;
}

/**
 * The winnowed prints of a row of codes, in order of place, with the first and the last gram: a text that stands whole in
 * another is found there up to its edges. Linear; none where the row is shorter than a gram.
 */
export function gramsOf(codes: NormalForm['codes'], length: number, key: PrintKey): readonly Gram[] {
  if (length < GRAM) return [];
  const { low, high, order } = rolledHashes(codes, length, key);
  return keptPlaces(order).map((at) => ({ print: joined(low[at] ?? 0, high[at] ?? 0), at }));
}

function keptPlaces(order: Uint32Array): readonly number[] {
  const last = order.length - 1;
  const places = [0];
  let kept = 0;
  let best = 0;
  for (let at = 0; at <= last; at += 1) {
    best = lowest(order, best, at);
    if (best === kept || (at < WINDOW - 1 && at < last)) continue;
    kept = best;
    places.push(best);
  }
  if (kept !== last) places.push(last);
  return places;
}

/** The prints of all grams: twelve times as many, for texts in which edges count. Linear. */
export function everyGram(codes: NormalForm['codes'], length: number, key: PrintKey): readonly Gram[] {
  if (length < GRAM) return [];
  const { low, high } = rolledHashes(codes, length, key);
  return Array.from(low, (print, at) => ({ print: joined(print, high[at] ?? 0), at }));
}

/** A lowest of the window that ends at `at`: that of the window before, `best`, as long as it is one; else the rightmost. */
function lowest(order: Uint32Array, best: number, at: number): number {
  if (at === 0 || (order[at] ?? 0) < (order[best] ?? 0)) return at;
  if (best > at - WINDOW) return best;
  let next = at - WINDOW + 1;
  for (let other = next + 1; other <= at; other += 1) {
    if ((order[other] ?? 0) <= (order[next] ?? 0)) next = other;
  }
  return next;
}

interface Rolled {
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** What the winnowing compares. */
  readonly order: Uint32Array;
}

function rolledHashes(codes: Uint16Array, length: number, key: PrintKey): Rolled {
  const count = length - GRAM + 1;
  const lows = new Int32Array(count);
  const highs = new Int32Array(count);
  const order = new Uint32Array(count);
  const lowOut = power(LOW_BASE);
  const highOut = power(HIGH_BASE);
  let low = 0;
  let high = 0;
  for (let at = 0; at < length; at += 1) {
    const code = codes[at] ?? 0;
    low = (Math.imul(low, LOW_BASE) + code) | 0;
    high = (Math.imul(high, HIGH_BASE) + code) | 0;
    const gone = at - GRAM;
    if (gone >= 0) {
      const out = codes[gone] ?? 0;
      low = (low - Math.imul(out, lowOut)) | 0;
      high = (high - Math.imul(out, highOut)) | 0;
    }
    const first = gone + 1;
    if (first < 0) continue;
    const print = mixed(low ^ key);
    lows[first] = print;
    highs[first] = mixed(high + key);
    order[first] = print >>> 0;
  }
  return { low: lows, high: highs, order };
}

function power(base: number): number {
  let result = 1;
  for (let times = 0; times < GRAM; times += 1) result = Math.imul(result, base);
  return result;
}
