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
  /** Each long word of the text by its number. */
  readonly #numbers = new Map<string, number>();
  /** Of each segment the long words, each once. */
  readonly #segments: readonly (readonly number[])[];
  /** In how many segments of the window each word stands. */
  readonly #counts: number[] = [];
  #distinct = 0;
  #next = 0;
  /** Has the words that stand in another segment of the window than the one in its middle, whose words are asked for. */
  readonly #others: WordSet = { has: (word) => this.#countOf(word) > 1 };

  constructor(segments: readonly (readonly string[])[]) {
    const last: number[] = [];
    this.#segments = segments.map((words, index) => this.#longWords(words, last, index));
  }

  /**
   * The words that stand around segment `index`, to be asked for its own words; undefined where there are too few others.
   * Indices must not fall, and an answer holds until the next question.
   */
  around(index: number): WordSet | undefined {
    while (this.#next <= index + NEIGHBOURS) {
      this.#enter(this.#next);
      this.#leave(this.#next - 2 * NEIGHBOURS - 1);
      this.#next += 1;
    }
    const own = this.#segments[index] ?? NONE;
    return this.#distinct - own.length < FEWEST_AROUND ? undefined : this.#others;
  }

  #enter(index: number): void {
    for (const word of this.#segments[index] ?? NONE) {
      const before = this.#counts[word] ?? 0;
      if (before === 0) this.#distinct += 1;
      this.#counts[word] = before + 1;
    }
  }

  #leave(index: number): void {
    for (const word of this.#segments[index] ?? NONE) {
      const before = this.#counts[word] ?? 0;
      if (before === 1) this.#distinct -= 1;
      this.#counts[word] = before - 1;
    }
  }

  #countOf(word: string): number {
    return this.#counts[this.#numbers.get(word) ?? -1] ?? 0;
  }

  /** `last` says for each word the segment that it was last found in. */
  #longWords(words: readonly string[], last: number[], index: number): readonly number[] {
    const found: number[] = [];
    for (const word of words) {
      if (word.length < SHORTEST) continue;
      const number = this.#numbers.get(word) ?? this.#add(word);
      if (last[number] === index) continue;
      last[number] = index;
      found.push(number);
    }
    return found;
  }

  #add(word: string): number {
    const number = this.#numbers.size;
    this.#numbers.set(word, number);
    this.#counts.push(0);
    return number;
  }
}

const NONE: readonly number[] = [];

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
