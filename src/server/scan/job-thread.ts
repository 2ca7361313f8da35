// A thread for work on hostile input: one job at a time, with a deadline after which the thread is killed and replaced.

import type { Worker } from 'node:worker_threads';
import { GatewayError } from '../../domain/index.ts';

/** What the thread says about the job that it was given. */
export type ThreadReply<Progress, Answer> =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** A fault that the sender can mend; anything else that is thrown ends the thread. */
  | { readonly kind: 'refused'; readonly message: string };

/** `stopped`: the thread had to be killed; the last progress says where. */
export type JobEnd<Answer> =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly message: string }
  | {
      readonly kind: 'stopped';
      readonly why: 'time' | 'memory' | 'fault' | 'cancelled';
      /** What ended the thread, where something was thrown. */
      readonly cause?: unknown;
    };

export interface JobOptions<Progress> {
  /** For the whole job. */
  readonly deadlineMs: number;
  /** Without a word of progress. Default: the whole deadline. */
  readonly stallMs?: number;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
  readonly transfer?: readonly ArrayBuffer[];
}

export interface JobThreadOptions {
  readonly start: () => Worker;
  /** Jobs that may wait for their turn. */
  readonly maxWaiting: number;
}

/** Runs jobs one after the other. INVARIANT: whatever a job does, the next one finds a thread that works. */
export class JobThread<Job, Progress, Answer> {
  readonly #options: JobThreadOptions;
  #worker: Worker | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #isClosed = false;

  constructor(options: JobThreadOptions) {
    this.#options = options;
  }

  /** Throws GatewayError overloaded when too many jobs wait. */
  run(job: Job, options: JobOptions<Progress>): Promise<JobEnd<Answer>> {
    if (this.#waiting >= this.#options.maxWaiting) {
      throw new GatewayError('overloaded', { publicMessage: 'too many scans are waiting' });
    }
    this.#waiting += 1;
    const turn = this.#last.then(() => {
      this.#waiting -= 1;
      return this.#runNow(job, options);
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#drop();
  }

  async #runNow(job: Job, options: JobOptions<Progress>): Promise<JobEnd<Answer>> {
    if (this.#isClosed || options.signal?.aborted) return { kind: 'stopped', why: 'cancelled' };
    const worker = this.#worker ?? this.#startThread();
    const end = await endOf<Job, Progress, Answer>(worker, job, options);
    if (end.kind === 'stopped') await this.#drop();
    return end;
  }

  #startThread(): Worker {
    const worker = this.#options.start();
    this.#worker = worker;
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    return worker;
  }

  async #drop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}

/** Between jobs: the thread's `exit` follows, and makes room for a new one. */
const ignore = (): void => undefined;

function endOf<Job, Progress, Answer>(
  worker: Worker,
  job: Job,
  options: JobOptions<Progress>,
): Promise<JobEnd<Answer>> {
  return new Promise((resolve) => {
    const settle = (end: JobEnd<Answer>): void => {
      clearTimeout(deadline);
      clearTimeout(stall);
      options.signal?.removeEventListener('abort', cancel);
      worker.off('message', heard).off('error', failed).off('exit', gone);
      // A thread that fails while nobody listens is an uncaught exception of this process.
      worker.once('error', ignore);
      worker.unref();
      resolve(end);
    };
    const heard = (reply: ThreadReply<Progress, Answer>): void => {
      if (reply.kind === 'progress') {
        stall.refresh();
        options.onProgress?.(reply.progress);
      } else settle(reply);
    };
    const failed = (error: NodeJS.ErrnoException): void =>
      settle(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? { kind: 'stopped', why: 'memory' }
          : { kind: 'stopped', why: 'fault', cause: error },
      );
    const gone = (): void => settle({ kind: 'stopped', why: 'fault' });
    const cancel = (): void => settle({ kind: 'stopped', why: 'cancelled' });
    const tooLong = (): void => settle({ kind: 'stopped', why: 'time' });
    const deadline = setTimeout(tooLong, options.deadlineMs);
    const stall = setTimeout(tooLong, options.stallMs ?? options.deadlineMs);
    options.signal?.addEventListener('abort', cancel, { once: true });
    worker.off('error', ignore).on('message', heard).on('error', failed).on('exit', gone);
    worker.ref();
    worker.postMessage(job, [...(options.transfer ?? [])]);
  });
}
