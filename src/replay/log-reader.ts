// What a re-judging reads of a ledger: records in order, and what lies beside them.

import type { AuditLedger, StoredRecord } from '../audit/index.ts';
import { decodeFacts, type ExchangeFacts } from '../gateway/index.ts';

export type LedgerSource = Pick<AuditLedger, 'read' | 'contents'>;

/** A record with its contents by name; undefined contents were erased. */
export interface OpenedRecord {
  readonly record: StoredRecord;
  readonly contents: ReadonlyMap<string, Uint8Array> | undefined;
}

const PAGE = 1000;

export async function* allRecords(source: LedgerSource): AsyncIterable<StoredRecord> {
  for (let cursor: number | undefined = 0; cursor !== undefined; ) {
    const page = await source.read({ order: 'asc', limit: PAGE, cursor });
    yield* page.records;
    cursor = page.next;
  }
}

export async function openRecord(source: LedgerSource, record: StoredRecord): Promise<OpenedRecord> {
  const contents = await source.contents(record.index);
  if ('erased' in contents) return { record, contents: undefined };
  return { record, contents: new Map(contents.map(({ name, bytes }) => [name, bytes])) };
}

export async function recordAt(source: LedgerSource, index: number): Promise<OpenedRecord> {
  const { records } = await source.read({ index, limit: 1 });
  const [record] = records;
  if (record === undefined) throw new Error(`the ledger has no record ${index}`);
  return openRecord(source, record);
}

export function textOf(opened: OpenedRecord, name: string): string | undefined {
  const bytes = opened.contents?.get(name);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
}

export function factsOf(opened: OpenedRecord): ExchangeFacts | undefined {
  const bytes = opened.contents?.get('facts');
  return bytes === undefined ? undefined : decodeFacts(bytes);
}
