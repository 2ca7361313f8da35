// What has been appended and is not yet durable: collected per event-loop turn, bounded, answered in order.

import { issueReceipt, type LedgerHead, NO_HEAD, type Receipt, type RecordDraft } from '../audit/index.ts';
import { type Clock, type EpochMs, GatewayError } from '../domain/index.ts';
import { CommitEncoder, isName, type PreparedRecord, prepareRecord } from './commit-codec.ts';
import { unavailable } from './faults.ts';
import type { LedgerLimits } from './limits.ts';
import type { CommitRequest } from './protocol.ts';

const HASH_DIGITS = 64;
/** Entries that are sent while their turn goes on: the store's thread hashes and encrypts them while this one prepares the next. */
const PART_ENTRIES = 8;

interface Waiting {
  readonly times: readonly EpochMs[];
  readonly resolve: (receipts: readonly Receipt[]) => void;
  readonly reject: (error: Error) => void;
}

/** The appends and spooled chunks of one commit request: of one turn of the event loop, or a part of it. */
interface Turn {
  readonly sequence: number;
  readonly encoder: CommitEncoder;
  readonly waiting: Waiting[];
  readonly spooled: Set<string>;
  entries: number;
  bytes: number;
}

export interface QueueOptions {
  readonly clock: Clock;
  readonly limits: LedgerLimits;
  readonly send: (request: CommitRequest) => void;
}

export class AppendQueue {
  readonly #options: QueueOptions;
  /** Sent, in order, and not yet answered. */
  #sent: Turn[] = [];
  #collecting: Turn | undefined;
  #sequence = 0;
  #entries = 0;
  #bytes = 0;
  #lastTime: EpochMs = 0;
  #head: LedgerHead = NO_HEAD;
  /** Exchanges of which a spooled chunk was lost. */
  readonly #lost = new Set<string>();
  /** Workflows of which contents were erased. */
  readonly #closed = new Set<string>();
  #refusal: Error | undefined;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /** Size and hash of what is durable. */
  get head(): LedgerHead {
    return this.#head;
  }

