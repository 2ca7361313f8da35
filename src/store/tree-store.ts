// The Merkle tree on disk: full tiles as they finish, the right edge rebuilt from a few rows, never the whole log hashed again.

import { GrowingTree, HASH_BYTES, nodesOf, rootOf, TILE_WIDTH, type Tile, widthIn } from '../audit/index.ts';
import { bytesOf, textOf } from './columns.ts';
import { all, type Database, one, type Statement } from './database.ts';
import { damaged } from './faults.ts';

/** Reads tiles of the committed tree. What is read is bound to nothing but itself: whoever proves from it checks the root. */
export class TileReader {
  readonly #tile: Statement;
  readonly #leafHashes: Statement;

  constructor(database: Database) {
    this.#tile = database.prepare('SELECT hashes FROM tiles WHERE level = ? AND idx = ?');
    this.#leafHashes = database.prepare('SELECT hash FROM records WHERE idx >= ? AND idx < ? ORDER BY idx');
  }

  /** The hashes of a tile, as many as there are: at level 0 also of records that no full tile holds yet. */
  tile(level: number, index: number): Uint8Array {
    const row = one(this.#tile, level, index);
    if (row !== undefined) return bytesOf(row, 'hashes');
    if (level > 0) return Buffer.alloc(0);
    const from = index * TILE_WIDTH;
    const hashes = all(this.#leafHashes, from, from + TILE_WIDTH).map((each) => textOf(each, 'hash'));
    return Buffer.from(hashes.join(''), 'hex');
  }

  /** The root over the first `size` records. Throws GatewayError store_damaged where a tile is missing or short. */
  rootAt(size: number): Uint8Array {
    return this.proving(() => rootOf(this.nodes, size));
  }

  readonly nodes = nodesOf((level, index) => this.tile(level, index));

  /** Runs `prove` over these tiles: a tile that is shorter than the tree says is damage. */
  proving<T>(prove: () => T): T {
    try {
      return prove();
    } catch (error) {
      if (error instanceof RangeError)
        throw damaged('a tile of the Merkle tree is missing or short; `sallyport verify` names it', error);
      throw error;
    }
  }
}

/** The tree of a log of `size` records, ready to grow: one row for each level and at most 255 records are read. */
export function loadTree(database: Database, size: number): GrowingTree {
  const reader = new TileReader(database);
  const levels: Uint8Array[] = [];
  for (let level = 0, rest = size; rest > 0; level++, rest = Math.floor(rest / TILE_WIDTH)) {
    const index = Math.floor(rest / TILE_WIDTH);
    const width = widthIn(size, level, index);
    levels.push(width === 0 ? Buffer.alloc(0) : reader.tile(level, index).subarray(0, width * HASH_BYTES));
  }
  return reader.proving(() => new GrowingTree({ size, levels }));
}

/** Grows the tree with the records of a transaction; tiles that finish are written within it. */
export class TreeWriter {
  readonly tree: GrowingTree;
  readonly #put: Statement;

  constructor(database: Database, tree: GrowingTree) {
    this.tree = tree;
    this.#put = database.prepare('INSERT OR REPLACE INTO tiles (level, idx, hashes) VALUES (?, ?, ?)');
  }

  append(leafHash: string): void {
    let top = -1;
    const size = this.tree.size;
    this.tree.append(Buffer.from(leafHash, 'hex'), (tile) => {
      top = tile.level;
      this.#write(tile);
    });
    if (top === -1) return;
    // The unfinished tile above changes only now: stored, so that opening need not hash full tiles again.
    const level = top + 1;
    const index = Math.floor(size / TILE_WIDTH ** (level + 1));
    this.#write({ level, index, hashes: this.tree.partial(level) });
  }

  #write({ level, index, hashes }: Tile): void {
    this.#put.run(level, index, hashes);
  }
}
