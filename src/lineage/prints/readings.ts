// Keeps the latest readings of texts, because a text is traced when it comes and remembered when it is decided about.

import type { PrintKey } from './print.ts';
import { charactersRead, type TextPrints, textPrints } from './text-prints.ts';

/** A shorter text is read again in less time than it takes to look after. */
const SHORTEST = 256;
/** A longer one is not kept: it would hold memory until others come. */
const LONGEST = 2 * 1024 * 1024;
/** Characters that were read of all texts together: as a rule some 5 MB of prints. */
const MOST = 384 * 1024;

interface Reading {
  readonly key: PrintKey;
  readonly prints: TextPrints;
}

/** A memory of `textPrints`, which is pure: nothing but time depends on what it holds. */
export class Readings {
  /** In order of age. */
  readonly #readings = new Map<string, Reading>();
  #held = 0;

  /** The prints of a text that will be asked for again. */
  read(text: string, key: PrintKey): TextPrints {
    const known = this.#known(text, key);
    if (known !== undefined) return known;
    const prints = textPrints(text, key);
    if (text.length >= SHORTEST && text.length <= LONGEST) this.#keep(text, { key, prints });
    return prints;
  }

  /** The prints of a text that nobody will ask for again. */
  take(text: string, key: PrintKey): TextPrints {
    const known = this.#known(text, key);
    this.#forget(text);
    return known ?? textPrints(text, key);
  }

  #known(text: string, key: PrintKey): TextPrints | undefined {
    const known = text.length < SHORTEST ? undefined : this.#readings.get(text);
    return known?.key === key ? known.prints : undefined;
  }

  #keep(text: string, reading: Reading): void {
    this.#forget(text);
    this.#readings.set(text, reading);
    this.#held += charactersRead(text);
    for (const oldest of this.#readings.keys()) {
      if (this.#held <= MOST) return;
      this.#forget(oldest);
    }
  }

  #forget(text: string): void {
    if (this.#readings.delete(text)) this.#held -= charactersRead(text);
  }
}
