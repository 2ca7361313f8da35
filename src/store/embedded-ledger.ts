// The ledger of one process: this side collects and answers, a worker thread owns the disk.

import {
  type AuditLedger,
  CONTROL_KINDS,
  type ContentItem,
  type ErasedContents,
  type Erasure,
  type ErasureRequest,
  type KeyTurned,
  type KeyTurnRequest,
  type LedgerHead,
  type LedgerKeeper,
  type NoteSignature,
  type Receipt,
  type RecordDraft,
  type RecordPage,
  type RecordQuery,
  type RecoveryReport,
  type Retained,
  type RetentionRequest,
  readLeaf,
  type Sealed,
  type SealRequest,
  type StoredLeaf,
  type StoredRecord,
  type TileName,
  type TransparencyLog,
  type VerifyOptions,
  type VerifyProgress,
  type VerifyReport,
} from '../audit/index.ts';
import type { Clock, EpochMs } from '../domain/index.ts';
import { expectAnswer } from './answers.ts';
import { AppendQueue } from './append-queue.ts';
import { damaged, type Fault, unavailable } from './faults.ts';
import { DEFAULT_LIMITS, type LedgerLimits, type Signatures } from './limits.ts';
import type { Answer, OpenedStore, Question, Reply } from './protocol.ts';
import { Questions } from './questions.ts';
import { startWorker } from './start-worker.ts';
import { type StartWorker, StoreThread } from './store-thread.ts';
import { Upkeep } from './upkeep.ts';

export interface EmbeddedLedgerOptions {
  /** The data directory; made, with keys and an empty log, where there is none. */
  readonly directory: string;
  readonly clock: Clock;
  readonly limits?: LedgerLimits;
  /** `batch` where nothing is said. */
  readonly signatures?: Signatures;
}

export type ProvableLedger = AuditLedger & TransparencyLog & LedgerKeeper;

/**
 * Opens the ledger in a data directory and holds its lock until `close`. Rejects with GatewayError store_locked at once
 * when another process has it, store_unwritable, or store_damaged with the record and the kind of damage.
 */
export function openEmbeddedLedger(options: EmbeddedLedgerOptions): Promise<ProvableLedger> {
  return EmbeddedLedger.open(options, startWorker);
}

/** The same, with a way of its own to start the store's thread. */
export class EmbeddedLedger implements AuditLedger, TransparencyLog, LedgerKeeper {
  readonly logId: string;
  readonly recovered: RecoveryReport;
  readonly #thread: StoreThread;
  readonly #queue: AppendQueue;
  readonly #questions: Questions;
  readonly #verifier: { line: string };
  readonly #upkeep: Upkeep;
  #closing: Promise<void> | undefined;

