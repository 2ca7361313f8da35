// The ledger's thread without its signatures, for one purpose: to measure what they cost. No option of the ledger does this.

import { Worker } from 'node:worker_threads';
import type { WorkerInput } from '../../src/store/protocol.ts';

/** Starts the store's thread with signing and verifying replaced by nothing. */
export function startUnsigned(input: WorkerInput): Worker {
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const entry = JSON.stringify(new URL('../../src/store/worker-entry.ts', import.meta.url).href);
  const source = `
    const crypto = require('node:crypto');
    crypto.sign = () => Buffer.alloc(64);
    crypto.verify = () => true;
    require('node:module').syncBuiltinESMExports();
    import(${loader}).then((tsx) => { tsx.register(); return import(${entry}); });`;
  return new Worker(source, { eval: true, workerData: input });
}
