// Confidential values of all workflows: what was read in one of them is known again when it is pasted into another.

import type { EpochMs } from '../domain/index.ts';
import { PrintTable } from './print-table.ts';
import type { Source, SpanFacts } from './span-facts.ts';

/** As long as a restart looks back, so that it forgets nothing that counts. */
const KEPT_MS = 24 * 60 * 60 * 1000;
/** Values of all workflows together; the oldest fall out first. Some 4 MB. */
const MOST = 65_536;

interface Place {
  readonly source: Source;
  readonly root: string;
  readonly at: EpochMs;
}

interface Door {
  readonly at: EpochMs;
  readonly root: string;
  readonly spans?: readonly SpanFacts[];
}

/** A fold over recorded doors; changed by `apply` alone. Time is that of the newest door. */
export class Elsewhere {
  readonly #places = new PrintTable<Place>(MOST);
  #now: EpochMs = 0;

  get size(): number {
    return this.#places.size;
  }

  apply({ at, root, spans = [] }: Door): void {
    this.#now = Math.max(this.#now, at);
    for (const { origin, labels, place, telling = [] } of spans) {
      const value: Place = { source: { origin, labels, place }, root, at };
      // Who reads it first is where it is from, until that is forgotten.
      for (const print of telling) if (this.#live(print) === undefined) this.#places.set(print, value);
    }
  }

  /** Where a value was confidential within the last 24 hours, in another workflow than this one. */
  of(print: number, root: string): Source | undefined {
    const place = this.#live(print);
    return place === undefined || place.root === root ? undefined : place.source;
  }

  #live(print: number): Place | undefined {
    const place = this.#places.get(print);
    return place === undefined || this.#now - place.at > KEPT_MS ? undefined : place;
  }
}
