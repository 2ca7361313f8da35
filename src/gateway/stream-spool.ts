// Text on its way to an agent, kept in bounded intervals, so that a crash leaves what the agent may have seen.

import type { Repeat } from './keep-alive.ts';

export interface SpoolOptions {
  /** Keeps bytes; nobody waits for it. */
  readonly keep: (bytes: Uint8Array) => void;
  readonly maxBytes: number;
  readonly intervalMs: number;
  readonly repeat: Repeat;
}

/** Collects text and keeps it after `maxBytes`, or `intervalMs` after its first character, whichever comes first. */
export class StreamSpool {
  readonly #options: SpoolOptions;
  #texts: string[] = [];
  #size = 0;
  #timer: ReturnType<Repeat> | undefined;
  #isOver = false;

  constructor(options: SpoolOptions) {
    this.#options = options;
  }

  push(text: string): void {
    if (text === '' || this.#isOver) return;
    this.#texts.push(text);
    this.#size += text.length;
    if (this.#size >= this.#options.maxBytes) this.#keep();
    else this.#timer ??= this.#options.repeat(this.#options.intervalMs, () => this.#keep());
  }

  /** The exchange's record is about to hold all of it: text that was kept after that record would outlive it. */
  end(): void {
    this.#isOver = true;
    this.#timer?.stop();
  }

  #keep(): void {
    this.#timer?.stop();
    this.#timer = undefined;
    this.#options.keep(Buffer.from(this.#texts.join('')));
    this.#texts = [];
    this.#size = 0;
  }
}
