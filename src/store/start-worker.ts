// Starts the store's thread from wherever this code runs: compiled in dist/, or as TypeScript in tests.

import { Worker } from 'node:worker_threads';
import type { WorkerInput } from './protocol.ts';

/** The thread, not yet heard of. Its first message is `opened` or `open_failed`. */
export function startWorker(input: WorkerInput): Worker {
  if (import.meta.url.endsWith('.js')) {
    return new Worker(new URL('./worker-entry.js', import.meta.url), { workerData: input });
  }
  // A worker does not inherit the loader that made this file run, and code without a file finds no packages by name.
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const entry = JSON.stringify(new URL('./worker-entry.ts', import.meta.url).href);
  const source = `import(${loader}).then((tsx) => { tsx.register(); return import(${entry}); });`;
  return new Worker(source, { eval: true, workerData: input });
}
