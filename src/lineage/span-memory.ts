// The prints of one workflow: whose text a print is from, what has reached which agent, and what the task names.

import type { TextOrigin } from '../domain/index.ts';
import { Behind } from './behind.ts';
import { putBounded } from './bounded.ts';
import { PrintTable } from './print-table.ts';
import { addsLabel, isFirstHand, type Source, type SpanFacts } from './span-facts.ts';

/** Bounds per workflow. Oldest prints fall out first. */
export interface SpanBounds {
  readonly maxGrams: number;
  readonly maxValues: number;
  readonly maxSpans: number;
}

/** About 30 bytes a print. */
export const SPAN_BOUNDS: SpanBounds = { maxGrams: 98_304, maxValues: 32_768, maxSpans: 20_000 };

const MAX_AUTHORISED = 16_384;
const MAX_SOURCES_OF_VALUE = 4;

/** One text as remembered. */
interface Remembered {
  readonly source: Source;
  /** Itself and what it repeats. What an agent repeats comes from where it first was; what it adds is its own. */
  readonly sources: readonly Source[];
}

/** A fold over span facts; changed by `remember` and `reach` alone. */
export class SpanMemory {
  readonly #bounds: SpanBounds;
  readonly #grams: PrintTable<Remembered>;
  readonly #values: PrintTable<readonly Source[]>;
  readonly #byDigest = new Map<string, Remembered>();
  readonly #authorised = new Set<number>();
  readonly #behind = new Behind();

  constructor(bounds: SpanBounds = SPAN_BOUNDS) {
    this.#bounds = bounds;
    this.#grams = new PrintTable(bounds.maxGrams);
    this.#values = new PrintTable(bounds.maxValues);
  }

  /** The number of prints held: what memory is bounded by. */
  get size(): number {
    return this.#grams.size + this.#values.size;
  }

  /** INVARIANT: a print belongs to the first text that had it: who repeats it is no source of it. */
  remember(facts: SpanFacts): void {
    const { origin, labels, place, repeats } = facts;
    const source = { origin, labels, place };
    const one: Remembered = { source, sources: sourcesOf(source, repeats) };
    for (const print of facts.grams) {
      if (this.#grams.get(print) === undefined) this.#grams.set(print, one);
    }
    for (const print of facts.values) this.#rememberValue(print, one.sources);
    for (const print of facts.authorises) addNumber(this.#authorised, print);
    putBounded(this.#byDigest, { key: facts.digest, value: one }, this.#bounds.maxSpans);
  }

  /** The agent was given these messages: their sources, and what their speakers had been given, stand behind it now. */
  reach(agent: string, digests: readonly string[]): void {
    this.#behind.reach(
      agent,
      digests.flatMap((digest) => this.#byDigest.get(digest)?.sources ?? NONE),
    );
  }

  ofGram(print: number): readonly Source[] {
    return this.#grams.get(print)?.sources ?? NONE;
  }

  ofValue(print: number): readonly Source[] {
    return this.#values.get(print) ?? NONE;
  }

  authorises(print: number): boolean {
    return this.#authorised.has(print);
  }

  behind(agent: string): readonly Source[] {
    return this.#behind.of(agent);
  }

  #rememberValue(print: number, sources: readonly Source[]): void {
    const known = this.#values.get(print);
    const added = known === undefined ? sources : sources.filter((source) => isAnother(known, source));
    if (added.length > 0) this.#values.set(print, known === undefined ? added : [...known, ...added]);
  }
}

/** Whether a value that is known has one more source to tell of. */
function isAnother(known: readonly Source[], source: Source): boolean {
  const isTold = known.some(({ origin }) => isSameOrigin(origin, source.origin));
  return (!isTold && known.length < MAX_SOURCES_OF_VALUE) || addsLabel(known, source);
}

function isSameOrigin(a: TextOrigin, b: TextOrigin): boolean {
  if (a.kind !== b.kind) return false;
  return !('name' in a && 'name' in b) || a.name === b.name;
}

const NONE: readonly Source[] = [];

function sourcesOf(source: Source, repeats: readonly Source[]): readonly Source[] {
  if (repeats.length === 0) return [source];
  return isFirstHand(source.origin) ? [source, ...repeats] : [...repeats, source];
}

function addNumber(set: Set<number>, value: number): void {
  if (set.size < MAX_AUTHORISED) set.add(value);
}
