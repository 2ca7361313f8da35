// The tree as it grows: tiles of 256 hashes, finished ones handed out once, the unfinished right edge kept.

import { HASH_BYTES, hashChildren, joinPairs, type NodeSource, rootOf } from './merkle.ts';

/** Hashes in a full tile. */
export const TILE_WIDTH = 256;
/** A tile spans this many levels of the tree. */
const TILE_HEIGHT = 8;

export interface Tile {
  readonly level: number;
  readonly index: number;
  /** 32 bytes for each hash; 8,192 when full. */
  readonly hashes: Uint8Array;
}

/** A tile with at least the hashes that a tree of the known size has in it. */
export type TileSource = (level: number, index: number) => Uint8Array;

/** What is not in full tiles: for each level, the hashes of its unfinished tile. */
export interface TreeEdge {
  readonly size: number;
  readonly levels: readonly Uint8Array[];
}

/**
 * A tree that only grows. `append` costs one hash per leaf, spread over the tiles; memory is one unfinished tile per level.
 */
export class GrowingTree {
  readonly #levels: Buffer[] = [];
  readonly #counts: number[] = [];
  #size = 0;

  /** Goes on from an edge; the empty tree without one. Throws RangeError for an edge that is not one of its size. */
  constructor(edge?: TreeEdge) {
    if (edge === undefined) return;
    this.#size = edge.size;
    for (let level = 0, rest = edge.size; rest > 0; level++, rest = Math.floor(rest / TILE_WIDTH)) {
      const hashes = edge.levels[level] ?? new Uint8Array();
      if (hashes.byteLength !== (rest % TILE_WIDTH) * HASH_BYTES)
        throw new RangeError('not the edge of a tree of this size');
      this.#level(level).set(hashes);
      this.#counts[level] = rest % TILE_WIDTH;
    }
  }

  get size(): number {
    return this.#size;
  }

  /** Adds a leaf by its hash; `finish` is given each tile that is full now, lowest level first. */
  append(leafHash: Uint8Array, finish: (tile: Tile) => void): void {
    let hash = leafHash;
    let index = this.#size++;
    for (let level = 0; ; level++) {
      const hashes = this.#level(level);
      const count = (this.#counts[level] ?? 0) + 1;
      hashes.set(hash, (count - 1) * HASH_BYTES);
      this.#counts[level] = count % TILE_WIDTH;
      if (count < TILE_WIDTH) return;
      index = Math.floor(index / TILE_WIDTH);
      finish({ level, index, hashes: Buffer.from(hashes) });
      hash = perfectRoot(hashes, 0, TILE_WIDTH);
    }
  }

  /** The unfinished tile of a level: empty when all of its tiles are full. */
  partial(level: number): Uint8Array {
    return Buffer.from(this.#level(level).subarray(0, (this.#counts[level] ?? 0) * HASH_BYTES));
  }

  /** How many levels have tiles. */
  get height(): number {
    return this.#levels.length;
  }

  /** The root over all leaves, from the edge alone: full tiles are not read again. */
  root(): Uint8Array {
    let right: Uint8Array | undefined;
    for (let level = 0; level < this.#levels.length; level++) {
      const count = this.#counts[level] ?? 0;
      right = this.#edgeHash(this.#level(level), count, right);
    }
    return right ?? rootOf(() => new Uint8Array(), 0);
  }

  /** The hashes of one level's unfinished tile, joined from the right with what hangs below its end. */
  #edgeHash(hashes: Buffer, count: number, below: Uint8Array | undefined): Uint8Array | undefined {
    let joined = below;
    let end = count;
    for (let width = 1; end > 0; width *= 2) {
      if (end % (2 * width) === 0) continue;
      const left = perfectRoot(hashes, end - width, width);
      joined = joined === undefined ? left : hashChildren(left, joined);
      end -= width;
    }
    return joined;
  }

  #level(level: number): Buffer {
    const known = this.#levels[level];
    if (known !== undefined) return known;
    const made = Buffer.alloc(TILE_WIDTH * HASH_BYTES);
    this.#levels[level] = made;
    return made;
  }
}

/** Nodes of the tree out of its tiles: the levels between are hashed again. */
export function nodesOf(tile: TileSource): NodeSource {
  return (level, index) => {
    const width = 2 ** (level % TILE_HEIGHT);
    const first = index * width;
    const tileIndex = Math.floor(first / TILE_WIDTH);
    return perfectRoot(tile(Math.floor(level / TILE_HEIGHT), tileIndex), first % TILE_WIDTH, width);
  };
}

/** How many hashes tile `index` of `level` has in a tree of `size` leaves: 0 to 256. */
export function widthIn(size: number, level: number, index: number): number {
  const hashes = Math.floor(size / TILE_WIDTH ** level);
  return Math.min(Math.max(hashes - index * TILE_WIDTH, 0), TILE_WIDTH);
}

/** The root of `width` (a power of two) hashes from number `first` on. Throws RangeError where the tile is shorter. */
function perfectRoot(hashes: Uint8Array, first: number, width: number): Buffer {
  const bytes = Buffer.from(hashes.subarray(first * HASH_BYTES, (first + width) * HASH_BYTES));
  if (bytes.byteLength !== width * HASH_BYTES) throw new RangeError('the tile is shorter than the tree says');
  for (let pairs = width / 2; pairs >= 1; pairs /= 2) joinPairs(bytes, pairs);
  return bytes.subarray(0, HASH_BYTES);
}
