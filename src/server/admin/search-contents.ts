// Text within contents: a bounded scan that decrypts record by record, since an index of the texts would be the texts.

import type { AuditLedger, RecordQuery, StoredRecord } from '../../audit/index.ts';
import { readableContents } from './readable-contents.ts';

/** Records with contents that one call decrypts at most. */
const RECORDS_READ = 500;
const PAGE = 100;

export interface ContentSearch {
  readonly text: string;
  /** Who looks: reading contents is itself a record. */
  readonly by: string;
}

export interface FoundRecords {
  readonly records: readonly StoredRecord[];
  /** How many records' contents were decrypted. */
  readonly read: number;
  /** Where to go on; undefined when all has been looked at. */
  readonly next: number | undefined;
}

/**
 * The records that match `query` and hold `text` (letter case aside) in their contents, among the next 500 of them. The
 * search is on record before anything is decrypted. Derived facts are no content to search in.
 */
export async function searchContents(
  ledger: AuditLedger,
  query: RecordQuery,
  { text, by }: ContentSearch,
): Promise<FoundRecords> {
  const from = query.cursor;
  await ledger.append([
    { kind: 'contents_read', body: { by, search: true, ...(from === undefined ? {} : { from }) } },
  ]);
  const wanted = text.toLowerCase();
  const limit = query.limit ?? PAGE;
  const records: StoredRecord[] = [];
  let read = 0;
  for await (const record of withContents(ledger, query)) {
    if (read === RECORDS_READ || records.length === limit) return { records, read, next: record.index };
    read++;
    if (await holds(ledger, record, wanted)) records.push(record);
  }
  return { records, read, next: undefined };
}

async function* withContents(ledger: AuditLedger, query: RecordQuery): AsyncIterable<StoredRecord> {
  for (let cursor = query.cursor, isMore = true; isMore; ) {
    const page = await ledger.read({ ...query, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    for (const record of page.records) if (record.contents.length > 0) yield record;
    cursor = page.next;
    isMore = cursor !== undefined;
  }
}

async function holds(ledger: AuditLedger, record: StoredRecord, wanted: string): Promise<boolean> {
  const contents = (await readableContents(ledger, record.index)) ?? [];
  return contents.some(({ bytes }) => Buffer.from(bytes).toString('utf8').toLowerCase().includes(wanted));
}
