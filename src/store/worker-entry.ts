// The thread that owns the embedded store: commits whatever waits, and answers questions in between.

import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { Request, WorkerInput } from './protocol.ts';
import { StoreWorker } from './store-worker.ts';

const CHECKPOINT_MS = 2000;

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
  // Does not keep the thread alive: it ends when the port is closed.
  setInterval(() => {
    worker?.checkpoint();
    if (worker?.isOver === true) port.close();
  }, CHECKPOINT_MS).unref();
  // Without a listener to wait for, the thread ends.
  if (worker === undefined) port.close();
}
