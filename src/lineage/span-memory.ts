// The prints of one workflow: whose text a print is from, what has reached which agent, and what the task names.

import { putBounded } from './bounded.ts';
import { isFirstHand, type Source, type SpanFacts, sourceKey } from './span-facts.ts';

/** Bounds per workflow. Oldest prints fall out first. */
export interface SpanBounds {
  readonly maxGrams: number;
  readonly maxValues: number;
  readonly maxSpans: number;
}

/** About 60 bytes a print: at most some 8 MB for one workflow. */
export const SPAN_BOUNDS: SpanBounds = { maxGrams: 98_304, maxValues: 32_768, maxSpans: 20_000 };

const MAX_AUTHORISED = 16_384;
const MAX_SOURCES_OF_VALUE = 4;
const MAX_BEHIND = 256;

/** One text as remembered: itself, and what it repeats. */
interface Remembered {
  readonly source: Source;
  readonly repeats: readonly Source[];
  /** What an agent repeats comes from where it first was; what it adds is its own. */
  readonly sources: readonly Source[];
}

/** A fold over span facts; changed by `remember` and `reach` alone. */
export class SpanMemory {
  readonly #bounds: SpanBounds;
  readonly #grams = new Map<number, Remembered>();
  readonly #values = new Map<number, readonly Remembered[]>();
  readonly #byDigest = new Map<string, Remembered>();
  readonly #authorised = new Set<number>();
  /** For each agent the sources of all that it was given, by key. */
  readonly #behind = new Map<string, Map<string, Source>>();

  constructor(bounds: SpanBounds = SPAN_BOUNDS) {
    this.#bounds = bounds;
  }

  /** The number of prints held: what memory is bounded by. */
  get size(): number {
    return this.#grams.size + this.#values.size;
  }

  /** INVARIANT: a print belongs to the first text that had it: who repeats it is no source of it. */
  remember(facts: SpanFacts): void {
    const { origin, labels, place, repeats } = facts;
    const source = { origin, labels, place };
    const one: Remembered = { source, repeats, sources: sourcesOf(source, repeats) };
    for (const print of facts.grams) {
      if (!this.#grams.has(print)) putBounded(this.#grams, { key: print, value: one }, this.#bounds.maxGrams);
    }
    for (const print of facts.values) this.#rememberValue(print, one);
    for (const print of facts.authorises) addNumber(this.#authorised, print);
    putBounded(this.#byDigest, { key: facts.digest, value: one }, this.#bounds.maxSpans);
  }

  /** The agent was given these messages: their sources, and what their speakers had been given, stand behind it now. */
  reach(agent: string, digests: readonly string[]): void {
    for (const digest of digests) {
      const known = this.#byDigest.get(digest);
      if (known === undefined) continue;
      this.#reachWith(agent, known.source);
      for (const source of known.repeats) this.#reachWith(agent, source);
    }
  }

  ofGram(print: number): readonly Source[] {
    return this.#grams.get(print)?.sources ?? NONE;
  }

  ofValue(print: number): readonly Source[] {
    return (this.#values.get(print) ?? NOTHING).flatMap(({ sources }) => sources);
  }

  authorises(print: number): boolean {
    return this.#authorised.has(print);
  }

  behind(agent: string): readonly Source[] {
    return [...(this.#behind.get(agent)?.values() ?? [])];
  }

  #rememberValue(print: number, one: Remembered): void {
    const known = this.#values.get(print) ?? NOTHING;
    if (known.length >= MAX_SOURCES_OF_VALUE) return;
    const key = sourceKey(one.source.origin);
    if (known.some(({ source }) => sourceKey(source.origin) === key)) return;
    putBounded(this.#values, { key: print, value: [...known, one] }, this.#bounds.maxValues);
  }

  #reachWith(agent: string, source: Source): void {
    let behind = this.#behind.get(agent);
    if (behind === undefined) {
      behind = new Map();
      putBounded(this.#behind, { key: agent, value: behind }, MAX_BEHIND);
    }
    addSource(behind, source);
    const speaker = source.origin.kind === 'agent' ? this.#behind.get(source.origin.name) : undefined;
    if (speaker === undefined || speaker === behind) return;
    for (const earlier of speaker.values()) addSource(behind, earlier);
  }
}

const NONE: readonly Source[] = [];
const NOTHING: readonly Remembered[] = [];

function sourcesOf(source: Source, repeats: readonly Source[]): readonly Source[] {
  if (repeats.length === 0) return [source];
  return isFirstHand(source.origin) ? [source, ...repeats] : [...repeats, source];
}

function addSource(behind: Map<string, Source>, source: Source): void {
  const key = `${sourceKey(source.origin)}\n${source.labels.join('\n')}`;
  if (!behind.has(key)) putBounded(behind, { key, value: source }, MAX_BEHIND);
}

function addNumber(set: Set<number>, value: number): void {
  if (set.size < MAX_AUTHORISED) set.add(value);
}
