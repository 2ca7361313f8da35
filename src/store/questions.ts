// Questions to the store's thread and their answers, matched by number.

import type { VerifyOptions, VerifyProgress, VerifyReport } from '../audit/index.ts';
import { fromFault } from './faults.ts';
import type { Answer, Question, QuestionRequest, Reply } from './protocol.ts';

type QuestionReply = Extract<Reply, { kind: 'answer' | 'progress' | 'refused' }>;

interface Asked {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
  readonly progress: ((progress: VerifyProgress) => void) | undefined;
}

export class Questions {
  readonly #send: (request: QuestionRequest) => void;
  readonly #asked = new Map<number, Asked>();
  #lastId = 0;
  #refusal: Error | undefined;

  constructor(send: (request: QuestionRequest) => void) {
    this.#send = send;
  }

  ask(question: Question, progress?: (progress: VerifyProgress) => void): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#refusal !== undefined) throw this.#refusal;
      const id = ++this.#lastId;
      this.#asked.set(id, { resolve, reject, progress });
      this.#send({ kind: 'ask', id, question });
    });
  }

  /** Progress as it comes (the newest where the reader is slow), then the report. */
  async *verify(options: VerifyOptions): AsyncIterable<VerifyProgress | VerifyReport> {
    let newest: VerifyProgress | undefined;
    let wake = (): void => undefined;
    const done = this.ask({ kind: 'verify', options }, (progress) => {
      newest = progress;
      wake();
    });
    let isDone = false;
    const settled = done.then(
      () => (isDone = true),
      () => (isDone = true),
    );
    while (!isDone) {
      const next = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (newest === undefined) await Promise.race([next, settled]);
      const progress = newest;
      newest = undefined;
      if (progress !== undefined) yield progress;
    }
    const answer = await done;
    if (answer.kind !== 'verify') throw new TypeError(`the store answered ${answer.kind} to a verification`);
    yield answer.report;
  }

  receive(reply: QuestionReply): void {
    const asked = this.#asked.get(reply.id);
    if (asked === undefined) return;
    if (reply.kind === 'progress') {
      asked.progress?.(reply.progress);
      return;
    }
    this.#asked.delete(reply.id);
    if (reply.kind === 'answer') asked.resolve(reply.answer);
    else asked.reject(fromFault(reply.fault));
  }

  /** Nothing that has been asked will be answered. */
  lost(error: Error): void {
    for (const { reject } of this.#asked.values()) reject(error);
    this.#asked.clear();
  }

  /** From now on every question is refused. */
  refuse(error: Error): void {
    this.#refusal ??= error;
  }
}
