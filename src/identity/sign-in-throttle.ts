// Slows down guessing: after a few failures a name, or an address, has to wait, each time longer.

import type { EpochMs } from '../domain/index.ts';

export interface ThrottleRule {
  /** Failures before the first wait. */
  readonly free: number;
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
}

interface Failures {
  count: number;
  until: EpochMs;
}

/** Past this many keys the one that failed longest ago is forgotten: memory is bounded, whoever asks. */
const MAX_KEYS = 10_000;

export class SignInThrottle {
  readonly #rule: ThrottleRule;
  readonly #failures = new Map<string, Failures>();

  constructor(rule: ThrottleRule) {
    this.#rule = rule;
  }

  /** Milliseconds that this key still has to wait; 0 where it may try. */
  waitOf(key: string, now: EpochMs): number {
    return Math.max(0, (this.#failures.get(key)?.until ?? 0) - now);
  }

  /** One more failure; doubles the wait once the free ones are used up. */
  failed(key: string, now: EpochMs): void {
    const count = (this.#failures.get(key)?.count ?? 0) + 1;
    const over = count - this.#rule.free;
    const wait =
      over < 0 ? 0 : Math.min(this.#rule.longestWaitMs, this.#rule.firstWaitMs * 2 ** Math.min(over, 30));
    this.#failures.delete(key);
    this.#failures.set(key, { count, until: now + wait });
    if (this.#failures.size <= MAX_KEYS) return;
    const [oldest] = this.#failures.keys();
    if (oldest !== undefined) this.#failures.delete(oldest);
  }

  succeeded(key: string): void {
    this.#failures.delete(key);
  }
}
