// One change of a thing at a time: each sees what the change before it left.

export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `change` when all earlier ones under the same key are done, whether they failed or not. */
  take<T>(key: string, change: () => Promise<T>): Promise<T> {
    const turn = (this.#last.get(key) ?? Promise.resolve()).then(change);
    // A failed turn is its caller's matter; the next one looks at the state for itself.
    const done: Promise<unknown> = turn
      .catch(() => undefined)
      .then(() => {
        if (this.#last.get(key) === done) this.#last.delete(key);
      });
    this.#last.set(key, done);
    return turn;
  }
}
