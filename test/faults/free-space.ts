// Which bytes of a database file are in nobody's use (sqlite.org/fileformat2.html §1.3 to §1.6): a flip there has nothing to change.

/** Bytes 24 to 27, 40 to 43 and 92 to 95 count changes, 48 to 51 suggest a size of the cache, 96 to 99 name the engine that wrote last, 72 to 91 are reserved, 68 to 71 are for `file`. */
const HEADER_NOTES: readonly (readonly [number, number])[] = [
  [24, 28],
  [40, 44],
  [48, 52],
  [68, 100],
];
const HEADER_BYTES = 100;
const INTERIOR_INDEX = 2;
const INTERIOR_TABLE = 5;
const LEAF_TABLE = 13;

export type Use = 'free' | 'note' | 'used';

/** What each byte of a whole database is for; `roots` are the first pages of its tables and indexes. */
export function usesOf(file: Buffer, roots: readonly number[]): (at: number) => Use {
  const map = new PageMap(file);
  for (const root of roots) map.tree(root);
  return (at) => {
    if (HEADER_NOTES.some(([from, to]) => at >= from && at < to)) return 'note';
    return map.isUsed(at) ? 'used' : 'free';
  };
}

class PageMap {
  readonly #file: Buffer;
  readonly #used: Uint8Array;
  readonly #pageBytes: number;

  constructor(file: Buffer) {
    this.#file = file;
    this.#used = new Uint8Array(file.byteLength);
    this.#pageBytes = file.readUInt16BE(16);
    this.#mark(0, HEADER_BYTES);
  }

  isUsed(at: number): boolean {
    return this.#used[at] === 1;
  }

  /** Marks the header, the pointers and the cells of a page, the pages below it, and where its cells go on. */
  tree(page: number): void {
    const start = (page - 1) * this.#pageBytes;
    const header = page === 1 ? HEADER_BYTES : start;
    const kind = this.#file[header];
    const isInterior = kind === INTERIOR_INDEX || kind === INTERIOR_TABLE;
    const headerBytes = isInterior ? 12 : 8;
    const cells = this.#file.readUInt16BE(header + 3);
    this.#mark(header, headerBytes + 2 * cells);
    if (isInterior) this.tree(this.#file.readUInt32BE(header + 8));
    for (let cell = 0; cell < cells; cell++) {
      const at = start + this.#file.readUInt16BE(header + headerBytes + 2 * cell);
      if (isInterior) this.tree(this.#file.readUInt32BE(at));
      this.#cell(at, kind ?? 0);
    }
  }

  #cell(at: number, kind: number): void {
    const child = kind === INTERIOR_INDEX || kind === INTERIOR_TABLE ? 4 : 0;
    const first = varint(this.#file, at + child);
    if (kind === INTERIOR_TABLE) {
      this.#mark(at, first.end - at);
      return;
    }
    const { end } = kind === LEAF_TABLE ? varint(this.#file, first.end) : first;
    const local = this.#localBytes(first.value, kind === LEAF_TABLE);
    const rest = first.value - local;
    this.#mark(at, Math.max(4, end + local + (rest > 0 ? 4 : 0) - at));
    if (rest > 0) this.#chain(this.#file.readUInt32BE(end + local), rest);
  }

  /** How much of a payload its cell holds itself. */
  #localBytes(payload: number, isTable: boolean): number {
    const usable = this.#pageBytes;
    const most = isTable ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
    if (payload <= most) return payload;
    const least = Math.floor(((usable - 12) * 32) / 255) - 23;
    const fitting = least + ((payload - least) % (usable - 4));
    return fitting <= most ? fitting : least;
  }

  #chain(page: number, bytes: number): void {
    for (let [next, rest] = [page, bytes]; rest > 0; rest -= this.#pageBytes - 4) {
      const at = (next - 1) * this.#pageBytes;
      this.#mark(at, 4 + Math.min(rest, this.#pageBytes - 4));
      next = this.#file.readUInt32BE(at);
    }
  }

  #mark(at: number, bytes: number): void {
    this.#used.fill(1, at, at + bytes);
  }
}

function varint(file: Buffer, at: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let byte = 0; byte < 8; byte++) {
    const read = file[at + byte] ?? 0;
    value = value * 128 + (read & 0x7f);
    if (read < 0x80) return { value, end: at + byte + 1 };
  }
  return { value: value * 256 + (file[at + 8] ?? 0), end: at + 9 };
}
