// The port of the ledger: what the gateway, the admin API and the exporters ask of it, whichever store is behind it.

import type { Effect, EpochMs } from '../domain/index.ts';
import type { Erasure, ErasureRequest } from './erasure.ts';
import type { LedgerHead } from './leaf.ts';
import type { Receipt } from './receipt.ts';
import type { ContentItem, RecordDraft, StoredLeaf, StoredRecord } from './record.ts';
import type { VerifyReport } from './verify.ts';

export interface AuditLedger {
  /**
   * Resolves when all drafts are committed and synced and their batch's head is signed. The drafts of one call are
   * adjacent and in one transaction. Rejects with GatewayError ledger_unavailable when they can not be made durable, or
   * when the bounded queue is full; with TypeError for a draft that has no canonical form or is too large.
   * INVARIANT: never resolves for what is not on disk.
   */
  append(drafts: readonly RecordDraft[]): Promise<readonly Receipt[]>;
  /**
   * Keeps text of a flowing stream, so that a crash leaves the released bytes known. Nobody waits for it; when it could
   * not be kept, the next `append` for this exchange rejects. The exchange's completed or aborted record removes it.
   */
  spool(exchange: string, workflow: string, bytes: Uint8Array): void;
  read(query: RecordQuery): Promise<RecordPage>;
  /** The leaves from index `from` on, in order, at most `limit` (1 to 1000): what exports and proofs are made of. */
  leaves(from: number, limit: number): Promise<readonly StoredLeaf[]>;
  /** All records of the control kinds, in order. */
  controlRecords(): AsyncIterable<StoredRecord>;
  /** The newest `limit` records that belong to an exchange and are not older than `since`, in order. */
  recentExchanges(since: EpochMs, limit: number): AsyncIterable<StoredRecord>;
  /** The contents of one record, each checked against its commitment. Throws GatewayError store_damaged where one differs. */
  contents(index: number): Promise<readonly ContentItem[] | ErasedContents>;
  /** Reads the whole log again; progress now and then, the report last. Damage is a report, not an error. */
  verify(options: VerifyOptions): AsyncIterable<VerifyProgress | VerifyReport>;
  /**
   * Destroys the contents of a workflow, agent or data subject: key, salts and ciphertext. What is on record stays and
   * verifies. Workflows that lost contents take no more. Resolves when the erasure is itself on record and the ciphertext is
   * gone from the store's files. Rejects with GatewayError not_found where nothing is stored under the name.
   */
  erase(request: ErasureRequest): Promise<Erasure>;
  /** Makes what was appended durable, then closes. Later calls reject with GatewayError ledger_unavailable. */
  close(): Promise<void>;
  /** Size and last hash of what is durable. */
  readonly head: LedgerHead;
  readonly logId: string;
  readonly recovered: RecoveryReport;
}

export interface ErasedContents {
  readonly erased: true;
}

/** All given filters must hold. */
export interface RecordQuery {
  readonly index?: number;
  /** Inclusive, in epoch milliseconds. */
  readonly from?: EpochMs;
  /** Inclusive, in epoch milliseconds. */
  readonly to?: EpochMs;
  readonly workflow?: string;
  readonly agent?: string;
  readonly exchange?: string;
  readonly kinds?: readonly string[];
  readonly decision?: Effect;
  /** Pseudonym of the data subject whom the contents are about. */
  readonly subject?: string;
  /** A tool that one of the record's actions calls or answers. */
  readonly tool?: string;
  /** A policy that matched one of the record's actions. */
  readonly policy?: string;
  /** A detector that found something about one of the record's actions. */
  readonly finding?: string;
  /** By index; newest first when left out. */
  readonly order?: 'asc' | 'desc';
  /** The index to go on from, inclusive: `next` of the page before. */
  readonly cursor?: number;
  /** 1 to 1000; 100 when left out. */
  readonly limit?: number;
}

export interface RecordPage {
  readonly records: readonly StoredRecord[];
  /** The cursor of the next page; undefined when there is none. */
  readonly next: number | undefined;
}

export interface VerifyOptions {
  /** Check batch signatures; true when left out. */
  readonly signatures?: boolean;
  /** Decrypt contents and check them against their commitments; true when left out. */
  readonly contents?: boolean;
  /** Verifier key lines that are trusted in place of the store's own; the changes of keys on record are followed from them. */
  readonly keys?: readonly string[];
  /** Signed checkpoints that were kept elsewhere: the log must be one that they fit. */
  readonly checkpoints?: readonly string[];
  /** A tlog-policy: some checkpoint must have the witnesses that it asks for. */
  readonly policy?: string;
  /** Only these records, both included: their bytes, chain and batches, and that the signed tree holds each of them. */
  readonly range?: { readonly first: number; readonly last: number };
}

export interface VerifyProgress {
  readonly kind: 'progress';
  readonly records: number;
  readonly total: number;
}

/** What opening found and did. */
export interface RecoveryReport {
  /** The log was created by this opening. */
  readonly created: boolean;
  /** The process before did not close the store. */
  readonly unclean: boolean;
  /** Streams that were cut by the crash: each now has an `exchange_aborted` record with the bytes known. */
  readonly abortedExchanges: number;
}
