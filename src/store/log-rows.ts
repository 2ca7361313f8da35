// Rows of the log as the verifier takes them.

import {
  type BatchRow,
  isControlKind,
  type LogVerifier,
  type RecordRow,
  type VerifierKey,
} from '../audit/index.ts';
import type { BesideCheck } from './check-beside.ts';
import { bytesOf, integerOf, optionalTextOf, type Row, textOf } from './columns.ts';
import type { Database } from './database.ts';
import type { Reader } from './reader.ts';
import type { WriteAheadState } from './write-ahead.ts';

export interface LogIdentity {
  readonly logId: string;
  /** The key that signs now. */
  readonly key: VerifierKey;
  readonly keys: ReadonlyMap<string, VerifierKey>;
}

export interface LogParts {
  readonly directory: string;
  /** What the write-ahead log showed before the engine read it. */
  readonly writeAhead: WriteAheadState;
  readonly database: Database;
  readonly identity: LogIdentity;
  readonly reader: Reader;
}

export const RECORD_COLUMNS = 'idx, hash, time, kind, control, workflow, agent, exchange, decision, leaf';

/** One record, with what lies beside it where that is checked. */
export function verifyRow(verifier: LogVerifier, row: Row, beside: BesideCheck | undefined): void {
  const record = recordRowOf(row);
  verifier.record(record);
  if ((row['control'] === 1) !== isControlKind(record.columns.kind)) {
    verifier.report(
      'misfiled',
      record.index,
      'the start-up fold would not find it, or would find it for nothing',
    );
  }
  beside?.record(record);
}

function recordRowOf(row: Row): RecordRow {
  return {
    index: integerOf(row, 'idx'),
    hash: textOf(row, 'hash'),
    leaf: textOf(row, 'leaf'),
    time: integerOf(row, 'time'),
    columns: {
      kind: textOf(row, 'kind'),
      workflow: optionalTextOf(row, 'workflow'),
      agent: optionalTextOf(row, 'agent'),
      exchange: optionalTextOf(row, 'exchange'),
      decision: optionalTextOf(row, 'decision'),
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
