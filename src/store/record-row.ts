// The record in a row of the log, checked against its hash.

import { leafHash, readLeaf, type StoredRecord } from '../audit/index.ts';
import { integerOf, type Row, textOf } from './columns.ts';
import { damaged } from './faults.ts';
import type { Leaves } from './leaves.ts';
import type { LeafRow } from './protocol.ts';

/** The record in a row. Throws GatewayError store_damaged when its bytes are not the ones that were hashed. */
export function recordOf(row: Row, leaves: Leaves): { readonly record: StoredRecord; readonly row: LeafRow } {
  const index = integerOf(row, 'idx');
  const leaf = leaves.of(row);
  const hash = textOf(row, 'hash');
  const record = leafHash(leaf) === hash ? readLeaf(leaf, hash) : undefined;
  if (record === undefined || record.index !== index) throw damaged(`record ${index} has been edited`);
  return { record, row: { leaf, hash } };
}
