// Winnowing (Schleimer, Wilkerson and Aiken, 2003): a few prints of a text that any copy of a long enough part shares.

import type { NormalForm } from './normal-form.ts';
import { joined, mixed, type PrintKey } from './print.ts';

/** Letters and digits under one print. */
export const GRAM = 20;
/** Of so many neighbouring grams one is kept: any common run of GRAM + WINDOW - 1 = 31 letters and digits shares a print. */
const WINDOW = 12;

const LOW_BASE = 0x2c9277b5;
const HIGH_BASE = 0x5f356495;
const LOW_OUT = power(LOW_BASE);
const HIGH_OUT = power(HIGH_BASE);

/** Prints in order of place; `places[i]` is where in the normal form the gram of `prints[i]` begins. */
export interface Grams {
  readonly prints: Float64Array;
  readonly places: Uint32Array;
}

const NO_GRAMS: Grams = { prints: new Float64Array(0), places: new Uint32Array(0) };

/**
 * Room that one text after another is hashed in: rows of their own for each would be collected by the thousand. What is
 * written there means nothing to who comes next. Bounded by the longest text that is read.
 */
export class Room {
  lows = new Uint32Array(0);
  highs = new Int32Array(0);
  kept = new Uint32Array(0);
  codes = new Uint16Array(0);

  /** For so many grams. */
  grow(count: number): void {
    if (this.lows.length > count) return;
    const size = Math.max(FIRST_ROOM, 2 ** Math.ceil(Math.log2(count + 1)));
    this.lows = new Uint32Array(size);
    this.highs = new Int32Array(size);
    this.kept = new Uint32Array(size);
  }

  /** So many codes, with nothing of use in them. */
  row(length: number): Uint16Array {
    if (this.codes.length < length)
      this.codes = new Uint16Array(Math.max(FIRST_ROOM, 2 ** Math.ceil(Math.log2(length))));
    return this.codes.subarray(0, length);
  }
}

const FIRST_ROOM = 4096;

/**
 * The winnowed prints of a row of codes, in order of place, with the first and the last gram: a text that stands whole in
 * another is found there up to its edges. Linear; none where the row is shorter than a gram.
 */
export function gramsOf(codes: NormalForm['codes'], length: number, { key, room }: Hashing): Grams {
  if (length < GRAM) return NO_GRAMS;
  const count = rollHashes(codes, length, { key, room });
  return gramsAt(room, keptPlaces(room, count), key);
}

/** The prints of all grams: twelve times as many, for texts in which edges count. Linear. */
export function everyGram(codes: NormalForm['codes'], length: number, { key, room }: Hashing): Grams {
  if (length < GRAM) return NO_GRAMS;
  const count = rollHashes(codes, length, { key, room });
  return gramsAt(
    room,
    Uint32Array.from({ length: count }, (_, at) => at),
    key,
  );
}

/** What a text is hashed with, and in. */
export interface Hashing {
  readonly key: PrintKey;
  readonly room: Room;
}

function gramsAt({ lows, highs }: Room, places: Uint32Array, key: PrintKey): Grams {
  const prints = new Float64Array(places.length);
  for (let index = 0; index < places.length; index += 1) {
    const at = places[index] ?? 0;
    prints[index] = joined(lows[at] ?? 0, mixed((highs[at] ?? 0) + key));
  }
  return { prints, places };
}

function keptPlaces({ lows, kept: places }: Room, grams: number): Uint32Array {
  const last = grams - 1;
  let count = 1;
  let kept = 0;
  let best = 0;
  places[0] = 0;
  for (let at = 0; at <= last; at += 1) {
    best = lowest(lows, best, at);
    if (best === kept || (at < WINDOW - 1 && at < last)) continue;
    kept = best;
    places[count] = best;
    count += 1;
  }
  if (kept !== last) {
    places[count] = last;
    count += 1;
  }
  return places.slice(0, count);
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

/** Writes the hashes of all grams: `lows` mixed, as the winnowing compares them; `highs` to be mixed where a gram is kept. */
function rollHashes(codes: Uint16Array, length: number, { key, room }: Hashing): number {
  const count = length - GRAM + 1;
  room.grow(count);
  const { lows, highs } = room;
  let low = 0;
  let high = 0;
  for (let at = 0; at < length; at += 1) {
    const code = codes[at] ?? 0;
    low = (Math.imul(low, LOW_BASE) + code) | 0;
    high = (Math.imul(high, HIGH_BASE) + code) | 0;
    const first = at - GRAM + 1;
    if (first < 0) continue;
    if (first > 0) {
      const out = codes[first - 1] ?? 0;
      low = (low - Math.imul(out, LOW_OUT)) | 0;
      high = (high - Math.imul(out, HIGH_OUT)) | 0;
    }
    lows[first] = mixed(low ^ key);
    highs[first] = high;
  }
  return count;
}

function power(base: number): number {
  let result = 1;
  for (let times = 0; times < GRAM; times += 1) result = Math.imul(result, base);
  return result;
}
