// Collections that hold a bounded number of entries: the oldest fall out first.

/** Adds `key`; past the bound the oldest keys fall out. */
export function addBounded(set: Set<string>, key: string, bound: number): void {
  set.add(key);
  if (set.size > bound) dropOldest(set, bound);
}

export function putBounded<K, V>(map: Map<K, V>, entry: { key: K; value: V }, bound: number): void {
  map.set(entry.key, entry.value);
  if (map.size > bound) dropOldest(map, bound);
}

interface Ordered<K, V> {
  entries(): Iterable<[K, V]>;
  delete(key: K): boolean;
}

/**
 * Drops a sixteenth of the bound at once and answers what was there. Maps and Sets iterate in insertion order, but step over
 * every entry that was deleted since they were last packed: one entry at a time would cost more with every drop.
 */
export function dropOldest<K, V>(collection: Ordered<K, V>, bound: number): readonly V[] {
  const dropped: V[] = [];
  const count = Math.max(1, bound >> 4);
  for (const [key, value] of collection.entries()) {
    collection.delete(key);
    dropped.push(value);
    if (dropped.length === count) break;
  }
  return dropped;
}
