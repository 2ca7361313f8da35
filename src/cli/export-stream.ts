// The records of an export, as the gateway streams them: checked one by one, and known to be complete or not.

import { leafHash } from '../audit/index.ts';
import { GatewayError, type JsonValue, ownField, stringField } from '../domain/index.ts';
import { type ExportedRecord, exportedRecord } from '../exporters/index.ts';
import type { AdminClient } from './admin-client.ts';

export interface ExportRange {
  readonly from: number;
  /** Exclusive; the log's end when left out. */
  readonly to: number | undefined;
  /** For the record of this export. */
  readonly format: string;
}

export interface ExportHead {
  readonly logId: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Calls `take` for each record in order, after `begin`. Throws GatewayError store_damaged when a record's bytes are not
 * those that its hash names, when one is missing, and when the stream ends early.
 */
export async function streamExport(
  admin: AdminClient,
  range: ExportRange,
  use: { begin(head: ExportHead): Promise<void>; take(exported: ExportedRecord): Promise<void> },
): Promise<void> {
  const search = new URLSearchParams({ from: String(range.from), format: range.format });
  if (range.to !== undefined) search.set('to', String(range.to));
  const lines = admin.lines(`/leaves?${search}`)[Symbol.asyncIterator]();
  const head = headOf(await nextValue(lines));
  await use.begin(head);
  for (let index = head.from; index < head.to; index++)
    await use.take(recordIn(await nextValue(lines), index));
  if (ownField(await nextValue(lines), 'end') !== true) throw endedEarly();
}

/** Throws GatewayError store_damaged at the end of the stream: its last line is read by nobody but `streamExport`. */
async function nextValue(lines: AsyncIterator<string>): Promise<JsonValue> {
  const line = await lines.next();
  if (line.done === true) throw endedEarly();
  try {
    return JSON.parse(line.value) as JsonValue;
  } catch {
    throw endedEarly(); // Half a line is what a connection that breaks leaves behind.
  }
}

function endedEarly(): GatewayError {
  return damaged('the stream of records ended early; run the export again with --resume');
}

function recordIn(value: JsonValue, index: number): ExportedRecord {
  const leaf = stringField(value, 'leaf');
  const hash = stringField(value, 'hash');
  if (leaf === undefined || hash === undefined) throw endedEarly();
  const exported = exportedRecord({ leaf, hash });
  if (exported.record.index !== index) throw damaged(`record ${index} is missing`);
  if (leafHash(leaf) !== hash) throw damaged(`record ${index} has been edited`);
  return exported;
}

function headOf(value: JsonValue): ExportHead {
  const logId = stringField(value, 'log_id');
  const from = ownField(value, 'from');
  const to = ownField(value, 'to');
  if (logId === undefined || typeof from !== 'number' || typeof to !== 'number') {
    throw damaged('the gateway answered something that is no export');
  }
  return { logId, from, to };
}

function damaged(publicMessage: string): GatewayError {
  return new GatewayError('store_damaged', { publicMessage });
}
