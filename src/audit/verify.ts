// Whether a log is whole: one pass over records and batches, in order, in constant memory.

import { isJsonObject, type JsonValue } from '../domain/index.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Damage, DamageKind } from './damage.ts';
import { type RecordedRotation, readRotation } from './key-rotation.ts';
import {
  GENESIS_PREV,
  type LeafColumns,
  type LedgerHead,
  leafEnd,
  leafHash,
  leafStart,
  readLeaf,
} from './leaf.ts';
import { type VerifierKey, verifyBatch } from './signature.ts';
import { TreeCheck, type TreeCheckOptions, type TreeReport } from './tree-check.ts';

/** One row of a log, as stored. */
export interface RecordRow {
  readonly index: number;
  readonly hash: string;
  readonly leaf: string;
  readonly time: number;
  readonly columns: LeafColumns;
}

/** A committed batch: records `first` to `last`, the hash of the last one, signed. */
export interface BatchRow {
  readonly first: number;
  readonly last: number;
  readonly hash: string;
  readonly signature: Uint8Array;
  readonly keyId: string;
}

export interface VerifyReport {
  readonly kind: 'report';
  readonly ok: boolean;
  readonly logId: string;
  readonly records: number;
  readonly batches: number;
  readonly signaturesChecked: number;
  readonly contentsChecked: number;
  readonly contentsErased: number;
  readonly head: LedgerHead;
  /** The Merkle tree and its checkpoints, where they were asked for. */
  readonly tree: TreeReport | undefined;
  /** Bytes at the end of the write-ahead log that were never committed: a crash, not damage. */
  readonly tornTail: number;
  readonly damageCount: number;
  /** The first hundred. */
  readonly damage: readonly Damage[];
}

const MAX_DAMAGE = 100;

export interface VerifierOptions {
  readonly logId: string;
  /** Keys that may have signed; undefined leaves signatures unchecked. */
  readonly keys: ReadonlyMap<string, VerifierKey> | undefined;
  /** The head that the log is known to have reached, where somebody remembers it. */
  readonly expected: LedgerHead | undefined;
  /** Where to begin: the head before the first record that will come. The beginning of the log when left out. */
  readonly start?: LedgerHead;
  /** Check the Merkle tree as well. */
  readonly tree?: Pick<TreeCheckOptions, 'checkpoints' | 'origin' | 'policy' | 'tile'>;
  /** False where no batches will come: an export has checkpoints in their place. */
  readonly batches?: boolean;
}

/**
 * Verifies a log row by row: `record` for each record in ascending order of index, `batch` for each batch right after
 * its last record (or where that should be), then `finish`. Never throws for what it reads.
 * ATTACKER-CONTROLLED: every row, except for what a trusted key has signed.
 */
export class LogVerifier {
  readonly #options: VerifierOptions;
  readonly #tree: TreeCheck | undefined;
  /** Keys that may sign what comes next. */
  readonly #keys: Map<string, VerifierKey> | undefined;
  /** A change of keys holds from behind the batch that it is recorded in. */
  #rotation: RecordedRotation | undefined;
  readonly #damage: Damage[] = [];
  #damageCount = 0;
  #records = 0;
  #batches = 0;
  #signatures = 0;
  #contents = 0;
  #erased = 0;
  /** The index that comes next. */
  #next = 0;
  /** Stored hash of the record before; undefined where that record is missing. */
  #prev: string | undefined = GENESIS_PREV;
  #signedTo = 0;
  /** Up to here bytes that can not be had have been told. */
  #absentTo = -1;

  constructor(options: VerifierOptions) {
    this.#options = options;
    this.#keys = options.keys === undefined ? undefined : new Map(options.keys);
    const report = this.report.bind(this);
    if (options.tree !== undefined)
      this.#tree = new TreeCheck({ ...options.tree, keys: options.keys, report });
    if (options.start === undefined) return;
    this.#next = options.start.size;
    this.#signedTo = options.start.size;
    this.#prev = options.start.hash;
  }

  record(row: RecordRow): void {
    this.#checkOrder(row.index);
    const actual = leafHash(row.leaf);
    if (actual !== row.hash) this.report('edited', row.index, 'the bytes are not those that were hashed');
    else this.#checkPlace(row);
    if (this.#options.expected?.size === row.index + 1 && this.#options.expected.hash !== row.hash) {
      this.report('edited', row.index, 'the record differs from the head that is known from elsewhere');
    }
    if (row.columns.kind === 'signing_key_rotated') this.#noteRotation(row);
    this.#take(row);
  }

  /** The next record, whose bytes can not be had, nor those of the records up to `last`; its hash still binds what follows. */
  absent(
    place: Pick<RecordRow, 'index' | 'hash'>,
    { last, why }: { readonly last: number; readonly why: string },
  ): void {
    this.#checkOrder(place.index);
    if (place.index > this.#absentTo) {
      this.#absentTo = last;
      this.report('missing', place.index, last > place.index ? `up to record ${last}: ${why}` : why);
    }
    this.#take(place);
  }

