// Exchanges under way, so that a person who stops an agent stops what it has already begun.

import { type Cancellation, type CancelSignal, GatewayError } from '../domain/index.ts';

interface Entry {
  readonly agent: string;
  readonly workflows: readonly string[];
  readonly upstream: Cancellation;
}

export class UnderWay {
  readonly #entries = new Set<Entry>();
  readonly #stopped = new WeakSet<CancelSignal>();

  /** Runs the rest of an exchange; until it ends, `stop` reaches it. */
  async during<T>(entry: Entry, run: () => Promise<T>): Promise<T> {
    this.#entries.add(entry);
    try {
      return await run();
    } finally {
      this.#entries.delete(entry);
    }
  }

  /** Ends the upstream calls of all exchanges that `isMeant` covers; answers how many. */
  stop(isMeant: (entry: Pick<Entry, 'agent' | 'workflows'>) => boolean): number {
    let count = 0;
    for (const entry of this.#entries) {
      if (!isMeant(entry)) continue;
      this.#stopped.add(entry.upstream.signal);
      entry.upstream.abort();
      count++;
    }
    return count;
  }

  /** The fault of an exchange that was stopped; undefined for one that broke off by itself. */
  faultOf(upstream: Cancellation): GatewayError | undefined {
    return this.#stopped.has(upstream.signal)
      ? new GatewayError('halted', { publicMessage: 'this call was ended half-way' })
      : undefined;
  }
}
