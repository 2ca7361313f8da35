// The ledger of one process: this side collects and answers, a worker thread owns the disk.

import type { Worker } from 'node:worker_threads';
import {
  type AuditLedger,
  CONTROL_KINDS,
  type ContentItem,
  type ErasedContents,
  type LedgerHead,
  type Receipt,
  type RecordDraft,
  type RecordPage,
  type RecordQuery,
  type RecoveryReport,
  readLeaf,
  type StoredRecord,
  type VerifyOptions,
  type VerifyProgress,
  type VerifyReport,
} from '../audit/index.ts';
import type { Clock, EpochMs } from '../domain/index.ts';
import { AppendQueue } from './append-queue.ts';
import { damaged, fromFault, unavailable } from './faults.ts';
import { DEFAULT_LIMITS, type LedgerLimits } from './limits.ts';
import type { Answer, OpenedStore, Question, Reply, Request } from './protocol.ts';
import { Questions } from './questions.ts';
import { startWorker } from './start-worker.ts';

export interface EmbeddedLedgerOptions {
  /** The data directory; made, with keys and an empty log, where there is none. */
  readonly directory: string;
  readonly clock: Clock;
  readonly limits?: LedgerLimits;
}

/**
 * Opens the ledger in a data directory and holds its lock until `close`. Rejects with GatewayError store_locked at once
 * when another process has it, store_unwritable, or store_damaged with the record and the kind of damage.
 */
export async function openEmbeddedLedger(options: EmbeddedLedgerOptions): Promise<AuditLedger> {
  const worker = startWorker({ directory: options.directory, now: Math.trunc(options.clock()) });
  try {
    return new EmbeddedLedger(worker, await opened(worker), options);
  } catch (error) {
    await worker.terminate();
    throw error;
  }
}

function opened(worker: Worker): Promise<OpenedStore> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.off('error', fail);
      worker.off('exit', gone);
    };
    const fail = (error: Error): void => {
      settle();
      reject(unavailable('the store could not be started', error.message));
    };
    const gone = (): void => fail(new Error('the store ended at once'));
    worker.once('error', fail);
    worker.once('exit', gone);
    worker.once('message', (reply: Reply) => {
      settle();
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

class EmbeddedLedger implements AuditLedger {
  readonly logId: string;
  readonly recovered: RecoveryReport;
  readonly #worker: Worker;
  readonly #queue: AppendQueue;
  readonly #questions: Questions;
  #closing: Promise<void> | undefined;

  constructor(worker: Worker, store: OpenedStore, { clock, limits = DEFAULT_LIMITS }: EmbeddedLedgerOptions) {
    this.logId = store.logId;
    this.recovered = store.recovered;
    this.#worker = worker;
    const { head, lastTime } = store;
    this.#queue = new AppendQueue({
      clock,
      limits,
      head,
      lastTime,
      send: (request) => this.#send(request, [request.bytes]),
    });
    this.#questions = new Questions((request) => this.#send(request, []));
    worker.on('message', (reply: Reply) => this.#receive(reply));
    worker.on('error', (error) => this.#lost(unavailable('the store has failed', error.message)));
    worker.on('exit', () => this.#lost(unavailable('the ledger is closed')));
  }

  get head(): LedgerHead {
    return this.#queue.head;
  }

  append(drafts: readonly RecordDraft[]): Promise<readonly Receipt[]> {
    return this.#queue.append(drafts);
  }

  spool(exchange: string, workflow: string, bytes: Uint8Array): void {
    this.#queue.spool(exchange, workflow, bytes);
  }

  async read(query: RecordQuery): Promise<RecordPage> {
    const answer = expect(await this.#ask({ kind: 'page', query }), 'page');
    return { records: answer.rows.map(recordOf), next: answer.next };
  }

  async *controlRecords(): AsyncIterable<StoredRecord> {
    yield* this.#pages({ kinds: CONTROL_KINDS }, 0);
  }

  async *recentExchanges(since: EpochMs, limit: number): AsyncIterable<StoredRecord> {
    const { first } = expect(await this.#ask({ kind: 'recent', since, limit }), 'recent');
    for await (const record of this.#pages({}, first)) if (record.exchange !== undefined) yield record;
  }

  async contents(index: number): Promise<readonly ContentItem[] | ErasedContents> {
    const answer = await this.#ask({ kind: 'contents', index });
    return answer.kind === 'erased' ? { erased: true } : expect(answer, 'contents').items;
  }

  verify(options: VerifyOptions): AsyncIterable<VerifyProgress | VerifyReport> {
    this.#queue.flush();
    return this.#questions.verify(options);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#queue.flush();
    const closed = this.#questions.ask({ kind: 'close' });
    const refusal = unavailable('the ledger is closed');
    this.#queue.refuse(refusal, 'keep');
    this.#questions.refuse(refusal, 'keep');
    await closed;
    await this.#worker.terminate();
  }

  async *#pages(query: RecordQuery, from: number): AsyncIterable<StoredRecord> {
    for (let cursor: number | undefined = from; cursor !== undefined; ) {
      const page: RecordPage = await this.read({ ...query, order: 'asc', cursor, limit: 1000 });
      yield* page.records;
      cursor = page.next;
    }
  }

  /** A question sees all that was appended before it was asked. */
  #ask(question: Question): Promise<Answer> {
    this.#queue.flush();
    return this.#questions.ask(question);
  }

  #send(request: Request, transfer: readonly ArrayBuffer[]): void {
    this.#worker.postMessage(request, transfer);
  }

  #receive(reply: Reply): void {
    switch (reply.kind) {
      case 'committed':
        this.#queue.committed(reply.sequence, reply.first, reply.hashes);
        return;
      case 'commit_failed':
        // Whatever the store met, what the caller must know is that nothing was recorded.
        this.#queue.failed(reply.sequence, unavailable('the ledger can not record', describe(reply.fault)));
        return;
      case 'answer':
      case 'progress':
      case 'refused':
        this.#questions.receive(reply);
        return;
      case 'opened':
      case 'open_failed':
        return;
    }
  }

  #lost(error: Error): void {
    this.#queue.refuse(error, 'reject');
    this.#questions.refuse(error, 'reject');
  }
}

function describe({
  code,
  publicMessage,
  detail,
}: {
  code: string;
  publicMessage: string;
  detail: string | undefined;
}): string {
  return [code, publicMessage, detail].filter((part) => part !== undefined).join(': ');
}

function expect<Kind extends Answer['kind']>(answer: Answer, kind: Kind): Extract<Answer, { kind: Kind }> {
  if (!isKind(answer, kind))
    throw new TypeError(`the store answered ${answer.kind} to a question for ${kind}`);
  return answer;
}

function isKind<Kind extends Answer['kind']>(
  answer: Answer,
  kind: Kind,
): answer is Extract<Answer, { kind: Kind }> {
  return answer.kind === kind;
}

function recordOf({ leaf, hash }: { readonly leaf: string; readonly hash: string }): StoredRecord {
  const record = readLeaf(leaf, hash);
  if (record === undefined) throw damaged('a record is not one of this version');
  return record;
}
