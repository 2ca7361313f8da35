// How much may wait for the disk before the ledger says that it can not keep up.

export interface LedgerLimits {
  /** Records and spooled chunks that wait. */
  readonly maxWaiting: number;
  /** Bytes of bodies and contents that wait. */
  readonly maxWaitingBytes: number;
}

/** What is signed: the head of each commit, which the chain carries back to its records, or every record by itself, too. */
export type Signatures = 'batch' | 'each';

export const DEFAULT_LIMITS: LedgerLimits = { maxWaiting: 8192, maxWaitingBytes: 128 * 1024 * 1024 };
