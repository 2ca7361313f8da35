// Scopes (workflows or agents) under two bounds, their number and their total weight: the longest unused goes first.

/** Something that takes up memory, counted in entries. */
export interface Weighed {
  readonly size: number;
}

export interface PoolBounds {
  readonly maxScopes: number;
  readonly maxTotal: number;
}

/** A map in order of last use. Maps iterate in insertion order, so re-inserting a scope moves it to the end. */
export class LruPool<V extends Weighed> {
  readonly #bounds: PoolBounds;
  readonly #create: () => V;
  readonly #scopes = new Map<string, V>();
  #total = 0;

  constructor(bounds: PoolBounds, create: () => V) {
    this.#bounds = bounds;
    this.#create = create;
  }

  get size(): number {
    return this.#scopes.size;
  }

  get total(): number {
    return this.#total;
  }

  /** The scope as it is, or undefined. Reading is no use: what is read decides nothing about what is forgotten. */
  get(name: string): V | undefined {
    return this.#scopes.get(name);
  }

  /** Changes a scope, made on first use, then drops others until both bounds hold (the changed one always stays). */
  update(name: string, change: (scope: V) => void): void {
    const scope = this.#scopes.get(name) ?? this.#create();
    const known = this.#scopes.delete(name);
    const before = known ? scope.size : 0;
    change(scope);
    this.#total += scope.size - before;
    this.#scopes.set(name, scope);
    this.#trim(name);
  }

  #trim(kept: string): void {
    for (const [name, scope] of this.#scopes) {
      if (this.#scopes.size <= this.#bounds.maxScopes && this.#total <= this.#bounds.maxTotal) return;
      if (name === kept) return;
      this.#scopes.delete(name);
      this.#total -= scope.size;
    }
  }
}