  /** See AuditLedger.append. */
  append(drafts: readonly RecordDraft[]): Promise<readonly Receipt[]> {
    return new Promise((resolve, reject) => {
      // A throw in here rejects the promise.
      const prepared = drafts.map(prepareRecord);
      this.#admit(prepared);
      if (prepared.length === 0) {
        resolve([]);
        return;
      }
      const turn = this.#turn();
      turn.waiting.push({ times: this.#encode(turn, prepared), resolve, reject });
    });
  }

  /** See AuditLedger.spool. */
  spool(exchange: string, workflow: string, bytes: Uint8Array): void {
    if (
      this.#refusal !== undefined ||
      !isName(exchange) ||
      !isName(workflow) ||
      this.#closed.has(workflow) ||
      this.#isFull(1, bytes.byteLength)
    ) {
      this.#lost.add(exchange);
      return;
    }
    const turn = this.#turn();
    turn.encoder.spool(exchange, workflow, bytes);
    turn.spooled.add(exchange);
    this.#count(turn, 1, bytes.byteLength);
  }

  /** All turns up to `sequence` are durable: gives their receipts out. */
  committed(sequence: number, first: number, hashes: string): void {
    let index = first;
    let at = 0;
    for (const turn of this.#settled(sequence)) {
      for (const { times, resolve } of turn.waiting) {
        const receipts = times.map((time) => {
          const hash = hashes.slice(at, at + HASH_DIGITS);
          at += HASH_DIGITS;
          return issueReceipt(index++, hash, time);
        });
        this.#head = { size: index, hash: receipts.at(-1)?.hash ?? this.#head.hash };
        resolve(receipts);
      }
    }
  }

  /** Nothing of the turns up to `sequence` is known to be durable. */
  failed(sequence: number, error: Error): void {
    for (const turn of this.#settled(sequence)) {
      for (const exchange of turn.spooled) this.#lost.add(exchange);
      for (const { reject } of turn.waiting) reject(error);
    }
  }

  /** Sends what has been collected. */
  flush(): void {
    this.#send(false);
  }

  /** Nothing that has been sent will be answered. */
  lost(error: Error): void {
    this.failed(Number.MAX_SAFE_INTEGER, error);
  }

  /** The store has been opened, or opened again: then it may hold more than was acknowledged. */
  resumed(head: LedgerHead, lastTime: EpochMs): void {
    this.#head = head;
    this.#lastTime = Math.max(this.#lastTime, lastTime);
  }

  /** From now on these workflows take no contents. */
  close(workflows: readonly string[]): void {
    for (const workflow of workflows) this.#closed.add(workflow);
  }

  /** From now on every append rejects. */
  refuse(error: Error): void {
    this.#refusal ??= error;
  }

  #admit(prepared: readonly PreparedRecord[]): void {
    if (this.#refusal !== undefined) throw this.#refusal;
    let bytes = 0;
    for (const { columns, body, size } of prepared) {
      bytes += body.length + size;
      if (size > 0 && columns.workflow !== undefined && this.#closed.has(columns.workflow)) {
        throw new GatewayError('workflow_erased', {
          publicMessage: 'contents of this workflow have been erased: it takes no more',
        });
      }
      if (columns.exchange !== undefined && this.#lost.delete(columns.exchange)) {
        throw unavailable('text of this exchange could not be kept');
      }
    }
    if (this.#isFull(prepared.length, bytes)) throw unavailable('too much waits to be recorded');
  }

  #isFull(entries: number, bytes: number): boolean {
    const { maxWaiting, maxWaitingBytes } = this.#options.limits;
    return this.#entries + entries > maxWaiting || this.#bytes + bytes > maxWaitingBytes;
  }

  /**
   * Stamps and encodes. INVARIANT: time never runs backwards in a log; where the clock does, the record has the time of
   * the one before and says what the clock showed.
   */
  #encode(turn: Turn, prepared: readonly PreparedRecord[]): readonly EpochMs[] {
    const clock = Math.trunc(this.#options.clock());
    const isBehind = clock < this.#lastTime;
    const time = isBehind ? this.#lastTime : clock;
    this.#lastTime = time;
    let bytes = 0;
    for (const record of prepared) {
      turn.encoder.record(record, { time, clock: isBehind ? clock : undefined });
      bytes += record.body.length + record.size;
    }
    this.#count(turn, prepared.length, bytes);
    return prepared.map(() => time);
  }

  #count(turn: Turn, entries: number, bytes: number): void {
    turn.entries += entries;
    turn.bytes += bytes;
    this.#entries += entries;
    this.#bytes += bytes;
  }

  #send(isPart: boolean): void {
    const turn = this.#collecting;
    if (turn === undefined) return;
    this.#collecting = undefined;
    this.#sent.push(turn);
    this.#options.send({ kind: 'commit', sequence: turn.sequence, isPart, ...turn.encoder.finish() });
  }

  /** INVARIANT: a part is sent only where the rest, which is returned here, is sent at the end of this turn of the event loop. */
  #turn(): Turn {
    const collecting = this.#collecting;
    if (collecting !== undefined && collecting.entries < PART_ENTRIES) return collecting;
    this.#send(true);
    const sequence = ++this.#sequence;
    const turn: Turn = {
      sequence,
      encoder: new CommitEncoder(),
      waiting: [],
      spooled: new Set(),
      entries: 0,
      bytes: 0,
    };
    this.#collecting = turn;
    // After all callbacks of this turn of the event loop: one commit for all of them.
    if (collecting === undefined) setImmediate(() => this.flush());
    return turn;
  }

  #settled(sequence: number): readonly Turn[] {
    const count = this.#sent.findIndex((turn) => turn.sequence > sequence);
    const settled = this.#sent.splice(0, count === -1 ? this.#sent.length : count);
    for (const turn of settled) {
      this.#entries -= turn.entries;
      this.#bytes -= turn.bytes;
    }
    return settled;
  }
}
