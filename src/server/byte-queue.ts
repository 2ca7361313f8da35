// The body of an upstream reply between its socket and its reader: bounded, ordered, cancelled when the reader stops.

export interface Flow {
  readonly pause: () => void;
  readonly resume: () => void;
  /** The reader will take no more. */
  readonly cancel: () => void;
}

/** More than this many bytes unread and the socket is paused. */
const HIGH_WATER_BYTES = 256 * 1024;

type Waiter = {
  readonly resolve: (result: IteratorResult<Uint8Array>) => void;
  readonly reject: (cause: unknown) => void;
};

/**
 * A single-reader byte queue. Iteration ends after `end`, rejects after `fail`; leaving the loop early cancels. What arrives
 * together (the chunks of one read of the socket) is read as one piece: events are small, and a turn for each costs more than they do.
 */
export class ByteQueue implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array> {
  readonly #flow: Flow;
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;
  #paused = false;
  #ended = false;
  #failure: { readonly cause: unknown } | undefined;
  #waiter: Waiter | undefined;
  #waking = false;

  constructor(flow: Flow) {
    this.#flow = flow;
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.byteLength;
    if (this.#waiter !== undefined) this.#wake();
    else if (this.#bytes > HIGH_WATER_BYTES && !this.#paused) {
      this.#paused = true;
      this.#flow.pause();
    }
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  fail(cause: unknown): void {
    this.#failure = { cause };
    this.#wake();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    const piece = this.#take();
    if (piece !== undefined) return Promise.resolve({ done: false, value: piece });
    if (this.#failure !== undefined) return Promise.reject(this.#failure.cause);
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
    });
  }

  /** Everything that has arrived. */
  #take(): Uint8Array | undefined {
    const [first] = this.#chunks;
    if (first === undefined) return undefined;
    const piece = this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks, this.#bytes);
    this.#chunks.length = 0;
    this.#bytes = 0;
    if (this.#paused) {
      this.#paused = false;
      this.#flow.resume();
    }
    return piece;
  }

  /** Answers the reader that waits once whoever is pushing has pushed all that it has. */
  #wake(): void {
    if (this.#waiter === undefined || this.#waking) return;
    this.#waking = true;
    queueMicrotask(() => {
      const waiter = this.#waiter;
      this.#waiter = undefined;
      this.#waking = false;
      if (waiter !== undefined) this.next().then(waiter.resolve, waiter.reject);
    });
  }

  return(): Promise<IteratorResult<Uint8Array>> {
    if (!this.#ended && this.#failure === undefined) this.#flow.cancel();
    this.#ended = true;
    this.#chunks.length = 0;
    this.#bytes = 0;
    return Promise.resolve({ done: true, value: undefined });
  }
}
