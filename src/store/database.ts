// The one SQLite connection: how it is opened, locked and laid out.

import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite';
import { integerOf, isRow, type Row } from './columns.ts';
import { damaged } from './faults.ts';

export type Database = DatabaseSyncInstance;
export type Statement = StatementSyncInstance;

const SCHEMA_VERSION = 2;

/**
 * `records.leaf` is the truth; the other columns serve to find it and are checked against it. Each index costs every
 * commit its pages, so there are two: exchanges, which come in order, and the rare control kinds (`control` is 1 for them,
 * since testing for them by name would cost every insert). All else is found through `finds`, filled between commits.
 */
const SCHEMA = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE records (
    idx INTEGER PRIMARY KEY, hash TEXT NOT NULL, time INTEGER NOT NULL, kind TEXT NOT NULL,
    control INTEGER, workflow TEXT, agent TEXT, exchange TEXT, decision TEXT, leaf TEXT NOT NULL
  ) STRICT;
  CREATE INDEX records_by_exchange ON records (exchange) WHERE exchange IS NOT NULL;
  CREATE INDEX records_of_control ON records (control) WHERE control IS NOT NULL;
  CREATE TABLE finds (block INTEGER PRIMARY KEY, terms TEXT NOT NULL) STRICT;
  CREATE TABLE batches (
    last INTEGER PRIMARY KEY, first INTEGER NOT NULL, hash TEXT NOT NULL, signature BLOB NOT NULL, key_id TEXT NOT NULL
  ) STRICT;
  CREATE TABLE keys (
    id INTEGER PRIMARY KEY, workflow TEXT NOT NULL, agent TEXT NOT NULL, subject TEXT NOT NULL, wrapped BLOB,
    UNIQUE (workflow, agent, subject)
  ) STRICT;
  CREATE INDEX keys_destroyed ON keys (workflow) WHERE wrapped IS NULL;
  CREATE TABLE contents (idx INTEGER PRIMARY KEY, key INTEGER NOT NULL, pack BLOB NOT NULL) STRICT;
  CREATE TABLE spool (
    seq INTEGER PRIMARY KEY, exchange TEXT NOT NULL, workflow TEXT NOT NULL, key INTEGER NOT NULL, pack BLOB NOT NULL
  ) STRICT;
  CREATE TABLE tiles (level INTEGER NOT NULL, idx INTEGER NOT NULL, hashes BLOB NOT NULL, PRIMARY KEY (level, idx)) STRICT;
  CREATE TABLE checkpoints (size INTEGER PRIMARY KEY, witnessed INTEGER NOT NULL, note TEXT NOT NULL) STRICT;
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

export function databasePath(directory: string): string {
  return join(directory, 'ledger.db');
}

/**
 * `create` makes one where there is none, `continue` writes to one that is there. `read` changes nothing, whatever the file says;
 * `salvage` does the same for a file that was cut, which the engine refuses else.
 */
export type OpenMode = 'create' | 'continue' | 'read' | 'salvage';

const HEADER_BYTES = 100;
const ROLLBACK = 1;
const WAL = 2;
const MAGIC = Buffer.from('SQLite format 3\0');

/**
 * What is said of a database file that is shorter than its header says (sqlite.org/fileformat2.html §1.3.7), undefined for one that
 * is not. Beside a write-ahead log it may be: the engine had not put all of that away yet.
 */
