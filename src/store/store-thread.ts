// The store's thread as the main thread sees it: started, lost, and started again when something waits for it.

import type { Worker } from 'node:worker_threads';
import { GatewayError } from '../domain/index.ts';
import { fromFault, unavailable } from './faults.ts';
import type { OpenedStore, Purpose, Reply, Request, WorkerInput } from './protocol.ts';

/** Makes a thread whose first message is `opened` or `open_failed`. */
export type StartWorker = (input: WorkerInput) => Worker;

export interface ThreadOptions {
  readonly directory: string;
  readonly start: StartWorker;
  /** What a thread is started for after the first one was lost. */
  readonly resume: () => Purpose;
  readonly receive: (reply: Reply) => void;
  /** The store has been opened again. */
  readonly resumed: (store: OpenedStore) => void;
  /** Whatever was sent and not answered will never be. */
  readonly lost: (error: Error) => void;
}

interface Sending {
  readonly request: Request;
  readonly transfer: readonly ArrayBuffer[];
}

/**
 * INVARIANT: a thread is never stopped from outside. The driver is native: a thread that is terminated while it is in a call
 * of it takes the whole process down. It ends by itself after `close`, after a failed write, and when it could not open.
 */
export class StoreThread {
  readonly #options: ThreadOptions;
  #worker: Worker | undefined;
  #ended: Promise<void> = Promise.resolve();
  /** What waits for the store to be opened again. */
  #outbox: Sending[] | undefined;
  #isStopping = false;

  constructor(options: ThreadOptions) {
    this.#options = options;
  }

  /** Starts the thread; resolves when the store is open. Rejects with the GatewayError that opening met. */
  async open(purpose: Purpose): Promise<OpenedStore> {
    const worker = this.#options.start({ directory: this.#options.directory, purpose });
    this.#ended = new Promise((resolve) => {
      worker.once('exit', () => resolve());
    });
    try {
      const store = await firstMessage(worker);
      this.#worker = worker;
      worker.on('message', (reply: Reply) => this.#options.receive(reply));
      let why = 'it ended';
      worker.on('error', (error) => {
        why = error.message;
      });
      // Only now is the lock free: an error comes before the end of the thread.
      worker.on('exit', () => this.#gone(why));
      return store;
    } catch (error) {
      await this.#ended;
      throw error;
    }
  }

  /** Sends, or keeps until the store is open again and then sends; `lost` tells when that failed. */
  send(request: Request, transfer: readonly ArrayBuffer[]): void {
    if (this.#worker !== undefined) this.#worker.postMessage(request, transfer);
    else if (this.#outbox !== undefined) this.#outbox.push({ request, transfer });
    else {
      this.#outbox = [{ request, transfer }];
      this.#reopen().catch((error: unknown) => {
        this.#outbox = undefined;
        this.#options.lost(unavailable('the store could not be opened again', reasonOf(error)));
      });
    }
  }

  /** Resolves when the thread, which has been asked to close, has ended, and with it the store's lock. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#ended;
  }

  async #reopen(): Promise<void> {
    this.#options.resumed(await this.open(this.#options.resume()));
    const waiting = this.#outbox ?? [];
    this.#outbox = undefined;
    for (const { request, transfer } of waiting) this.send(request, transfer);
  }

  #gone(why: string): void {
    this.#worker = undefined;
    this.#options.lost(unavailable(this.#isStopping ? 'the ledger is closed' : 'the store has failed', why));
  }
}

/** For the operator's log: what a fault is called, and what the system said, such as that the disk is full. */
function reasonOf(error: unknown): string {
  if (!(error instanceof GatewayError)) return error instanceof Error ? error.message : 'unknown error';
  const { publicMessage, detail } = error;
  return detail === undefined ? publicMessage : `${publicMessage}: ${detail}`;
}

function firstMessage(worker: Worker): Promise<OpenedStore> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(unavailable('the store could not be started', error.message));
    const gone = (): void => fail(new Error('it ended at once'));
    worker.once('error', fail);
    worker.once('exit', gone);
    worker.once('message', (reply: Reply) => {
      worker.off('error', fail);
      worker.off('exit', gone);
      if (reply.kind === 'opened') resolve(reply.store);
      else
        reject(
          reply.kind === 'open_failed'
            ? fromFault(reply.fault)
            : unavailable('the store could not be started'),
        );
    });
  });
}
