// The thread that reads hostile code: it parses and judges, runs none of it, and may be killed at any time.

import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import type { Sha256Hex } from '../../domain/index.ts';
import { createScanEngine, type ScanEngine } from '../../scan/index.ts';
import type { ThreadReply } from './job-thread.ts';
import { runScanJob } from './run-scan-job.ts';
import type { ScanAnswer, ScanJob, ScanProgress, ScanThreadInput } from './scan-job.ts';

const sha256: Sha256Hex = (bytes) => createHash('sha256').update(bytes).digest('hex');

if (parentPort !== null) {
  const port = parentPort;
  const input: ScanThreadInput = workerData;
  const say = (reply: ThreadReply<ScanProgress, ScanAnswer>): void => port.postMessage(reply);
  let loading: Promise<ScanEngine> | undefined;
  port.on('message', (job: ScanJob) => {
    loading ??= createScanEngine(input.grammar);
    loading
      .then((engine) => runScanJob(job, { engine, sha256, say }))
      // A bug: thrown outside of the promise it ends the thread, which its owner sees.
      .catch((cause: unknown) =>
        setImmediate(() => {
          throw cause;
        }),
      );
  });
}
