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

/** A fold over span facts; changed by `enter` alone. */
export class SpanMemory {
  readonly #bounds: SpanBounds;
  /** Of each text its sources: itself and what it repeats. */
  readonly #grams: PrintTable<readonly Source[]>;
  readonly #values: PrintTable<readonly Source[]>;
  readonly #byDigest = new Map<string, readonly Source[]>();
  readonly #authorised = new Set<number>();
  readonly #behind = new Behind();

  constructor(bounds: SpanBounds = SPAN_BOUNDS) {
    this.#bounds = bounds;
    this.#grams = new PrintTable(bounds.maxGrams);
    this.#values = new PrintTable(bounds.maxValues);
  }

  /** The number of prints and texts held: what memory is bounded by. */
  get size(): number {
    return this.#grams.size + this.#values.size + this.#byDigest.size;
  }

  /**
   * Texts enter, and an agent is given messages, by their digests, of these and of earlier texts: their sources, and what
   * had reached their speakers, stand behind it now.
   */
  enter(agent: string, spans: readonly SpanFacts[], digests: readonly string[]): void {
    // Before the new texts come: they may be so many that the earlier ones fall out.
    const given = digests.flatMap((digest) => this.#byDigest.get(digest) ?? NONE);
    const named = new Set(digests);
    for (const facts of spans) {
      const sources = this.#remember(facts);
      if (named.has(facts.digest)) for (const source of sources) given.push(source);
    }
    this.#behind.reach(agent, given);
  }

  /** INVARIANT: a print belongs to the first text that had it: who repeats it is no source of it. */
  #remember(facts: SpanFacts): readonly Source[] {
    const { origin, labels, place, repeats } = facts;
    const sources = sourcesOf({ origin, labels, place }, repeats);
    for (const print of facts.grams) {
      if (this.#grams.get(print) === undefined) this.#grams.set(print, sources);
    }
    for (const print of facts.values) this.#rememberValue(print, sources);
    for (const print of facts.authorises) addNumber(this.#authorised, print);
    putBounded(this.#byDigest, { key: facts.digest, value: sources }, this.#bounds.maxSpans);
    return sources;
  }

  ofGram(prints: Float64Array, index: number): readonly Source[] {
    return this.#grams.getAt(prints, index) ?? NONE;
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

/** What an agent repeats comes from where it first was; what it adds is its own. */
function sourcesOf(source: Source, repeats: readonly Source[]): readonly Source[] {
  if (repeats.length === 0) return [source];
  return isFirstHand(source.origin) ? [source, ...repeats] : [...repeats, source];
}

function addNumber(set: Set<number>, value: number): void {
  if (set.size < MAX_AUTHORISED) set.add(value);
}
