// The reply side of one HTTP call: head and first bytes leave together, a client that is gone costs nothing more.

import type { ServerResponse } from 'node:http';
import type { ReplySink } from '../gateway/index.ts';

/** A ReplySink over Node's response. Writes after the client left are dropped; the record does not depend on them. */
export function httpSink(response: ServerResponse): ReplySink {
  // An answer can end while somebody still writes keep-alives to it; without a listener that ends the process.
  response.on('error', ignore);
  return new HttpSink(response);
}

function ignore(): void {}

class HttpSink implements ReplySink {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  get headSent(): boolean {
    return this.#response.headersSent;
  }

  head(status: number, headers: Readonly<Record<string, string>>): void {
    // Buffered until the first write: head and first chunk share a packet (no delayed-ack pause).
    if (!this.#isOver()) this.#response.writeHead(status, headers);
  }

  write(bytes: Uint8Array | string): boolean {
    return this.#isOver() || this.#response.write(bytes);
  }

  drained(): Promise<void> {
    const response = this.#response;
    return new Promise((resolve) => {
      const done = (): void => {
        response.off('drain', done);
        response.off('close', done);
        resolve();
      };
      if (response.destroyed || !response.writableNeedDrain) return done();
      response.on('drain', done);
      response.on('close', done);
    });
  }

  end(bytes?: Uint8Array | string): void {
    if (this.#isOver()) return;
    if (bytes === undefined) this.#response.end();
    else this.#response.end(bytes);
  }

  #isOver(): boolean {
    return this.#response.destroyed || this.#response.writableEnded;
  }
}
