// Where a filtered query needs to look: for each block of records the terms that occur in it, stored between commits.

import { queryTerms, type RecordQuery, type StoredRecord, searchTerms } from '../audit/index.ts';
import { integerOf, textOf } from './columns.ts';
import { all, type Database, one, type Statement } from './database.ts';

/** Records of a block. Smaller ones cost space, larger ones time: a query reads whole blocks. */
const BLOCK_RECORDS = 64;
/** Blocks that one transaction adds: a sixteenth of a sync per block. */
const BLOCKS_AT_ONCE = 16;

/** Blocks that may wait in memory to be stored, of some kilobytes each. */
const MAX_NOTED = 1024;

/** Inclusive. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

/** The terms of one block, as they are stored: sorted, each between line feeds. */
class BlockTerms {
  readonly #terms = new Set<string>();

  add(terms: readonly string[]): void {
    for (const term of terms) this.#terms.add(term);
  }

  /** The text of the block that ends here; the next one begins empty. */
  take(): string {
    const text = `\n${[...this.#terms].sort().join('\n')}\n`;
    this.#terms.clear();
    return text;
  }
}

/**
 * The index of blocks. It is a cache: what it has not reached yet is read record by record, and full verification
 * compares each block with its records.
 */
export class Finds {
  readonly #database: Database;
  readonly #extent: Statement;
  readonly #block: Statement;
  readonly #add: Statement;
  /** Terms of blocks that were written since the store was opened and are not stored yet. */
  readonly #noted = new Map<number, string>();
  readonly #noting = new BlockTerms();
  /** The record to be noted next; a block that was begun before the store was opened is read from its records. */
  #nextNoted = -1;

  constructor(database: Database) {
    this.#database = database;
    this.#extent = database.prepare('SELECT count(*) AS n, max(block) AS last FROM finds');
    this.#block = database.prepare('SELECT terms FROM finds WHERE block = ?');
    this.#add = database.prepare('INSERT INTO finds (block, terms) VALUES (?, ?)');
  }

  /** Takes the terms of a record that is being written, so that its block needs not be read again. */
  note(index: number, terms: readonly string[]): void {
    if (index % BLOCK_RECORDS === 0) this.#noting.take();
    else if (index !== this.#nextNoted) return;
    this.#noting.add(terms);
    this.#nextNoted = index + 1;
    if (this.#nextNoted % BLOCK_RECORDS !== 0 || this.#noted.size >= MAX_NOTED) return;
    this.#noted.set(Math.floor(index / BLOCK_RECORDS), this.#noting.take());
  }

  /** How many blocks there are, from the first record on; undefined where one among them is missing or under another number. */
  blocks(): number | undefined {
    const row = one(this.#extent);
    if (row === undefined || row['last'] === null) return 0;
    const count = integerOf(row, 'n');
    return count === integerOf(row, 'last') + 1 ? count : undefined;
  }

  /** The stored terms of a block; undefined where it is not indexed. */
  terms(block: number): string | undefined {
    const row = one(this.#block, block);
    return row === undefined ? undefined : textOf(row, 'terms');
  }

  /** The parts of `range` that can hold an answer, in ascending order. */
  narrow(query: RecordQuery, range: Span): readonly Span[] {
    const groups = queryTerms(query);
    // An index with a hole is not used.
    const indexed = (this.blocks() ?? 0) * BLOCK_RECORDS;
    if (groups.length === 0 || indexed <= range.low) return [range];
    const conditions = groups.map((group) =>
      group.length === 0 ? 'false' : `(${group.map(() => 'instr(terms, ?) > 0').join(' OR ')})`,
    );
    const found = all(
      this.#database.prepare(
        `SELECT block FROM finds WHERE block BETWEEN ? AND ? AND ${conditions.join(' AND ')} ORDER BY block`,
      ),
      Math.floor(range.low / BLOCK_RECORDS),
      Math.floor(range.high / BLOCK_RECORDS),
      ...groups.flat().map((term) => `\n${term}\n`),
    );
    const spans: { low: number; high: number }[] = [];
    const add = (low: number, high: number): void => {
      const last = spans.at(-1);
      if (last !== undefined && last.high + 1 >= low) last.high = high;
      else spans.push({ low, high });
    };
    for (const row of found) {
      const low = integerOf(row, 'block') * BLOCK_RECORDS;
      add(Math.max(low, range.low), Math.min(low + BLOCK_RECORDS - 1, range.high));
    }
    if (indexed <= range.high) add(Math.max(indexed, range.low), range.high);
    return spans;
  }

  /** Indexes the full blocks of the first `size` records that are not yet. Yields after each block that it has read. */
  *extend(size: number, recordsOf: (span: Span) => Iterable<StoredRecord>): Generator<undefined, void> {
    // Nothing of a cache with a hole in it is believed, and its rows would stand in the way of the new ones.
    const stored = this.blocks();
    if (stored === undefined) this.#database.exec('DELETE FROM finds');
    let ready: string[] = [];
    let first = stored ?? 0;
    for (let block = first; (block + 1) * BLOCK_RECORDS <= size; block++) {
      ready.push(this.#takeNoted(block) ?? termsOf(block, recordsOf));
      if (ready.length === BLOCKS_AT_ONCE) {
        this.#store(first, ready);
        first += ready.length;
        ready = [];
      }
      yield undefined;
    }
    if (ready.length > 0) this.#store(first, ready);
  }

  #takeNoted(block: number): string | undefined {
    const noted = this.#noted.get(block);
    this.#noted.delete(block);
    return noted;
  }

  #store(first: number, texts: readonly string[]): void {
    this.#database.exec('BEGIN IMMEDIATE');
    texts.forEach((text, at) => {
      this.#add.run(first + at, text);
    });
    this.#database.exec('COMMIT');
  }
}

function termsOf(block: number, recordsOf: (span: Span) => Iterable<StoredRecord>): string {
  const terms = new BlockTerms();
  const low = block * BLOCK_RECORDS;
  for (const record of recordsOf({ low, high: low + BLOCK_RECORDS - 1 })) terms.add(searchTerms(record));
  return terms.take();
}

/** Compares the index with the records that a full verification reads, in order. */
export class BlockCheck {
  readonly hasHole: boolean;
  readonly #finds: Finds;
  readonly #indexed: number;
  readonly #terms = new BlockTerms();

  constructor(finds: Finds) {
    this.#finds = finds;
    const blocks = finds.blocks();
    this.hasHole = blocks === undefined;
    this.#indexed = (blocks ?? 0) * BLOCK_RECORDS;
  }

  /** True when the block that ends with this record is indexed under other terms than its records have. */
  differsAt(record: StoredRecord): boolean {
    if (record.index >= this.#indexed) return false;
    this.#terms.add(searchTerms(record));
    if (record.index % BLOCK_RECORDS !== BLOCK_RECORDS - 1) return false;
    const stored = this.#finds.terms(Math.floor(record.index / BLOCK_RECORDS));
    return stored !== this.#terms.take();
  }
}
