// Callers that wait for an approval: any number of them per approval, each free to leave.

import type { CancelSignal } from '../domain/index.ts';
import type { ApprovalDecided } from './events.ts';

export type ApprovalOutcome =
  | { readonly kind: 'approved'; readonly decisions: readonly ApprovalDecided[] }
  | { readonly kind: 'denied'; readonly by: string; readonly reason: string | undefined }
  /** Nobody answered in time. Not a person's no. */
  | { readonly kind: 'expired' }
  /** What asked has failed meanwhile. */
  | { readonly kind: 'withdrawn' }
  /** The approval has released what it was given for. */
  | { readonly kind: 'used' }
  /** The waiter went away; the approval itself stays as it is. */
  | { readonly kind: 'cancelled' };

interface Waiter {
  readonly resolve: (outcome: ApprovalOutcome) => void;
  readonly reject: (error: unknown) => void;
}

export class WaitingRoom {
  readonly #waiters = new Map<string, Set<Waiter>>();

  /** Resolves with what `settle` brings, or with `cancelled` when the signal aborts first. */
  wait(id: string, signal: CancelSignal): Promise<ApprovalOutcome> {
    if (signal.aborted) return Promise.resolve({ kind: 'cancelled' });
    return new Promise((resolve, reject) => {
      const leave = () => {
        signal.removeEventListener('abort', cancel);
        this.#remove(id, waiter);
      };
      const cancel = () => waiter.resolve({ kind: 'cancelled' });
      const waiter: Waiter = {
        resolve: (outcome) => {
          leave();
          resolve(outcome);
        },
        reject: (error) => {
          leave();
          reject(error);
        },
      };
      signal.addEventListener('abort', cancel, { once: true });
      const waiters = this.#waiters.get(id);
      if (waiters === undefined) this.#waiters.set(id, new Set([waiter]));
      else waiters.add(waiter);
    });
  }

  settle(id: string, outcome: ApprovalOutcome): void {
    for (const waiter of this.#waiters.get(id) ?? []) waiter.resolve(outcome);
  }

  fail(id: string, error: unknown): void {
    for (const waiter of this.#waiters.get(id) ?? []) waiter.reject(error);
  }

  isWaitedFor(id: string): boolean {
    return this.#waiters.has(id);
  }

  /** Sends everybody away. */
  cancelAll(): void {
    for (const id of this.#waiters.keys()) this.settle(id, { kind: 'cancelled' });
  }

  #remove(id: string, waiter: Waiter): void {
    const waiters = this.#waiters.get(id);
    waiters?.delete(waiter);
    if (waiters?.size === 0) this.#waiters.delete(id);
  }
}
