// Stands in for `src/server/scan/start-scan-worker.ts` where vitest runs: the same thread, from what was compiled before.

import { Worker, type WorkerOptions } from 'node:worker_threads';
import { compiled } from './compiled.ts';

export function startScanWorker(options: WorkerOptions): Worker {
  return new Worker(compiled('server/scan/worker-entry.ts'), options);
}
