// Reads between two commits: each step is short, since the writer waits for it.

import {
  commitmentOf,
  type ErasedOwners,
  isControlKind,
  type LogVerifier,
  ownerOf,
  preimageOverhead,
  type RecordQuery,
  type StoredRecord,
} from '../audit/index.ts';
import { GatewayError } from '../domain/index.ts';
import { checkVault } from './check-vault.ts';
import { bytesOf, integerOf, textOf } from './columns.ts';
import { all, type Database, one, type Statement } from './database.ts';
import { damaged } from './faults.ts';
import { BlockCheck, type Finds, type Span } from './finds.ts';
import { type Leaves, SEALED } from './leaves.ts';
import type { Answer, LeafRow } from './protocol.ts';
import { recordOf } from './record-row.ts';
import { Pace, scan } from './scan.ts';
import type { Vault } from './vault.ts';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

interface ReaderParts {
  readonly vault: Vault;
  readonly leaves: Leaves;
  readonly finds: Finds;
}

export class Reader {
  readonly #database: Database;
  readonly #vault: Vault;
  readonly #leaves: Leaves;
  readonly #byIndex: Statement;
  readonly #leavesByIndex: Statement;
  readonly #packByIndex: Statement;
  readonly #timeByIndex: Statement;
  readonly #between: Statement;
  readonly #finds: Finds;

