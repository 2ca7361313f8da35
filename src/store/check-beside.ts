// What lies beside the records: their contents, against the commitments, and the index by which they are found.

import {
  type DamageKind,
  ErasedOwners,
  type LogVerifier,
  MissingContents,
  ownerOf,
  type RecordRow,
  readLeaf,
  type StoredRecord,
} from '../audit/index.ts';
import { integerOf } from './columns.ts';
import { type Database, one } from './database.ts';
import { faultOf } from './faults.ts';
import type { BlockCheck } from './finds.ts';
import type { KeyName } from './key-files.ts';
import type { Reader } from './reader.ts';
import { FOREIGN_MASTER } from './vault.ts';

export interface BesideParts {
  readonly reader: Reader;
  /** Keys that are not to be had, and why. */
  readonly missing: ReadonlyMap<KeyName, string>;
  readonly verifier: LogVerifier;
  /** Only for a log that is read from its first record on. */
  readonly index: BlockCheck | undefined;
}

/** Checks what lies beside each of the records that it is shown, in order. */
export class BesideCheck {
  readonly #parts: BesideParts;
  /** Erased contents, until the record that says why. */
  readonly #missing = new MissingContents();
  readonly #erased = new ErasedOwners();
  /** Said once, instead of for each record. */
  readonly #isForeign: boolean;

  constructor(parts: BesideParts) {
    this.#parts = parts;
    parts.reader.reread();
    if (parts.index?.hasHole === true)
      parts.verifier.report(
        'misfiled',
        0,
        'blocks of the search index are missing or filed under another number',
      );
    this.#isForeign = parts.reader.isForeign;
    if (!this.#isForeign) return;
    const noMaster = parts.missing.get('master.key');
    const why = noMaster === undefined ? FOREIGN_MASTER : `${noMaster}. No contents were read`;
    parts.verifier.report(noMaster === undefined ? 'contents_edited' : 'contents_missing', 0, why);
  }

  record(row: RecordRow): void {
    const { verifier, index } = this.#parts;
    const stored = readLeaf(row.leaf, row.hash);
    if (stored === undefined) return;
    if (index?.differsAt(stored) === true) {
      verifier.report(
        'misfiled',
        stored.index,
        'the search index of the records up to here differs from them',
      );
    }
    this.explain(stored);
    if (stored.contents.length > 0 && !this.#isForeign) this.#contents(stored);
  }

  /** A record that may say why contents of records before it are gone. */
  explain(record: StoredRecord): void {
    this.#parts.verifier.contents('erased', this.#missing.explain(record));
    this.#erased.note(record);
  }

  /** The records from `next` on, which are not checked themselves: what was erased meanwhile is explained by them. */
  explainFrom(next: number, database: Database): void {
    const row = one(database.prepare('SELECT max(idx) AS last FROM records'));
    const rest = { low: next, high: row === undefined || row['last'] === null ? -1 : integerOf(row, 'last') };
    for (const kind of ['contents_erased', 'retention_applied'])
      for (const record of this.#parts.reader.ofKind(kind, rest)) this.explain(record);
  }

  /** After the whole log: what lies beside it and belongs to none of its records. Yields now and then. */
  *rest(): Generator<undefined, void> {
    if (!this.#isForeign) yield* this.#parts.reader.checkVault(this.#parts.verifier, this.#erased);
  }

  /** Reports whatever is gone and was never erased on record. */
  finish(): void {
    for (const index of this.#missing.unexplained()) {
      const detail = 'the contents are gone, and no erasure on record says why';
      this.#parts.verifier.report('contents_missing', index, detail);
    }
  }

  #contents(record: StoredRecord): void {
    const { reader, verifier } = this.#parts;
    try {
      if (reader.contentsOf(record).kind === 'erased') this.#missing.add(record.index, ownerOf(record));
      else verifier.contents('checked', 1);
    } catch (error) {
      const fault = faultOf(error, '');
      if (fault.code !== 'store_damaged') throw fault;
      const isGone = fault.publicMessage.endsWith('missing');
      const kind: DamageKind = isGone ? 'contents_missing' : 'contents_edited';
      verifier.report(kind, record.index, fault === error ? fault.publicMessage : 'they can not be read');
    }
  }
}
