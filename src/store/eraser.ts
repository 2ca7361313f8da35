// Erases contents: the keys of an owner are destroyed, its ciphertext is overwritten, and nothing of it stays in the files.

import { type ErasureScope, readErasure, readRetention } from '../audit/index.ts';
import { isJsonObject, type JsonValue } from '../domain/index.ts';
import { integerOf, textOf } from './columns.ts';
import { all, type Database, one, pagesOf, type Statement } from './database.ts';
import { damaged } from './faults.ts';
import type { Reader } from './reader.ts';
import type { Vault } from './vault.ts';

/** Each is a column of `keys`. */
const COLUMN: Readonly<Record<ErasureScope['scope'], string>> = {
  workflow: 'workflow',
  agent: 'agent',
  subject: 'subject',
};

/** Rows in memory at once. */
const STEP = 2000;

type Statements = Readonly<Record<'blank' | 'remove' | 'unspool' | 'blankKey' | 'destroy', Statement>>;

interface Prepared {
  readonly scope: ErasureScope;
  readonly keys: readonly number[];
}

export class Eraser {
  readonly #database: Database;
  readonly #vault: Vault;
  readonly #reader: Reader;
  #prepared: Prepared | undefined;

  constructor(parts: { readonly database: Database; readonly vault: Vault; readonly reader: Reader }) {
    this.#database = parts.database;
    this.#vault = parts.vault;
    this.#reader = parts.reader;
  }

  /**
   * The workflows that an erasure will close. The next erasure of this scope destroys exactly the keys that are there now: what
   * is recorded in between belongs to workflows that nobody has closed.
   */
  prepare(scope: ErasureScope): readonly string[] {
    const rows = this.#keysOf(scope);
    this.#prepared = { scope, keys: rows.map((row) => integerOf(row, 'id')) };
    return [...new Set(rows.map((row) => textOf(row, 'workflow')))];
  }

  /** Carries out what a `contents_erased` record says; part of its transaction. `before` is that record's index. */
  erase(body: string, before: number): void {
    const value = JSON.parse(body) as JsonValue;
    const scope = isJsonObject(value) ? readErasure(value) : undefined;
    if (scope === undefined) throw damaged('an erasure does not say what it erases');
    this.#destroy(scope, this.#take(scope), before);
  }

  /** Carries out what a `retention_applied` record says; part of its transaction. `before` is that record's index. */
  drop(body: string, before: number): void {
    const value = JSON.parse(body) as JsonValue;
    const workflows = isJsonObject(value) ? readRetention(value) : undefined;
    if (workflows === undefined) throw damaged('a retention does not say what it drops');
    const rows = workflows.flatMap((name) => this.#keysOf({ scope: 'workflow', name }));
    const keys = new Set(rows.map((row) => integerOf(row, 'id')));
    this.#vault.forget();
    const statements = this.#statements();
    for (const { index, key } of this.#contentsOf(keys, before)) {
      statements.blank.run(index, index, key);
      statements.remove.run(index, index, key);
    }
    for (const key of keys) destroyKey(statements, key);
  }

  /** One pass, however many keys: a search for each of them would read the log as often. */
  *#contentsOf(keys: ReadonlySet<number>, before: number): Generator<{ index: number; key: number }> {
    const some = this.#database.prepare(
      `SELECT idx, key FROM contents WHERE idx > ? AND idx < ? ORDER BY idx LIMIT ${STEP}`,
    );
    for (const rows of pagesOf(some, 'idx', before)) {
      for (const row of rows) {
        const key = integerOf(row, 'key');
        if (keys.has(key)) yield { index: integerOf(row, 'idx'), key };
      }
    }
  }

  #destroy(scope: ErasureScope, keys: readonly number[], before: number): void {
    this.#vault.forget();
    const spans = this.#reader.spans({ [scope.scope]: scope.name }, before);
    const statements = this.#statements();
    for (const key of keys) {
      for (const { low, high } of spans) {
        statements.blank.run(low, high, key);
        statements.remove.run(low, high, key);
      }
      destroyKey(statements, key);
    }
  }

  /** After the commit: the write-ahead log still holds what was written before. Copies it into the database and cuts it to nothing. */
  settle(): void {
    const done = one(this.#database.prepare('PRAGMA wal_checkpoint(TRUNCATE)'));
    if (done?.['busy'] !== 0) throw damaged('the write-ahead log could not be put away');
  }

  /** Overwritten where they lie before they are removed: what is removed at once may be moved, and a copy left behind. */
  #statements(): Statements {
    const prepare = (sql: string): Statement => this.#database.prepare(sql);
    const range = 'WHERE idx BETWEEN ? AND ? AND key = ?';
    return {
      blank: prepare(`UPDATE contents SET pack = zeroblob(length(pack)) ${range}`),
      remove: prepare(`DELETE FROM contents ${range}`),
      unspool: prepare('DELETE FROM spool WHERE key = ?'),
      blankKey: prepare('UPDATE keys SET wrapped = zeroblob(length(wrapped)) WHERE id = ?'),
      destroy: prepare('UPDATE keys SET wrapped = NULL WHERE id = ?'),
    };
  }

  #take(scope: ErasureScope): readonly number[] {
    const prepared = this.#prepared;
    this.#prepared = undefined;
    if (prepared?.scope.scope === scope.scope && prepared.scope.name === scope.name) return prepared.keys;
    return this.#keysOf(scope).map((row) => integerOf(row, 'id'));
  }

  #keysOf({ scope, name }: ErasureScope): ReturnType<typeof all> {
    const where = `${COLUMN[scope]} = ? AND wrapped IS NOT NULL AND workflow <> ''`;
    return all(this.#database.prepare(`SELECT id, workflow FROM keys WHERE ${where} ORDER BY id`), name);
  }
}

function destroyKey(statements: Statements, key: number): void {
  statements.unspool.run(key);
  statements.blankKey.run(key);
  statements.destroy.run(key);
}

/** Workflows of which contents were erased: they take no more. */
export function closedWorkflows(database: Database): readonly string[] {
  const rows = all(database.prepare('SELECT DISTINCT workflow FROM keys WHERE wrapped IS NULL'));
  return rows.map((row) => textOf(row, 'workflow'));
}
