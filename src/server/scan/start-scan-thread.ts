// Starts the scanner's thread from wherever this code runs: compiled in dist/, or as TypeScript in tests.

import { Worker } from 'node:worker_threads';
import { JobThread } from './job-thread.ts';
import type { ScanAnswer, ScanJob, ScanProgress, ScanThreadInput } from './scan-job.ts';

export type ScanThread = JobThread<ScanJob, ScanProgress, ScanAnswer>;

const RESOURCES = { maxOldGenerationSizeMb: 768, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 };
const MAX_WAITING = 16;

/** A thread for scans; it is started with the first one. */
export function createScanThread(input: ScanThreadInput): ScanThread {
  return new JobThread({ start: () => startWorker(input), maxWaiting: MAX_WAITING });
}

function startWorker(input: ScanThreadInput): Worker {
  const options = { workerData: input, resourceLimits: RESOURCES };
  if (import.meta.url.endsWith('.js')) {
    return new Worker(new URL('./worker-entry.js', import.meta.url), options);
  }
  // A worker does not inherit the loader that made this file run, and evaluated code looks for modules where the process stands.
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const entry = JSON.stringify(new URL('./worker-entry.ts', import.meta.url).href);
  const source = `import(${loader}).then((tsx) => { tsx.register(); return import(${entry}); });`;
  return new Worker(source, { ...options, eval: true });
}
