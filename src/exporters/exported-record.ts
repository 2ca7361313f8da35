// A record on its way out: the bytes that were hashed, and what they say.

import { readLeaf, type StoredLeaf, type StoredRecord } from '../audit/index.ts';
import { GatewayError } from '../domain/index.ts';

export interface ExportedRecord extends StoredLeaf {
  readonly record: StoredRecord;
}

/** Throws GatewayError store_damaged for a row that holds no record of this version. */
export function exportedRecord(row: StoredLeaf): ExportedRecord {
  const record = readLeaf(row.leaf, row.hash);
  if (record === undefined) {
    throw new GatewayError('store_damaged', { publicMessage: 'a record is not one of this version' });
  }
  return { leaf: row.leaf, hash: row.hash, record };
}
