// The unforgeable value without which nothing goes upstream (ADR 0003).

import { Receipt } from '../audit/index.ts';
import type { Effect } from '../domain/index.ts';

/** A decision that has been recorded and settled in favour of release: approvals given, nothing blocked. */
export interface SettledDecision {
  readonly exchange: string;
  readonly effect: Exclude<Effect, 'BLOCK'>;
}

/**
 * Proof that the recorded decision about one exchange lets it pass. It can only be had for a genuine Receipt: the
 * constructor is private, and `assert` looks for the real private field, so neither a look-alike object nor a cast
 * gets past `forward`.
 */
export class Permit {
  readonly #exchange: string;

  private constructor(exchange: string) {
    this.#exchange = exchange;
  }

  /** Issues a Permit for a settled decision that is on record. Throws for anything that is not a genuine Receipt. */
  static settle(receipt: Receipt, decision: SettledDecision): Permit {
    Receipt.assert(receipt);
    return new Permit(decision.exchange);
  }

  /** Throws unless `value` is a genuine Permit for this exchange. */
  static assert(value: Permit, exchange: string): void {
    if (!(#exchange in value) || value.#exchange !== exchange) {
      throw new TypeError('not a Permit for this exchange');
    }
  }
}