  private constructor(
    store: OpenedStore,
    parts: {
      thread: StoreThread;
      queue: AppendQueue;
      questions: Questions;
      verifier: { line: string };
      clock: Clock;
    },
  ) {
    this.logId = store.logId;
    this.recovered = store.recovered;
    this.#verifier = parts.verifier;
    this.#thread = parts.thread;
    this.#queue = parts.queue;
    this.#questions = parts.questions;
    this.#upkeep = new Upkeep({
      clock: parts.clock,
      ask: (question) => this.#ask(question),
      append: (drafts) => this.append(drafts),
      close: (workflows) => parts.queue.close(workflows),
      turned: (line) => {
        parts.verifier.line = line;
      },
    });
  }

  static async open(options: EmbeddedLedgerOptions, start: StartWorker): Promise<EmbeddedLedger> {
    const { directory, clock, limits = DEFAULT_LIMITS, signatures = 'batch' } = options;
    const verifier = { line: '' };
    const questions = new Questions((request) => thread.send(request, []));
    const queue = new AppendQueue({
      clock,
      limits,
      send: (request) => thread.send(request, [request.bytes]),
    });
    const thread: StoreThread = new StoreThread({
      directory,
      start,
      resume: () => ({ kind: 'resume', acknowledged: queue.head, signatures }),
      receive: (reply) => receive(reply, queue, questions),
      resumed: (store) => {
        verifier.line = store.verifier;
        queue.resumed(store.head, store.lastTime);
        queue.close(store.closed);
      },
      lost: (error) => {
        queue.lost(error);
        questions.lost(error);
      },
    });
    const store = await thread.open({ kind: 'serve', now: Math.trunc(clock()), signatures });
    queue.resumed(store.head, store.lastTime);
    queue.close(store.closed);
    verifier.line = store.verifier;
    return new EmbeddedLedger(store, { thread, queue, questions, verifier, clock });
  }

  get verifier(): string {
    return this.#verifier.line;
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
    const answer = expectAnswer(await this.#ask({ kind: 'page', query }), 'page');
    return { records: answer.rows.map(recordOf), next: answer.next };
  }

  async leaves(from: number, limit: number): Promise<readonly StoredLeaf[]> {
    return expectAnswer(await this.#ask({ kind: 'leaves', from, limit }), 'leaves').rows;
  }

  async *controlRecords(): AsyncIterable<StoredRecord> {
    yield* this.#pages({ kinds: CONTROL_KINDS }, 0);
  }

  async *recentExchanges(since: EpochMs, limit: number): AsyncIterable<StoredRecord> {
    const { first } = expectAnswer(await this.#ask({ kind: 'recent', since, limit }), 'recent');
    for await (const record of this.#pages({}, first)) if (record.exchange !== undefined) yield record;
  }

  async contents(index: number): Promise<readonly ContentItem[] | ErasedContents> {
    const answer = await this.#ask({ kind: 'contents', index });
    return answer.kind === 'erased' ? { erased: true } : expectAnswer(answer, 'contents').items;
  }

  verify(options: VerifyOptions): AsyncIterable<VerifyProgress | VerifyReport> {
    this.#queue.flush();
    return this.#questions.verify(options);
  }

  erase(request: ErasureRequest): Promise<Erasure> {
    return this.#upkeep.erase(request);
  }

  turnKey(request: KeyTurnRequest): Promise<KeyTurned> {
    return this.#upkeep.turnKey(request);
  }

  retain(request: RetentionRequest): Promise<Retained> {
    return this.#upkeep.retain(request);
  }

  seal(request: SealRequest): Promise<Sealed> {
    return this.#upkeep.seal(request);
  }

  async checkpoint(fresh: boolean): Promise<string> {
    this.#queue.flush();
    return expectAnswer(await this.#ask({ kind: 'checkpoint', fresh }), 'text').text;
  }

  async receipt(index: number): Promise<string> {
    return expectAnswer(await this.#ask({ kind: 'receipt', index }), 'text').text;
  }

  async tile(name: TileName): Promise<Uint8Array> {
    return expectAnswer(await this.#ask({ kind: 'tile', name }), 'bytes').bytes;
  }

  async consistency(from: number, to: number): Promise<readonly Uint8Array[]> {
    return expectAnswer(await this.#ask({ kind: 'consistency', from, to }), 'hashes').hashes;
  }

  async addCosignatures(size: number, signatures: readonly NoteSignature[]): Promise<void> {
    expectAnswer(await this.#ask({ kind: 'cosigned', size, signatures }), 'text');
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#queue.flush();
    // When the store can not be closed in order, whoever waits has been told, and the next opening says `unclean`.
    const closed = this.#questions.ask({ kind: 'close' }).catch(() => undefined);
    const refusal = unavailable('the ledger is closed');
    this.#queue.refuse(refusal);
    this.#questions.refuse(refusal);
    await closed;
    await this.#thread.stop();
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
}

function receive(reply: Reply, queue: AppendQueue, questions: Questions): void {
  switch (reply.kind) {
    case 'committed':
      queue.committed(reply.sequence, reply.first, reply.hashes);
      return;
    case 'commit_failed':
      // Whatever the store met, what the caller must know is that nothing was recorded.
      queue.failed(reply.sequence, unavailable('the ledger can not record', describe(reply.fault)));
      return;
    case 'answer':
    case 'progress':
    case 'refused':
      questions.receive(reply);
      return;
    case 'opened':
    case 'open_failed':
      return;
  }
}

function describe({ code, publicMessage, detail }: Fault): string {
  return [code, publicMessage, detail].filter((part) => part !== undefined).join(': ');
}

function recordOf({ leaf, hash }: { readonly leaf: string; readonly hash: string }): StoredRecord {
  const record = readLeaf(leaf, hash);
  if (record === undefined) throw damaged('a record is not one of this version');
  return record;
}