  constructor(database: Database, { vault, leaves, finds }: ReaderParts) {
    this.#database = database;
    this.#vault = vault;
    this.#leaves = leaves;
    this.#byIndex = database.prepare('SELECT idx, hash, leaf FROM records WHERE idx = ?');
    this.#leavesByIndex = database.prepare(
      'SELECT idx, hash, leaf FROM records WHERE idx BETWEEN ? AND ? ORDER BY idx',
    );
    this.#packByIndex = database.prepare('SELECT key, pack FROM contents WHERE idx = ?');
    this.#timeByIndex = database.prepare('SELECT time FROM records WHERE idx = ?');
    this.#between = database.prepare(
      'SELECT idx, hash, leaf FROM records WHERE idx BETWEEN ? AND ? ORDER BY idx',
    );
    this.#finds = finds;
  }

  /** One page of a query over the first `size` records. Yields between steps; the last value is the answer. */
  *page(query: RecordQuery, size: number): Generator<undefined, Answer> {
    const limit = Math.min(Math.max(query.limit ?? DEFAULT_LIMIT, 1), MAX_LIMIT);
    const isAscending = query.order === 'asc';
    const rows: LeafRow[] = [];
    const search = {
      ...this.#prepare(query),
      leaves: this.#leaves,
      query,
      limit,
      rows,
      isAscending,
      pace: new Pace(),
    };
    const spans = [...this.spans(query, size)];
    if (!isAscending) spans.reverse();
    for (const span of spans) {
      const next = yield* scan(search, span);
      if (next !== undefined) return { kind: 'page', rows, next };
    }
    return { kind: 'page', rows, next: undefined };
  }

  /** Rows as they lie there, in order and without a gap: whoever reads a log in full checks its hashes anyway. */
  leaves(from: number, limit: number, size: number): Answer {
    const end = Math.min(size, from + Math.min(Math.max(limit, 1), MAX_LIMIT));
    const rows = all(this.#leavesByIndex, from, end - 1).map((row) => ({
      leaf: this.#leaves.of(row),
      hash: textOf(row, 'hash'),
    }));
    if (rows.length < end - from) throw damaged(`a record between ${from} and ${end} is missing`);
    return { kind: 'leaves', rows };
  }

  /** The bytes of `count` records from `first` on. */
  bytes(first: number, count: number): readonly Uint8Array[] {
    return all(this.#leavesByIndex, first, first + count - 1).map((row) => Buffer.from(this.#leaves.of(row)));
  }

  /** Brings the index of blocks up to the first `size` records; yields between blocks. */
  index(size: number): Generator<undefined, void> {
    return this.#finds.extend(size, (span) => this.#records(span));
  }

  /** From now on every content key is read from its row: whoever verifies does not believe what is in memory. */
  reread(): void {
    this.#vault.forget();
  }

  /** Whether the master key is another store's, so that no contents can be read. */
  get isForeign(): boolean {
    return this.#vault.isForeign();
  }

  /** What compares the index with the records. */
  indexCheck(): BlockCheck {
    return new BlockCheck(this.#finds);
  }

  /** Checks what no record vouches for; yields now and then. */
  checkVault(verifier: LogVerifier, erased: ErasedOwners): Generator<undefined, void> {
    return checkVault({ database: this.#database, vault: this.#vault, verifier, erased });
  }

  /** The records of a kind in `range`, in order. */
  *ofKind(kind: string, range: Span): Generator<StoredRecord> {
    if (range.low > range.high) return;
    for (const span of this.#finds.narrow({ kinds: [kind] }, range))
      for (const record of this.#records(span)) if (record.kind === kind) yield record;
  }

  *#records({ low, high }: Span): Generator<StoredRecord> {
    for (const row of all(this.#between, low, high)) yield recordOf(row, this.#leaves).record;
  }

  /** The parts of the first `size` records that can hold an answer, in ascending order. */
  spans(query: RecordQuery, size: number): readonly Span[] {
    const range = this.#range(query, size);
    // What has an index of its own needs no narrowing.
    const isNarrow = query.exchange !== undefined || query.index !== undefined || isControlQuery(query);
    return isNarrow || range.low > range.high ? [range] : this.#finds.narrow(query, range);
  }

  /** The contents of a record, each checked against its commitment. */
  contents(index: number): Answer {
    const row = one(this.#byIndex, index);
    if (row === undefined)
      throw new GatewayError('not_found', { publicMessage: `there is no record ${index}` });
    return this.contentsOf(recordOf(row, this.#leaves).record);
  }

  contentsOf(record: StoredRecord): Answer {
    if (record.contents.length === 0) return { kind: 'contents', items: [] };
    const owner = ownerOf(record);
    const row = one(this.#packByIndex, record.index);
    if (row === undefined) {
      if (this.#vault.isErased(owner)) return { kind: 'erased' };
      throw damaged(`the contents of record ${record.index} are missing`);
    }
    const size = record.contents.reduce((sum, item) => sum + preimageOverhead(item.name) + item.size, 0);
    const at = { place: `record:${record.index}`, owner };
    const plain = this.#vault.open({ key: integerOf(row, 'key'), pack: bytesOf(row, 'pack') }, at, size);
    return plain === undefined ? { kind: 'erased' } : { kind: 'contents', items: unpack(record, plain) };
  }

  /** The index from which on at most `limit` records belong to an exchange and none is older than `since`. */
  recent(since: number, limit: number, size: number): Answer {
    const from = this.firstAt(since, size);
    const statement = this.#database.prepare(
      'SELECT min(idx) AS first FROM (SELECT idx FROM records WHERE idx >= ? AND exchange IS NOT NULL ORDER BY idx DESC LIMIT ?)',
    );
    const row = one(statement, from, limit);
    return {
      kind: 'recent',
      first: row === undefined || row['first'] === null ? size : integerOf(row, 'first'),
    };
  }

  #range(query: RecordQuery, size: number): Span {
    let low = query.from === undefined ? 0 : this.firstAt(query.from, size);
    let high = query.to === undefined ? size - 1 : this.firstAt(query.to + 1, size) - 1;
    if (query.index !== undefined) {
      low = Math.max(low, query.index);
      high = Math.min(high, query.index);
    }
    if (query.cursor !== undefined && query.order === 'asc') low = Math.max(low, query.cursor);
    if (query.cursor !== undefined && query.order !== 'asc') high = Math.min(high, query.cursor);
    return { low, high };
  }

  /** The first of `size` indexes whose time is not before `time`: a binary search, since time never runs backwards in a log. */
  firstAt(time: number, size: number): number {
    let low = 0;
    let high = size;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const row = one(this.#timeByIndex, middle);
      if (row === undefined) throw damaged(`record ${middle} is missing`);
      if (integerOf(row, 'time') < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #prepare(query: RecordQuery): { readonly statement: Statement; readonly parameters: readonly string[] } {
    const conditions = ['idx BETWEEN ? AND ?'];
    const parameters: string[] = [];
    const where = (condition: string, ...values: readonly string[]): void => {
      conditions.push(condition);
      parameters.push(...values);
    };
    if (query.exchange !== undefined) where('exchange = ?', query.exchange);
    if (query.workflow !== undefined) where('workflow = ?', query.workflow);
    if (query.agent !== undefined) where('agent = ?', query.agent);
    if (query.decision !== undefined) where('decision = ?', query.decision);
    if (query.kinds !== undefined)
      where(`kind IN (${query.kinds.map(() => '?').join(', ')})`, ...query.kinds);
    for (const name of [query.tool, query.policy]) {
      if (name !== undefined) where(`(leaf = '${SEALED}' OR instr(leaf, ?) > 0)`, JSON.stringify(name));
    }
    const order = query.order === 'asc' ? 'ASC' : 'DESC';
    const from = `FROM records ${isControlQuery(query) ? `INDEXED BY records_of_control WHERE control = 1 AND` : 'WHERE'}`;
    const sql = `SELECT idx, hash, leaf ${from} ${conditions.join(' AND ')} ORDER BY idx ${order} LIMIT ?`;
    return { statement: this.#database.prepare(sql), parameters };
  }
}

/** Control kinds are rare: their own index is the best way to them, unless the query names something rarer. */
function isControlQuery(query: RecordQuery): boolean {
  const isNarrow = query.exchange !== undefined || query.workflow !== undefined;
  return !isNarrow && query.kinds !== undefined && query.kinds.length > 0 && query.kinds.every(isControlKind);
}

function unpack(
  record: StoredRecord,
  plain: Buffer,
): readonly { readonly name: string; readonly bytes: Uint8Array }[] {
  let at = 0;
  return record.contents.map(({ name, size, commitment }) => {
    const start = at;
    at += preimageOverhead(name) + size;
    const preimage = plain.subarray(start, at);
    if (commitmentOf(preimage) !== commitment)
      throw damaged(`the contents of record ${record.index} do not match it`);
    return { name, bytes: Uint8Array.prototype.slice.call(preimage, preimage.byteLength - size) };
  });
}
