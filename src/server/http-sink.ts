// The reply side of one HTTP call: head and first bytes leave together, a client that is gone costs nothing more.

import type { ServerResponse } from 'node:http';
import type { ReplySink } from '../gateway/index.ts';

/** A ReplySink over Node's response. Writes after the client left are dropped; the record does not depend on them. */
export function httpSink(response: ServerResponse): ReplySink {
  // An answer can end while somebody still writes keep-alives to it; without a listener that ends the process.
  response.on('error', () => undefined);
  const isOver = (): boolean => response.destroyed || response.writableEnded;
  return {
    get headSent() {
      return response.headersSent;
    },
    head(status, headers) {
      // Buffered until the first write: head and first chunk share a packet (no delayed-ack pause).
      if (!isOver()) response.writeHead(status, headers);
    },
    write(bytes) {
      return isOver() || response.write(bytes);
    },
    drained() {
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
    },
    end(bytes) {
      if (isOver()) return;
      if (bytes === undefined) response.end();
      else response.end(bytes);
    },
  };
}
