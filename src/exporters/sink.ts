// A sink: follows the ledger and hands each record to its destination, at its own pace. The gateway never waits for it.

import type { StoredLeaf } from '../audit/index.ts';
import { GatewayError } from '../domain/index.ts';
import { type ExportedRecord, exportedRecord } from './exported-record.ts';
import { type SendDeps, sendBatch, type Trouble } from './send-batch.ts';
import { advanced, type CursorFile, cursorText, readCursor, type SinkCursor } from './sink-cursor.ts';

/** What a sink reads: the rows of the log from an index on, oldest first. */
export interface LeafSource {
  readonly logId: string;
  readonly size: number;
  leaves(from: number, limit: number): Promise<readonly StoredLeaf[]>;
}

export interface SinkDeps extends Omit<SendDeps, 'onTrouble'> {
  readonly source: LeafSource;
  readonly cursor: CursorFile;
}

export type SinkState = 'idle' | 'sending' | 'retrying' | 'misconfigured' | 'stopped' | 'failed';

export interface SinkStatus {
  readonly name: string;
  readonly kind: string;
  readonly state: SinkState;
  readonly next: number;
  /** Records that are in the log and not yet with the destination. */
  readonly behind: number;
  readonly refused: number;
  /** The latest trouble, in words; undefined when the latest attempt went well. */
  readonly trouble: string | undefined;
}

const POLL_MS = 1000;

export class Sink {
  readonly #deps: SinkDeps;
  #state: SinkState = 'idle';
  #trouble: string | undefined;
  #cursor: SinkCursor | undefined;

  constructor(deps: SinkDeps) {
    this.#deps = deps;
  }

  get status(): SinkStatus {
    const { settings, source } = this.#deps;
    const next = this.#cursor?.next ?? 0;
    return {
      name: settings.name,
      kind: settings.kind,
      state: this.#state,
      next,
      behind: Math.max(0, source.size - next),
      refused: this.#cursor?.refusedCount ?? 0,
      trouble: this.#trouble,
    };
  }

  get refused(): SinkCursor['refused'] {
    return this.#cursor?.refused ?? [];
  }

  /** Follows the log until the signal is aborted; what breaks in here is told by `status` and by the rejection. */
  async follow(): Promise<void> {
    const { pause, signal } = this.#deps;
    await this.#run(async () => {
      while (!signal.aborted) {
        if (await this.#step()) continue;
        this.#state = 'idle';
        await pause(POLL_MS, signal);
      }
    });
  }

  /** Sends what is in the log now, then ends. */
  async drain(): Promise<void> {
    const until = this.#deps.source.size;
    await this.#run(async () => {
      while ((await this.#loaded()).next < until) await this.#step();
    });
  }

  async #run(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#state = 'stopped';
    } catch (cause) {
      if (this.#deps.signal.aborted) {
        this.#state = 'stopped';
        return;
      }
      this.#state = 'failed';
      this.#trouble = cause instanceof Error ? cause.message : 'the sink failed';
      throw cause;
    }
  }

  /** Sends one batch; false when there is nothing to send. */
  async #step(): Promise<boolean> {
    const cursor = await this.#loaded();
    const { source, exporter } = this.#deps;
    if (cursor.next >= source.size) return false;
    const rows = await source.leaves(cursor.next, exporter.maxRecords);
    if (rows.length === 0) return false;
    this.#state = 'sending';
    await this.#send(cursor, rows.map(exportedRecord));
    return true;
  }

  async #send(cursor: SinkCursor, records: readonly ExportedRecord[]): Promise<void> {
    const refused = await sendBatch(records, {
      ...this.#deps,
      onTrouble: (trouble) => this.#noteTrouble(trouble),
    });
    this.#trouble = undefined;
    const last = records.at(-1)?.record.index ?? cursor.next;
    const moved = advanced(cursor, last + 1, refused);
    // INVARIANT: the cursor moves after the destination has answered for every record before it, never earlier.
    await this.#deps.cursor.save(cursorText(moved));
    this.#cursor = moved;
  }

  #noteTrouble({ kind, why }: Trouble): void {
    this.#state = kind;
    this.#trouble = why;
  }

  async #loaded(): Promise<SinkCursor> {
    if (this.#cursor !== undefined) return this.#cursor;
    const { source, cursor } = this.#deps;
    const text = await cursor.load();
    const read = text === undefined ? undefined : readCursor(text);
    const fresh: SinkCursor = { logId: source.logId, next: 0, refused: [], refusedCount: 0 };
    if (read !== undefined && read.logId === source.logId && read.next > source.size) {
      throw new GatewayError('store_damaged', {
        publicMessage: `the sink ${this.#deps.settings.name} has sent ${read.next} records, the log has ${source.size}: the log was cut or restored from an older copy`,
      });
    }
    this.#cursor = read?.logId === source.logId ? read : fresh;
    return this.#cursor;
  }
}
