// Proof that something is on record: nothing is released without one (ADR 0003).

import type { EpochMs } from '../domain/index.ts';

/** Set by the class's own static block: the only place that may call the constructor. */
let issue: (index: number, hash: string, time: EpochMs) => Receipt;

/**
 * The record is on disk, chained, and its batch signed. It can not be forged: the constructor is private and `assert`
 * looks for the real private field, so neither a look-alike nor a cast passes.
 */
export class Receipt {
  readonly #genuine: true;
  readonly index: number;
  /** The record's RFC 6962 leaf hash, in hex. */
  readonly hash: string;
  readonly time: EpochMs;

  private constructor(index: number, hash: string, time: EpochMs) {
    this.#genuine = true;
    this.index = index;
    this.hash = hash;
    this.time = time;
    Object.freeze(this);
  }

  /** Throws TypeError unless `value` is a Receipt that a ledger issued. */
  static assert(value: unknown): asserts value is Receipt {
    if (typeof value !== 'object' || value === null || !(#genuine in value))
      throw new TypeError('not a Receipt');
  }

  static {
    issue = (index, hash, time) => new Receipt(index, hash, time);
  }
}

/**
 * A Receipt for a record that is durable. INVARIANT: only a ledger implementation (`store/`) calls this, and only after
 * the commit of that record has been synced.
 */
export function issueReceipt(index: number, hash: string, time: EpochMs): Receipt {
  return issue(index, hash, time);
}
