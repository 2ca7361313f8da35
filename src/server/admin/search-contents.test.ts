import { describe, expect, it } from 'vitest';
import { MemoryLedger } from '../../../test/support/memory-ledger.ts';
import { searchContents } from './search-contents.ts';

async function logged(texts: readonly string[]): Promise<MemoryLedger> {
  const ledger = new MemoryLedger();
  for (const text of texts) {
    await ledger.append([
      {
        kind: 'exchange_requested',
        workflow: 'w',
        body: {},
        contents: [
          { name: 'facts', bytes: Buffer.from('{"secretly":"derived"}') },
          { name: 'messages/0', bytes: Buffer.from(text) },
        ],
      },
    ]);
  }
  return ledger;
}

const by = 'token:t1';

describe('text within contents', () => {
  it('is found whatever its case, in texts alone, and the search is on record first', async () => {
    const ledger = await logged(['the Invoice of may', 'nothing', 'INVOICE 7']);
    const found = await searchContents(ledger, { order: 'asc' }, { text: 'invoice', by });
    expect(found).toMatchObject({ read: 3, next: undefined });
    expect(found.records.map(({ index }) => index)).toEqual([0, 2]);
    expect(ledger.records.at(-1)).toMatchObject({ kind: 'contents_read', body: { by, search: true } });
    expect((await searchContents(ledger, {}, { text: 'derived', by })).records).toEqual([]);
  });

  it('is looked for in a bounded number of records, and says where to go on', async () => {
    const ledger = await logged([...Array(520).fill('no'), 'yes']);
    const first = await searchContents(ledger, { order: 'asc' }, { text: 'yes', by });
    expect(first).toMatchObject({ records: [], read: 500, next: 500 });
    const second = await searchContents(ledger, { order: 'asc', cursor: 500 }, { text: 'yes', by });
    expect(second.records.map(({ index }) => index)).toEqual([520]);
    expect(second.next).toBeUndefined();
  });
});
