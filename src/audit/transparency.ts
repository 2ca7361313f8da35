// The port of the log's public face: what proves to people outside what the ledger holds, and what vouches for it.

import type { NoteSignature } from './tlog/note.ts';
import type { TileName } from './tlog/tiles.ts';

export interface TransparencyLog {
  /** The verifier key line of the key that signs checkpoints. Its name is their origin. */
  readonly verifier: string;
  /**
   * The newest signed checkpoint, with the cosignatures that it has. With `fresh` of all that is committed; else at most two
   * seconds or 1,000 records old.
   */
  checkpoint(fresh: boolean): Promise<string>;
  /**
   * A receipt for a record (C2SP tlog-proof, the record in it): by the newest witnessed checkpoint that covers it, else by the
   * newest. Rejects with GatewayError not_found for a record that is not there.
   */
  receipt(index: number): Promise<string>;
  /** A tile or entry bundle of the tree of the newest checkpoint. Rejects with GatewayError not_found beyond it. */
  tile(name: TileName): Promise<Uint8Array>;
  /** That the tree of `to` records is the tree of `from` records, grown. Rejects with not_found for sizes that never were. */
  consistency(from: number, to: number): Promise<readonly Uint8Array[]>;
  /** Keeps what witnesses signed under the checkpoint of `size`. Rejects with not_found when that is not kept any more. */
  addCosignatures(size: number, signatures: readonly NoteSignature[]): Promise<void>;
}
