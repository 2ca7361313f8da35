// What the user's task speaks of, as a set of words, so that an instruction can be compared with it.

import type { WordSet } from './features.ts';
import { wordsOf } from './words.ts';

const MAX_TASK = 8192;
const SHORTEST = 4;
const NEIGHBOURS = 16;

export function taskWords(task: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const line of task.slice(0, MAX_TASK).split('\n')) {
    for (const word of wordsOf(line)) if (word.length >= SHORTEST) found.add(word);
  }
  return found;
}

/** Fewer words around a segment say nothing about whether it belongs there. */
const FEWEST_AROUND = 8;

/** A window that slides over the segments of a text and knows the words of those around the one in its middle. */
export class Surroundings {
  readonly #segments: readonly ReadonlySet<string>[];
  readonly #counts = new Map<string, number>();
  #next = 0;

  constructor(segments: readonly (readonly string[])[]) {
    this.#segments = segments.map(longWords);
  }

  /** The words around segment `index`, or undefined where there are too few. Indices must not fall. */
  around(index: number): WordSet | undefined {
    while (this.#next <= index + NEIGHBOURS) {
      this.#count(this.#next, 1);
      this.#count(this.#next - 2 * NEIGHBOURS - 1, -1);
      this.#next += 1;
    }
    const own = this.#segments[index] ?? NONE;
    if (this.#counts.size - own.size < FEWEST_AROUND) return undefined;
    return { has: (word) => (this.#counts.get(word) ?? 0) > (own.has(word) ? 1 : 0) };
  }

  #count(index: number, step: number): void {
    for (const word of this.#segments[index] ?? NONE) {
      const count = (this.#counts.get(word) ?? 0) + step;
      if (count > 0) this.#counts.set(word, count);
      else this.#counts.delete(word);
    }
  }
}

const NONE: ReadonlySet<string> = new Set();

function longWords(words: readonly string[]): ReadonlySet<string> {
  return new Set(words.filter((word) => word.length >= SHORTEST));
}

/** How many segments on each side are one's company. */
const COMPANY = 8;

/** For each segment, the part of those around it that speak; undefined for one without neighbours. Linear. */
export function companyOf(speaks: readonly boolean[]): readonly (number | undefined)[] {
  const before = [0];
  for (const [index, one] of speaks.entries()) before.push((before[index] ?? 0) + (one ? 1 : 0));
  return speaks.map((own, index) => {
    const from = Math.max(0, index - COMPANY);
    const to = Math.min(speaks.length, index + COMPANY + 1);
    const others = to - from - 1;
    if (others === 0) return undefined;
    return ((before[to] ?? 0) - (before[from] ?? 0) - (own ? 1 : 0)) / others;
  });
}
