// Verification of a data directory that no gateway has open: reads only, repairs nothing.

import type { VerifyOptions, VerifyProgress, VerifyReport } from '../audit/index.ts';
import { Questions } from './questions.ts';
import { startWorker } from './start-worker.ts';
import { StoreThread } from './store-thread.ts';

/**
 * Verifies the log in `directory`; progress now and then, the report last. Nothing is added to the log. Throws
 * GatewayError not_found, store_locked, or store_damaged when there is no log that could be read.
 */
export async function* verifyDirectory(
  directory: string,
  options: VerifyOptions,
): AsyncIterable<VerifyProgress | VerifyReport> {
  const questions = new Questions((request) => thread.send(request, []));
  const thread: StoreThread = new StoreThread({
    directory,
    start: startWorker,
    resume: () => ({ kind: 'inspect' }),
    receive: (reply) => {
      if (reply.kind === 'answer' || reply.kind === 'progress' || reply.kind === 'refused')
        questions.receive(reply);
    },
    resumed: () => undefined,
    lost: (error) => questions.lost(error),
  });
  await thread.open({ kind: 'inspect' });
  try {
    yield* questions.verify(options);
  } finally {
    // A thread that has failed by itself has nothing left to close.
    await questions.ask({ kind: 'close' }).catch(() => undefined);
    await thread.stop();
  }
}
