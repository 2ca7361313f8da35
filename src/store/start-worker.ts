// Starts the store's thread from wherever this code runs: compiled in dist/, or as TypeScript in tests.

import { Worker } from 'node:worker_threads';
import type { WorkerInput } from './protocol.ts';

/** The thread, not yet heard of. Its first message is `opened` or `open_failed`. */
export function startWorker(input: WorkerInput): Worker {
  if (import.meta.url.endsWith('.js')) {
    return new Worker(new URL('./worker-entry.js', import.meta.url), { workerData: input });
  }
  // A worker does not inherit the loader that made this file run.
  const entry = JSON.stringify(new URL('./worker-entry.ts', import.meta.url).href);
  const source = `import('tsx/esm/api').then((tsx) => { tsx.register(); return import(${entry}); });`;
  return new Worker(source, { eval: true, workerData: input });
}
