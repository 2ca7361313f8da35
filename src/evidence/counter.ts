// Counts by name, for names that come from outside: bounded, and what does not fit is counted together.

const MAX_NAMES = 2000;
const REST = '(others)';

export class Counter {
  readonly #counts = new Map<string, number>();

  add(name: string | undefined): void {
    if (name === undefined || name === '') return;
    const key = this.#counts.has(name) || this.#counts.size < MAX_NAMES ? name : REST;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** Largest first, then by name. */
  sorted(): ReadonlyMap<string, number> {
    return new Map([...this.#counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
  }
}
