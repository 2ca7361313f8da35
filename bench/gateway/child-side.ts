// What every process that the benchmark forks has in common: it names its port and ends with its parent.

import type { Server } from 'node:net';

/** Ends this process when the benchmark that forked it is gone. */
export function endWithParent(): void {
  process.on('disconnect', () => process.exit(0));
}

/** Listens on any free port of 127.0.0.1 and tells the parent which. */
export function serveChild(server: Server): void {
  endWithParent();
  server.listen(0, '127.0.0.1', 1024, () => {
    const address = server.address();
    process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 });
  });
}
