// A call that may be cancelled. Every call has two of these, and an AbortSignal of Node costs as much as reading its body.

/** What whoever waits needs to know of a cancellation; an AbortSignal is one, too. */
export interface CancelSignal {
  readonly aborted: boolean;
  /** `listener` is called once, and never when the signal was aborted before. */
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** Aborts once, and calls each of its listeners then, in the order in which they came. */
export class Cancellation implements CancelSignal {
  #aborted = false;
  #listeners: Set<() => void> | undefined;

  get aborted(): boolean {
    return this.#aborted;
  }

  get signal(): CancelSignal {
    return this;
  }

  abort(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    const listeners = this.#listeners;
    this.#listeners = undefined;
    for (const listener of listeners ?? []) listener();
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    if (this.#aborted) return;
    this.#listeners ??= new Set();
    this.#listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners?.delete(listener);
  }
}
