// What the two threads of the embedded store say to each other.

import type {
  ErasureScope,
  LedgerHead,
  NoteSignature,
  PastBound,
  RecordQuery,
  RecoveryReport,
  RetentionBounds,
  SealedSegment,
  TileName,
  TurnedKey,
  VerifyOptions,
  VerifyProgress,
  VerifyReport,
} from '../audit/index.ts';
import type { EpochMs, JsonObject } from '../domain/index.ts';
import type { Fault } from './faults.ts';
import type { Signatures } from './limits.ts';

/** What the worker is started with, and for. */
export interface WorkerInput {
  readonly directory: string;
  readonly purpose: Purpose;
}

export type Purpose =
  /** Begin or continue the log. */
  | { readonly kind: 'serve'; readonly now: EpochMs; readonly signatures: Signatures }
  /** Go on after a failure: what was acknowledged must still be there. */
  | { readonly kind: 'resume'; readonly acknowledged: LedgerHead; readonly signatures: Signatures }
  /** Read an existing log, damaged or not, and add nothing. */
  | { readonly kind: 'inspect' };

/**
 * What was appended in one turn of the event loop, or a part of it. `fields` is flat (see commit-codec.ts) and `bytes` is
 * transferred: cloning objects would cost more than hashing them.
 */
export interface CommitRequest {
  readonly kind: 'commit';
  readonly sequence: number;
  /** More of the same turn follows: to be hashed and written meanwhile, and committed together. */
  readonly isPart: boolean;
  readonly fields: readonly CommitField[];
  readonly bytes: ArrayBuffer;
}

export type CommitField = string | number | null;

export type ReadQuestion =
  | { readonly kind: 'page'; readonly query: RecordQuery }
  | { readonly kind: 'contents'; readonly index: number }
  | { readonly kind: 'leaves'; readonly from: number; readonly limit: number }
  | { readonly kind: 'recent'; readonly since: EpochMs; readonly limit: number }
  | { readonly kind: 'verify'; readonly options: VerifyOptions };

export type ProofQuestion =
  | { readonly kind: 'checkpoint'; readonly fresh: boolean }
  | { readonly kind: 'receipt'; readonly index: number }
  | { readonly kind: 'tile'; readonly name: TileName }
  | { readonly kind: 'consistency'; readonly from: number; readonly to: number }
  | { readonly kind: 'cosigned'; readonly size: number; readonly signatures: readonly NoteSignature[] };

export type ErasureQuestion =
  | { readonly kind: 'prepare_erasure'; readonly scope: ErasureScope }
  | { readonly kind: 'past_bounds'; readonly bounds: RetentionBounds; readonly now: EpochMs }
  | { readonly kind: 'settle_erasure' };

/** A change of keys, before and after the record of it. */
export type TurnQuestion =
  | { readonly kind: 'prepare_turn'; readonly key: TurnedKey }
  | { readonly kind: 'settle_turn' };

/** A segment that is sealed, before and after the record of it. */
export type SealQuestion =
  | { readonly kind: 'prepare_seal'; readonly before: EpochMs }
  | { readonly kind: 'settle_seal' };

export type Question =
  | ReadQuestion
  | ProofQuestion
  | ErasureQuestion
  | TurnQuestion
  | SealQuestion
  | { readonly kind: 'close' };

export interface QuestionRequest {
  readonly kind: 'ask';
  readonly id: number;
  readonly question: Question;
}

export type Request = CommitRequest | QuestionRequest;

/** A segment's file that is written and not yet on record. */
export interface PreparedSegment {
  readonly segment: SealedSegment;
  readonly leafBytes: number;
}

export interface LeafRow {
  readonly leaf: string;
  readonly hash: string;
}

export type Answer =
  | { readonly kind: 'page'; readonly rows: readonly LeafRow[]; readonly next: number | undefined }
  | {
      readonly kind: 'contents';
      readonly items: readonly { readonly name: string; readonly bytes: Uint8Array }[];
    }
  | { readonly kind: 'erased' }
  | { readonly kind: 'leaves'; readonly rows: readonly LeafRow[] }
  | { readonly kind: 'recent'; readonly first: number }
  | { readonly kind: 'verify'; readonly report: VerifyReport }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'hashes'; readonly hashes: readonly Uint8Array[] }
  | { readonly kind: 'turn'; readonly body: JsonObject }
  | { readonly kind: 'past'; readonly past: readonly PastBound[] }
  | { readonly kind: 'workflows'; readonly workflows: readonly string[] }
  | { readonly kind: 'segment'; readonly prepared: PreparedSegment | undefined }
  | { readonly kind: 'settled' }
  | { readonly kind: 'closed' };

export interface OpenedStore {
  readonly logId: string;
  readonly verifier: string;
  readonly head: LedgerHead;
  readonly lastTime: EpochMs;
  readonly recovered: RecoveryReport;
  /** Workflows that take no more contents. */
  readonly closed: readonly string[];
}

export type Reply =
  | { readonly kind: 'opened'; readonly store: OpenedStore }
  | { readonly kind: 'open_failed'; readonly fault: Fault }
  /** All commit requests up to `sequence` are durable. `hashes` holds 64 hexadecimal digits per record, from `first` on. */
  | { readonly kind: 'committed'; readonly sequence: number; readonly first: number; readonly hashes: string }
  /** Nothing of the commit requests up to `sequence` that has not been answered before is known to be durable. The worker ends. */
  | { readonly kind: 'commit_failed'; readonly sequence: number; readonly fault: Fault }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Answer }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: VerifyProgress }
  | { readonly kind: 'refused'; readonly id: number; readonly fault: Fault };