export function cutOf(directory: string): string | undefined {
  const path = databasePath(directory);
  const file = statSync(path, { throwIfNoEntry: false });
  const size = file?.isFile() === true ? file.size : 0;
  if (size === 0 || (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) return undefined;
  const header = headerOf(path);
  if (!header.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const [pageBytes, pages] = [header.readUInt16BE(16), header.readUInt32BE(28)];
  const whole = (pageBytes === 1 ? 65_536 : pageBytes) * pages;
  return size < whole ? `ledger.db was cut: ${size} of its ${whole} bytes are there` : undefined;
}

/** Whether bytes 18 and 19 of the header are such as the engine writes: `WAL`, or those of a copy that it made without one. */
function hasKnownFormat(path: string): boolean {
  const { size = 0 } = statSync(path, { throwIfNoEntry: false }) ?? {};
  const header = headerOf(path);
  return size === 0 || (header[18] === header[19] && (header[18] === WAL || header[18] === ROLLBACK));
}

/** Zeros where the file is shorter still. */
function headerOf(path: string): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  const file = openSync(path, 'r');
  try {
    readSync(file, header, 0, HEADER_BYTES, 0);
    return header;
  } finally {
    closeSync(file);
  }
}

/**
 * Opens the store's database and takes its lock until `close`. The lock is the operating
 * system's, so a killed process leaves none behind. Throws what SQLite or the file system throws (see `faultOf`), or
 * GatewayError store_damaged for a layout that is not ours.
 */
export function openDatabase(directory: string, mode: OpenMode): Database {
  const create = mode === 'create';
  const path = databasePath(directory);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
    throw damaged(`${path} is a directory`);
  // The file must exist with its mode before SQLite makes it with a wider one; WAL and journal inherit the mode.
  closeSync(openSync(path, create ? 'a' : 'r+', 0o600));
  // INVARIANT: before it is opened, since who closes a file gives up all locks that the process has on it.
  const isKnown = hasKnownFormat(path);
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    if (mode === 'salvage') allowCut(database);
    if (mode === 'read' || mode === 'salvage') configureReading(database);
    else configure(database);
    layOut(database, create);
    if (!isKnown) throw damaged('the header of ledger.db names a format that the engine does not write');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The engine reads a file that is shorter than its header says only for those who may repair it. Nothing here does. */
function allowCut(database: Database): void {
  database.enableDefensive(false);
  database.exec('PRAGMA writable_schema = ON;');
}

/** The first statement after `locking_mode` takes the exclusive lock and keeps it. */
function configureReading(database: Database): void {
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -16384; PRAGMA trusted_schema = OFF;');
  one(database.prepare('SELECT count(*) FROM sqlite_schema'));
}

/**
 * `synchronous = FULL` syncs the write-ahead log with every commit. A commit that finds 1,000 pages in it also puts them away, and
 * whoever waits for it waits for that: more at a time cost as much, but hold each caller up for longer. The lock is as with
 * `configureReading`.
 */
function configure(database: Database): void {
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA page_size = 4096; PRAGMA journal_mode = WAL;');
  database.exec('PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000; PRAGMA cache_size = -16384;');
  // Pages that are given up or reorganised are zeroed: else an erasure could miss a copy that the engine left behind.
  database.exec('PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF; BEGIN IMMEDIATE; COMMIT;');
}

function layOut(database: Database, create: boolean): void {
  const version = one(database.prepare('PRAGMA user_version'))?.['user_version'];
  if (version === SCHEMA_VERSION) {
    requireLayout(database);
    return;
  }
  const tables = one(database.prepare('SELECT count(*) AS n FROM sqlite_schema'))?.['n'];
  if (version === 0 && tables !== 0) throw damaged('ledger.db is the database of another program');
  if (version !== 0)
    throw damaged(`the store has layout ${String(version)}, this version reads ${SCHEMA_VERSION}`);
  if (!create) throw damaged('the store is empty: it holds no log');
  const logId = randomBytes(16).toString('hex');
  const meta = `INSERT INTO meta (name, value) VALUES ('log_id', '${logId}'), ('state', 'creating');`;
  database.exec(`BEGIN IMMEDIATE; ${SCHEMA} ${meta} COMMIT;`);
}

/** A table, column or index by another name is read as something else, or not at all. Throws GatewayError store_damaged. */
function requireLayout(database: Database): void {
  const fresh = new DatabaseSync(':memory:');
  try {
    fresh.exec(SCHEMA);
    if (layoutOf(database) !== layoutOf(fresh))
      throw damaged('the tables and indexes of the store are not those of its layout');
  } finally {
    fresh.close();
  }
}

function layoutOf(database: Database): string {
  const rows = all(database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name'));
  return JSON.stringify(rows);
}

/** The first row of a statement, or undefined. */
export function one(statement: Statement, ...parameters: readonly (string | number)[]): Row | undefined {
  const row: unknown = statement.get(...parameters);
  return isRow(row) ? row : undefined;
}

/** All rows of a statement. */
export function all(statement: Statement, ...parameters: readonly (string | number)[]): readonly Row[] {
  const rows: readonly unknown[] = statement.all(...parameters);
  return rows.filter(isRow);
}

/**
 * The rows of a table in pages, read by a statement that takes the key to go on behind, then `more`, and answers rows in ascending
 * order of that key. Throws GatewayError store_damaged for a table that would answer the same rows again and again.
 */
export function* pagesOf(
  statement: Statement,
  key: string,
  ...more: readonly number[]
): Generator<readonly Row[], void> {
  let reached = Number.MIN_SAFE_INTEGER;
  for (
    let rows = all(statement, reached, ...more);
    rows.length > 0;
    rows = all(statement, reached, ...more)
  ) {
    yield rows;
    const last = integerOf(rows.at(-1) ?? {}, key);
    if (last <= reached) throw damaged(`a table of the store is not in order behind ${last}`);
    reached = last;
  }
}
