// Letters to one destination, one after the other, with retries: one that hangs holds up nobody but itself.

/** `refused`: trying again does not help. */
export type Delivery = 'delivered' | 'refused' | 'later';

export interface OutboxDeps<Letter> {
  /** Does not reject; bounds its own time. */
  readonly deliver: (letter: Letter) => Promise<Delivery>;
  /** Pauses before the second attempt, the third, and so on; after the last one a letter is undelivered. */
  readonly retryAfterMs: readonly number[];
  readonly pause: (ms: number) => Promise<void>;
  readonly onDelivered?: (letter: Letter) => void;
  readonly onUndelivered: (letter: Letter) => void;
}

export interface OutboxCounts {
  readonly waiting: number;
  readonly delivered: number;
  readonly failed: number;
  readonly dropped: number;
}

/** Letters that wait past which the oldest is dropped, and counted. */
const MAX_WAITING = 1_000;

export class Outbox<Letter> {
  readonly #deps: OutboxDeps<Letter>;
  readonly #waiting: Letter[] = [];
  readonly #count = { delivered: 0, failed: 0, dropped: 0 };
  #busy = false;
  #stopped = false;

  constructor(deps: OutboxDeps<Letter>) {
    this.#deps = deps;
  }

  /** Returns at once, whatever becomes of the letter. */
  put(letter: Letter): void {
    if (this.#waiting.length >= MAX_WAITING) {
      const dropped = this.#waiting.shift();
      this.#count.dropped += 1;
      if (dropped !== undefined) this.#deps.onUndelivered(dropped);
    }
    this.#waiting.push(letter);
    if (!this.#busy) void this.#deliverAll();
  }

  /** True when nothing waits and nothing is under way. */
  get isIdle(): boolean {
    return !this.#busy;
  }

  get counts(): OutboxCounts {
    return { waiting: this.#waiting.length, ...this.#count };
  }

  /** Nothing is begun any more; what is under way ends by its own bound. */
  stop(): void {
    this.#stopped = true;
  }

  async #deliverAll(): Promise<void> {
    this.#busy = true;
    for (
      let letter = this.#waiting.shift();
      letter !== undefined && !this.#stopped;
      letter = this.#waiting.shift()
    ) {
      const delivered = await this.#deliver(letter);
      // Whoever was stopped has given up nothing: what became of the letter is not known.
      if (delivered === undefined) break;
      this.#count[delivered ? 'delivered' : 'failed'] += 1;
      if (delivered) this.#deps.onDelivered?.(letter);
      else this.#deps.onUndelivered(letter);
    }
    this.#busy = false;
  }

  /** Undefined when it was told to stop meanwhile. */
  async #deliver(letter: Letter): Promise<boolean | undefined> {
    for (const pauseMs of [0, ...this.#deps.retryAfterMs]) {
      if (pauseMs > 0) await this.#deps.pause(pauseMs);
      if (this.#stopped) return undefined;
      const delivery = await this.#deps.deliver(letter);
      if (delivery !== 'later') return delivery === 'delivered';
    }
    return false;
  }
}

/** What the status of an answer over HTTP means; 0 stands for no answer. */
export function deliveryOf(status: number): Delivery {
  if (status >= 200 && status < 300) return 'delivered';
  return status >= 400 && status < 500 && status !== 429 && status !== 408 ? 'refused' : 'later';
}
