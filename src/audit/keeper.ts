// The port of the ledger's upkeep: what an operator asks of a store now and then. Each is a record.

import type { KeyTurned, KeyTurnRequest } from './key-rotation.ts';
import type { Retained, RetentionRequest } from './retention.ts';
import type { Sealed, SealRequest } from './sealing.ts';

export interface LedgerKeeper {
  /**
   * Replaces the master key (every content key is wrapped anew) or the signing key (a record that both keys sign names the new
   * one). Resolves when the change is on record and the old key is gone from the directory. Rejects with GatewayError
   * conflict while another change is under way.
   */
  turnKey(request: KeyTurnRequest): Promise<KeyTurned>;
  /**
   * Destroys the contents of workflows past a bound, as an erasure does: key, salts and ciphertext; the workflows are closed.
   * Resolves when that is on record (`retention_applied`) and the ciphertext is gone from the store's files.
   */
  retain(request: RetentionRequest): Promise<Retained>;
  /**
   * Moves the bytes of old records, whole tiles of 256, into compressed files that never change. Each file is on record
   * (`segment_sealed`) before the database gives its bytes up; reads, proofs and verification find them there. Rejects with
   * GatewayError conflict while another sealing is under way.
   */
  seal(request: SealRequest): Promise<Sealed>;
}
