// The latest actions of one workflow or agent, in order of time, bounded in number.

import type { EpochMs, PastAction } from '../domain/index.ts';

/**
 * Keeps the latest `bound` actions. The list may grow to twice the bound before it is cut, so that keeping the bound
 * costs nothing per action.
 */
export class RecentActions {
  readonly #bound: number;
  #actions: PastAction[] = [];

  constructor(bound: number) {
    this.#bound = bound;
  }

  /** Actions held in memory: up to twice the bound. */
  get size(): number {
    return this.#actions.length;
  }

  /** Adds an action at its place in time: clocks of replicas differ and may be set back. Equal times keep their order. */
  add(action: PastAction): void {
    const actions = this.#actions;
    let at = actions.length;
    while (at > 0 && (actions[at - 1]?.at ?? 0) > action.at) at -= 1;
    if (at === actions.length) actions.push(action);
    else actions.splice(at, 0, action);
    if (actions.length >= 2 * this.#bound) this.#actions = actions.slice(-this.#bound);
  }

  /** Newest first, at most `bound`, none older than `since`. */
  *since(since: EpochMs): Generator<PastAction> {
    const actions = this.#actions;
    const last = Math.max(0, actions.length - this.#bound);
    for (let index = actions.length - 1; index >= last; index -= 1) {
      const action = actions[index];
      if (action === undefined || action.at < since) return;
      yield action;
    }
  }
}
