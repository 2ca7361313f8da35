// Rows of the log as the verifier takes them.

import {
  type BatchRow,
  isControlKind,
  type LogVerifier,
  leafHash,
  type RecordedRotation,
  type RecordRow,
  readLeaf,
  readRotation,
  type VerifierKey,
} from '../audit/index.ts';
import type { BesideCheck } from './check-beside.ts';
import { bytesOf, integerIn, integerOf, optionalTextIn, type Row, textIn, textOf } from './columns.ts';
import { all, type Database } from './database.ts';
import type { KeyName } from './key-files.ts';
import type { Leaves } from './leaves.ts';
import type { Reader } from './reader.ts';
import type { WriteAheadState } from './write-ahead.ts';

export interface LogIdentity {
  readonly logId: string;
  /** The key that signs now. */
  readonly key: VerifierKey;
  /** All that have ever signed, as far as they lead to the one that signs now. */
  readonly keys: ReadonlyMap<string, VerifierKey>;
  readonly rotations: readonly RecordedRotation[];
}

/** The keys that may sign a batch that begins with record `first`: none that was replaced before. */
export function keysInForce(
  { keys, rotations }: LogIdentity,
  first: number,
): ReadonlyMap<string, VerifierKey> {
  const inForce = new Map(keys);
  for (const { index, previous } of rotations) if (index < first) inForce.delete(previous.id);
  return inForce;
}

/** The changes of signing keys on record, in order. One that can not be read leads nowhere: verification names it. */
export function recordedRotations(database: Database): readonly RecordedRotation[] {
  const sql =
    "SELECT idx, hash, leaf FROM records INDEXED BY records_of_control WHERE control = 1 AND kind = 'signing_key_rotated' ORDER BY idx";
  return all(database.prepare(sql)).flatMap((row) => {
    const leaf = textOf(row, 'leaf');
    const record = leafHash(leaf) === row['hash'] ? readLeaf(leaf, textOf(row, 'hash')) : undefined;
    const rotation = record === undefined ? undefined : readRotation(record.body);
    return rotation === undefined ? [] : [{ ...rotation, index: integerOf(row, 'idx') }];
  });
}

export interface LogParts {
  readonly directory: string;
  /** What the write-ahead log showed before the engine read it. */
  readonly writeAhead: WriteAheadState;
  /** What is said of a database file that is shorter than it says; undefined for one that is whole. */
  readonly cut: string | undefined;
  /** Keys that are not to be had, and why. */
  readonly missing: ReadonlyMap<KeyName, string>;
  readonly database: Database;
  readonly identity: LogIdentity;
  readonly reader: Reader;
  readonly leaves: Leaves;
}

/** What `readRow` takes. All that is small comes as one list: a value that is handed over costs more than one that is parsed. */
export const RECORD_COLUMNS =
  'json_array(idx, hash, time, control, kind, workflow, agent, exchange, decision) AS columns, leaf';

/** A record as its row has it: `leaf` may be sealed away, and `control` says whether the start-up fold finds it. */
export interface LogRow extends RecordRow {
  readonly control: unknown;
}

/** Checks rows of the log, with what lies beside them where that is asked for. */
export class RowCheck {
  readonly #verifier: LogVerifier;
  readonly #leaves: Leaves;
  readonly #beside: BesideCheck | undefined;

  constructor(verifier: LogVerifier, leaves: Leaves, beside: BesideCheck | undefined) {
    this.#verifier = verifier;
    this.#leaves = leaves;
    this.#beside = beside;
  }

  row(row: LogRow): void {
    const leaf = this.#leaves.find(row);
    if (typeof leaf !== 'string') {
      this.#verifier.absent(row, leaf);
      return;
    }
    const record = leaf === row.leaf ? row : { ...row, leaf };
    this.#verifier.record(record);
    if ((row.control === 1) !== isControlKind(row.columns.kind)) {
      this.#verifier.report(
        'misfiled',
        row.index,
        'the start-up fold would not find it, or would find it for nothing',
      );
    }
    this.#beside?.record(record);
  }
}

/** The record in a row of RECORD_COLUMNS. Throws GatewayError store_damaged for a value of another type than the layout has. */
export function readRow(row: Row): LogRow {
  const values: unknown = JSON.parse(textOf(row, 'columns'));
  if (!Array.isArray(values)) throw new TypeError('json_array() made no array');
  const [index, hash, time, control, kind, workflow, agent, exchange, decision]: readonly unknown[] = values;
  return {
    index: integerIn(index, 'idx'),
    hash: textIn(hash, 'hash'),
    leaf: textOf(row, 'leaf'),
    time: integerIn(time, 'time'),
    control,
    columns: {
      kind: textIn(kind, 'kind'),
      workflow: optionalTextIn(workflow, 'workflow'),
      agent: optionalTextIn(agent, 'agent'),
      exchange: optionalTextIn(exchange, 'exchange'),
      decision: optionalTextIn(decision, 'decision'),
    },
  };
}

export function batchOf(row: Row): BatchRow {
  return {
    first: integerOf(row, 'first'),
    last: integerOf(row, 'last'),
    hash: textOf(row, 'hash'),
    signature: bytesOf(row, 'signature'),
    keyId: textOf(row, 'key_id'),
  };
}
