// A ledger that answers at once and keeps nothing, to see what the gateway costs without its records' way to the disk.

import type {
  AuditLedger,
  Erasure,
  LedgerHead,
  Receipt,
  RecordDraft,
  RecordPage,
  RecoveryReport,
  StoredLeaf,
  StoredRecord,
  VerifyReport,
} from '../../src/audit/index.ts';

export type IssueReceipt = (index: number, hash: string, time: number) => Receipt;

const HASH = '0'.repeat(64);

/** `seen` is shown what would have been recorded. */
export class MemoryLedger implements AuditLedger {
  readonly logId = 'bench';
  readonly recovered: RecoveryReport = { created: true, unclean: false, abortedExchanges: 0 };
  readonly #issue: IssueReceipt;
  readonly #seen: ((draft: RecordDraft) => void) | undefined;
  #size = 0;

  constructor(issue: IssueReceipt, seen?: (draft: RecordDraft) => void) {
    this.#issue = issue;
    this.#seen = seen;
  }

  get head(): LedgerHead {
    return { size: this.#size, hash: HASH };
  }

  async append(drafts: readonly RecordDraft[]): Promise<readonly Receipt[]> {
    const receipts: Receipt[] = [];
    for (const draft of drafts) {
      this.#seen?.(draft);
      receipts.push(this.#issue(this.#size, HASH, Date.now()));
      this.#size += 1;
    }
    return receipts;
  }

  spool(): void {}

  async read(): Promise<RecordPage> {
    return { records: [], next: undefined };
  }

  async leaves(): Promise<readonly StoredLeaf[]> {
    return [];
  }

  async *controlRecords(): AsyncIterable<StoredRecord> {}

  async *recentExchanges(): AsyncIterable<StoredRecord> {}

  async contents(): Promise<readonly []> {
    return [];
  }

  erase(): Promise<Erasure> {
    throw new Error('nothing was kept');
  }

  verify(): AsyncIterable<VerifyReport> {
    throw new Error('nothing was kept');
  }

  async close(): Promise<void> {}
}
