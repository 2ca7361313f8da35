// The thread that scans: what it may use, and how many scans may wait for it.

import { JobThread } from './job-thread.ts';
import type { ScanAnswer, ScanJob, ScanProgress, ScanThreadInput } from './scan-job.ts';
import { startScanWorker } from './start-scan-worker.ts';

export type ScanThread = JobThread<ScanJob, ScanProgress, ScanAnswer>;

const RESOURCES = { maxOldGenerationSizeMb: 768, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 };
const MAX_WAITING = 16;

/** A thread for scans; it is started with the first one. */
export function createScanThread(input: ScanThreadInput): ScanThread {
  const start = () => startScanWorker({ workerData: input, resourceLimits: RESOURCES });
  return new JobThread({ start, maxWaiting: MAX_WAITING });
}