  batch(row: BatchRow): void {
    this.#batches++;
    if (row.first !== this.#signedTo) {
      this.report(
        'unsigned',
        Math.min(row.first, this.#signedTo),
        `the batch before record ${row.first} is not there`,
      );
    }
    this.#signedTo = Math.max(this.#signedTo, row.last + 1);
    if (row.last >= this.#next) {
      this.report('truncated', this.#next, `a signed batch reaches to record ${row.last}`);
      return;
    }
    if (row.last === this.#next - 1 && row.hash !== this.#prev) {
      this.report('bad_signature', row.last, 'the batch signs another hash than its last record has');
    }
    this.#checkSignature(row);
    this.#turnKeys(row);
  }

  /** Counts records whose contents were checked, or erased on record; call `report` where they do not match. */
  contents(state: 'checked' | 'erased', records: number): void {
    if (state === 'checked') this.#contents += records;
    else this.#erased += records;
  }

  report(kind: DamageKind, index: number, detail: string): void {
    this.#damageCount++;
    if (this.#damage.length < MAX_DAMAGE) this.#damage.push({ kind, index, detail });
  }

  get position(): number {
    return this.#next;
  }

  finish(): VerifyReport {
    const { expected, logId } = this.#options;
    if (this.#signedTo < this.#next && this.#options.batches !== false)
      this.report('unsigned', this.#signedTo, 'no batch covers the last records');
    if (expected !== undefined && expected.size > this.#next) {
      this.report('truncated', this.#next, `the log is known to have had ${expected.size} records`);
    }
    if (this.#next === 0) this.report('missing', 0, 'the log is empty');
    const tree = this.#tree?.finish(this.#next);
    return {
      kind: 'report',
      ok: this.#damageCount === 0,
      logId,
      records: this.#records,
      batches: this.#batches,
      signaturesChecked: this.#signatures,
      contentsChecked: this.#contents,
      contentsErased: this.#erased,
      head: { size: this.#next, hash: this.#prev ?? '' },
      tree,
      tornTail: 0,
      damageCount: this.#damageCount,
      damage: this.#damage,
    };
  }

  /**
   * The start and end of a leaf follow from its columns and its place, so no parsing is needed where they match. What
   * stands before the end must close the body, the contents or the clock: else a column that was emptied would pass.
   */
  #checkPlace(row: RecordRow): void {
    const prev = this.#prev ?? prevOf(row.leaf);
    const { columns, index, time } = row;
    const end = leafEnd({ log: this.#options.logId, index, time, prev }, columns);
    const before = row.leaf.charCodeAt(row.leaf.length - end.length - 1);
    const isClosed = before === 0x7d || before === 0x5d || (before >= 0x30 && before <= 0x39);
    if (isClosed && row.leaf.startsWith(leafStart(columns)) && row.leaf.endsWith(end)) return;
    this.#diagnose(row, prev);
  }

  #diagnose(row: RecordRow, prev: string): void {
    const record = readLeaf(row.leaf, row.hash);
    if (record === undefined || !isCanonical(row.leaf)) {
      this.report('malformed', row.index, 'the bytes are not a canonical record of this version');
    } else if (record.index !== row.index) {
      this.report('reordered', row.index, `the record says that it is number ${record.index}`);
    } else if (record.prev !== prev) {
      const detail = `record ${row.index} names another hash for the record before it`;
      this.report('edited', Math.max(0, row.index - 1), detail);
    } else if (logOf(row.leaf) !== this.#options.logId) {
      this.report('malformed', row.index, 'the record belongs to another log');
    } else {
      this.report('misfiled', row.index, 'the columns by which it is found are not those that it says');
    }
  }

  #checkOrder(index: number): void {
    if (index > this.#next) {
      this.report('missing', this.#next, `records ${this.#next} to ${index - 1} are not there`);
      this.#prev = undefined;
    }
    if (index < this.#next) this.report('reordered', index, 'the record comes a second time');
  }

  #take({ index, hash }: Pick<RecordRow, 'index' | 'hash'>): void {
    this.#tree?.record(index, Buffer.from(hash, 'hex'));
    this.#records++;
    this.#next = index + 1;
    this.#prev = hash;
  }

  #noteRotation(row: RecordRow): void {
    const record = readLeaf(row.leaf, row.hash);
    const rotation = record === undefined ? undefined : readRotation(record.body);
    if (rotation !== undefined) this.#rotation = { ...rotation, index: row.index };
    else
      this.report(
        'bad_signature',
        row.index,
        'it names a new signing key that the old and the new one did not sign for',
      );
  }

  /** INVARIANT: behind the batch that says so, what the replaced key signs counts no more. */
  #turnKeys(batch: BatchRow): void {
    const rotation = this.#rotation;
    if (rotation === undefined || batch.last < rotation.index) return;
    this.#rotation = undefined;
    const { previous, next, index } = rotation;
    if (this.#keys === undefined) return;
    if (this.#keys.get(previous.id)?.raw !== previous.raw)
      this.report(
        'unknown_key',
        index,
        'a key that is not trusted, or was replaced before, names a new signing key',
      );
    else {
      this.#keys.delete(previous.id);
      this.#keys.set(next.id, next);
    }
  }

  #checkSignature(row: BatchRow): void {
    const { logId } = this.#options;
    const keys = this.#keys;
    if (keys === undefined) return;
    const key = keys.get(row.keyId);
    this.#signatures++;
    if (key === undefined)
      this.report('unknown_key', row.last, 'the batch is signed by a key that is not trusted');
    else if (!verifyBatch(key, logId, { size: row.last + 1, hash: row.hash }, row.signature)) {
      this.report(
        'bad_signature',
        row.last,
        `the signature over records ${row.first} to ${row.last} is not valid`,
      );
    }
  }
}

/** INVARIANT: in a canonical leaf nothing that comes after `prev` can hold this text: strings escape their quotes. */
function prevOf(leaf: string): string {
  const at = leaf.lastIndexOf('"prev":"');
  return at === -1 ? '' : leaf.slice(at + 8, at + 72);
}

function parsed(leaf: string): JsonValue {
  return JSON.parse(leaf) as JsonValue;
}

function isCanonical(leaf: string): boolean {
  try {
    return canonicalJson(parsed(leaf)) === leaf;
  } catch {
    return false; // Has no canonical form, so it is not in it.
  }
}

function logOf(leaf: string): JsonValue | undefined {
  const value = parsed(leaf);
  return isJsonObject(value) ? value['log'] : undefined;
}
