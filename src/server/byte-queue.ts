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

/** A single-reader byte queue. Iteration ends after `end`, rejects after `fail`; leaving the loop early cancels. */
export class ByteQueue implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array> {
  readonly #flow: Flow;
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;
  #paused = false;
  #ended = false;
  #failure: { readonly cause: unknown } | undefined;
  #waiter: Waiter | undefined;

  constructor(flow: Flow) {
    this.#flow = flow;
  }

  push(chunk: Uint8Array): void {
    const waiter = this.#waiter;
    if (waiter !== undefined) {
      this.#waiter = undefined;
      waiter.resolve({ done: false, value: chunk });
      return;
    }
    this.#chunks.push(chunk);
    this.#bytes += chunk.byteLength;
    if (this.#bytes > HIGH_WATER_BYTES && !this.#paused) {
      this.#paused = true;
      this.#flow.pause();
    }
  }

  end(): void {
    this.#ended = true;
    this.#waiter?.resolve({ done: true, value: undefined });
    this.#waiter = undefined;
  }

  fail(cause: unknown): void {
    this.#failure = { cause };
    this.#waiter?.reject(cause);
    this.#waiter = undefined;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) {
      this.#bytes -= chunk.byteLength;
      if (this.#paused && this.#bytes <= HIGH_WATER_BYTES / 2) {
        this.#paused = false;
        this.#flow.resume();
      }
      return Promise.resolve({ done: false, value: chunk });
    }
    if (this.#failure !== undefined) return Promise.reject(this.#failure.cause);
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
    });
  }

  return(): Promise<IteratorResult<Uint8Array>> {
    if (!this.#ended && this.#failure === undefined) this.#flow.cancel();
    this.#ended = true;
    this.#chunks.length = 0;
    return Promise.resolve({ done: true, value: undefined });
  }
}
