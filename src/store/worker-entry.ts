// The thread that owns the embedded store: commits whatever waits, and answers questions in between.

import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { Request, WorkerInput } from './protocol.ts';
import { StoreWorker } from './store-worker.ts';

if (parentPort !== null) {
  const port = parentPort;
  const input: WorkerInput = workerData;
  const worker = StoreWorker.start(input, (reply) => port.postMessage(reply));
  port.on('message', (first: Request) => {
    if (worker === undefined) return;
    worker.take(first);
    // All that waits joins this turn, so that it shares the transaction and the sync.
    for (let more = receiveMessageOnPort(port); more !== undefined; more = receiveMessageOnPort(port)) {
      worker.take(more.message);
    }
    worker.turn();
    if (worker.isOver) port.close();
  });
  // Without a listener to wait for, the thread ends.
  if (worker === undefined) port.close();
}
