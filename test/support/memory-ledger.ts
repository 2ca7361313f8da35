// A ledger without a disk: the same records and chain, nothing durable. For tests of what lies above the store, and as the bench's floor.

import {
  type AuditLedger,
  type ContentItem,
  canonicalJson,
  type Erasure,
  type ErasureRequest,
  erasureBody,
  GENESIS_PREV,
  isControlKind,
  issueReceipt,
  leafHash,
  leafJson,
  matchesQuery,
  type RecordDraft,
  type RecordPage,
  type RecordQuery,
  type StoredLeaf,
  type StoredRecord,
} from '../../src/audit/index.ts';

export class MemoryLedger implements AuditLedger {
  readonly logId = 'memory';
  readonly recovered = { created: true, unclean: false, abortedExchanges: 0 };
  readonly records: StoredRecord[] = [];
  readonly #leaves: StoredLeaf[] = [];
  readonly #contents: (readonly ContentItem[])[] = [];
  readonly spooled: { readonly exchange: string; readonly text: string }[] = [];

  get head(): { size: number; hash: string } {
    return { size: this.records.length, hash: this.records.at(-1)?.hash ?? GENESIS_PREV };
  }

  append(drafts: readonly RecordDraft[]): ReturnType<AuditLedger['append']> {
    return Promise.resolve(
      drafts.map((draft) => {
        const record = this.#store(draft);
        return issueReceipt(record.index, record.hash, record.time);
      }),
    );
  }

  #store(draft: RecordDraft): StoredRecord {
    const { contents = [], ...rest } = draft;
    const index = this.records.length;
    const position = { log: this.logId, index, time: Date.now(), prev: this.head.hash };
    const { kind, workflow, agent, exchange, decision } = draft;
    const body = canonicalJson(draft.body);
    const leaf = leafJson(
      position,
      { kind, workflow, agent, exchange, decision },
      { body, clock: undefined, contents: [] },
    );
    const names = contents.map(({ name, bytes }) => ({ name, size: bytes.byteLength, commitment: '' }));
    const record: StoredRecord = {
      ...rest,
      index,
      time: position.time,
      contents: names,
      hash: leafHash(leaf),
      prev: position.prev,
    };
    this.records.push(record);
    this.#leaves.push({ leaf, hash: record.hash });
    this.#contents.push(contents);
    return record;
  }

  spool(exchange: string, _workflow: string, bytes: Uint8Array): void {
    this.spooled.push({ exchange, text: Buffer.from(bytes).toString('utf8') });
  }

  read(query: RecordQuery): Promise<RecordPage> {
    const limit = query.limit ?? 100;
    const ordered = query.order === 'asc' ? this.records : [...this.records].reverse();
    const from = query.cursor;
    const found = ordered.filter(
      (record) =>
        matchesQuery(record, query) &&
        (from === undefined || (query.order === 'asc' ? record.index >= from : record.index <= from)),
    );
    return Promise.resolve({ records: found.slice(0, limit), next: found[limit]?.index });
  }

  leaves(from: number, limit: number): Promise<readonly StoredLeaf[]> {
    return Promise.resolve(this.#leaves.slice(from, from + limit));
  }

  async *controlRecords(): AsyncIterable<StoredRecord> {
    yield* this.records.filter((record) => isControlKind(record.kind));
  }

  async *recentExchanges(since: number, limit: number): AsyncIterable<StoredRecord> {
    yield* this.records
      .filter((record) => record.exchange !== undefined && record.time >= since)
      .slice(-limit);
  }

  contents(index: number): ReturnType<AuditLedger['contents']> {
    return Promise.resolve(this.#contents[index] ?? []);
  }

  async erase(request: ErasureRequest): Promise<Erasure> {
    const [receipt] = await this.append([{ kind: 'contents_erased', body: erasureBody(request) }]);
    return { index: receipt?.index ?? 0, workflows: 0 };
  }

  async *verify(): ReturnType<AuditLedger['verify']> {
    yield { kind: 'progress', records: this.records.length, total: this.records.length };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
