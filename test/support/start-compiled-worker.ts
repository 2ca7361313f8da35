// Stands in for `src/store/start-worker.ts` where vitest runs: the same thread, from what was compiled before.

import { Worker } from 'node:worker_threads';
import type { WorkerInput } from '../../src/store/protocol.ts';
import { compiled } from './compiled.ts';

export function startWorker(input: WorkerInput): Worker {
  return new Worker(compiled('store/worker-entry.ts'), { workerData: input });
}
