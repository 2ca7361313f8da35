// Keeps the latest readings of texts, because a text is traced when it comes and remembered when it is decided about.

import type { SourcePart } from '../lineage-view.ts';
import { Room } from './grams.ts';
import type { PrintKey } from './print.ts';
import { charactersRead, type TextPrints, textPrints } from './text-prints.ts';

/** A shorter text is read again in less time than it takes to look after. */
const SHORTEST = 256;
/** A longer one is not kept: it would hold memory until others come. */
const LONGEST = 2 * 1024 * 1024;
/** Texts of one call, as a rule; what is held must be carried along by the collector. */
const MOST_TEXTS = 8;
/** Characters that were read of all texts together: as a rule some 5 MB of prints. */
const MOST = 384 * 1024;

export interface Reading {
  readonly text: string;
  readonly key: PrintKey;
  readonly prints: TextPrints;
  /** What the text was last traced to, in which workflow, and how much was known there. */
  traced:
    | { readonly root: string; readonly applied: number; readonly parts: readonly SourcePart[] }
    | undefined;
}

/**
 * A memory of `textPrints`, which is pure: nothing but time depends on what it holds. A short list and no Map: the tables
 * that a Map has outgrown hold what they held until the whole heap is collected.
 */
export class Readings {
  /** In order of age. */
  readonly #readings: Reading[] = [];
  readonly #room = new Room();
  #held = 0;

  /** The prints of a text that will be asked for again. */
  read(text: string, key: PrintKey): Reading {
    if (text.length < SHORTEST || text.length > LONGEST) return this.#readNow(text, key);
    const known = this.#readings.find((reading) => reading.text === text && reading.key === key);
    if (known !== undefined) return known;
    const reading = this.#readNow(text, key);
    this.#readings.push(reading);
    this.#held += charactersRead(text);
    while (this.#held > MOST || this.#readings.length > MOST_TEXTS) this.#forget(0);
    return reading;
  }

  #readNow(text: string, key: PrintKey): Reading {
    return { text, key, prints: textPrints(text, key, this.#room), traced: undefined };
  }

  /** The prints of a text that nobody will ask for again. */
  take(text: string, key: PrintKey): Reading {
    const at = this.#readings.findIndex((reading) => reading.text === text && reading.key === key);
    return this.#forget(at) ?? this.#readNow(text, key);
  }

  #forget(at: number): Reading | undefined {
    if (at === -1) return undefined;
    const [gone] = this.#readings.splice(at, 1);
    if (gone !== undefined) this.#held -= charactersRead(gone.text);
    return gone;
  }
}
