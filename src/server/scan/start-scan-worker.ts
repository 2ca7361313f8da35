// Starts the thread that scans, from wherever this code runs: compiled in dist/, or as TypeScript.

import { Worker, type WorkerOptions } from 'node:worker_threads';

/** The thread; its input is in `workerData`. */
export function startScanWorker(options: WorkerOptions): Worker {
  if (import.meta.url.endsWith('.js')) {
    return new Worker(new URL('./worker-entry.js', import.meta.url), options);
  }
  // A worker does not inherit the loader that made this file run, and evaluated code looks for modules where the process stands.
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const entry = JSON.stringify(new URL('./worker-entry.ts', import.meta.url).href);
  const source = `import(${loader}).then((tsx) => { tsx.register(); return import(${entry}); });`;
  return new Worker(source, { ...options, eval: true });
}
