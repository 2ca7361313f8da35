// The thread that owns the embedded store: commits whatever waits, and answers questions in between.

import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { Request, WorkerInput } from './protocol.ts';
import { StoreWorker } from './store-worker.ts';

const CHECKPOINT_MS = 2000;

if (parentPort !== null) {
  const port = parentPort;
  const input: WorkerInput = workerData;
  const worker = StoreWorker.start(input, {
    post: (reply) => port.postMessage(reply),
    end: () => port.close(),
  });
  // Without a listener to wait for, the thread ends.
  if (worker !== undefined) serve(worker, port);
}

function serve(worker: StoreWorker, port: MessagePort): void {
  port.on('message', (first: Request) => {
    worker.take(first);
    // All that waits joins this turn, so that it shares the transaction and the sync.
    for (let more = receiveMessageOnPort(port); more !== undefined; more = receiveMessageOnPort(port)) {
      worker.take(more.message);
    }
    worker.turn();
  });
  // Does not keep the thread alive.
  setInterval(() => worker.checkpoint(), CHECKPOINT_MS).unref();
}
