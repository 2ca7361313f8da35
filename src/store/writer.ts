// The only hand that writes: whatever waits becomes one transaction, one signature and one sync.

import {
  type ContentReference,
  columnTerms,
  commitmentOf,
  isControlKind,
  type LedgerHead,
  leafHash,
  leafJson,
  type NoteSigner,
  SALT_BYTES,
  type SignedCheckpoint,
  signBatch,
} from '../audit/index.ts';
import type { Checkpoints } from './checkpoints.ts';
import { integerOf, textOf } from './columns.ts';
import type { CommitEntry, RecordEntry, SpoolEntry } from './commit-codec.ts';
import { all, type Database, type Statement } from './database.ts';
import type { Eraser } from './eraser.ts';
import type { FilePlace } from './file-place.ts';
import type { Finds } from './finds.ts';
import type { KeyTurn } from './key-turn.ts';
import type { Sealer } from './sealer.ts';
import type { TreeWriter } from './tree-store.ts';
import type { Vault } from './vault.ts';
import { spoolOwner } from './vault.ts';

/** Records between two checkpoints at most; a slower log has one every two seconds. */
const CHECKPOINT_RECORDS = 1000;

export interface WriterParts {
  readonly vault: Vault;
  readonly logId: string;
  readonly signer: NoteSigner;
  readonly head: LedgerHead;
  readonly tree: TreeWriter;
  readonly finds: Finds;
  readonly checkpoints: Checkpoints;
  readonly eraser: Eraser;
  readonly turn: KeyTurn;
  readonly sealer: Sealer;
  readonly place: FilePlace;
}

/** What a commit has made durable: the leaf hashes, 64 hexadecimal digits each, of the records from `first` on. */
export interface Committed {
  readonly first: number;
  readonly hashes: string;
}

/** What has been added and is not yet durable. */
interface OpenTransaction {
  head: LedgerHead;
  hashes: string;
  /** Exchanges that ended in it, of which text had been spooled. */
  readonly ended: string[];
}

const ENDS_EXCHANGE: ReadonlySet<string> = new Set(['exchange_completed', 'exchange_aborted']);

export class Writer {
  readonly checkpoints: Checkpoints;
  readonly #vault: Vault;
  readonly #logId: string;
  #signer: NoteSigner;
  readonly #tree: TreeWriter;
  readonly #finds: Finds;
  readonly #eraser: Eraser;
  readonly #turn: KeyTurn;
  readonly #sealer: Sealer;
  readonly #place: FilePlace;
  readonly #statements: Statements;
  /** Exchanges that have spooled text. */
  readonly #spooled = new Set<string>();
  #nextSpool = 1;
  #head: LedgerHead;
  #open: OpenTransaction | undefined;
  #signsEach = false;

  constructor(database: Database, parts: WriterParts) {
    this.checkpoints = parts.checkpoints;
    this.#tree = parts.tree;
    this.#finds = parts.finds;
    this.#eraser = parts.eraser;
    this.#turn = parts.turn;
    this.#sealer = parts.sealer;
    this.#place = parts.place;
    this.#vault = parts.vault;
    this.#logId = parts.logId;
    this.#signer = parts.signer;
    this.#head = parts.head;
    this.#statements = prepareStatements(database);
    for (const row of all(
      database.prepare('SELECT exchange, max(seq) AS seq FROM spool GROUP BY exchange'),
    )) {
      this.#spooled.add(textOf(row, 'exchange'));
      this.#nextSpool = Math.max(this.#nextSpool, integerOf(row, 'seq') + 1);
    }
  }

  /** What is durable. */
  get head(): LedgerHead {
    return this.#head;
  }

  /** From now on every record is a signed batch of its own. */
  signEach(): void {
    this.#signsEach = true;
  }

  /** Whether entries have been added and not committed: then nothing else may use the connection. */
  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /**
   * Writes entries into the transaction, which it begins where none is open; `commit` ends it. Throws what SQLite throws;
   * then nothing of the transaction may be believed durable and the connection must not be used again.
   */
  add(entries: readonly CommitEntry[]): void {
    if (this.#open === undefined) {
      this.#statements.begin.run();
      this.#open = { head: this.#head, hashes: '', ended: [] };
    }
    const open = this.#open;
    for (const entry of entries) {
      if (entry.kind === 'spool') {
        this.#spool(entry);
        continue;
      }
      const hash = this.#record(entry, open.head);
      open.head = { size: open.head.size + 1, hash };
      open.hashes += hash;
      if (this.#signsEach) this.#sign(open.head.size - 1, open.head);
      this.#unspool(entry, open.ended);
    }
  }

  /** Signs the head that the added entries make, and commits. When it returns, the commit has been synced. Throws as `add` does. */
  commit(): Committed {
    const { head, hashes, ended } = this.#open ?? { head: this.#head, hashes: '', ended: [] };
    const first = this.#head.size;
    if (head.size > first && !this.#signsEach) this.#sign(first, head);
    const { nextSigner } = this.#turn;
    const isTurning = nextSigner !== undefined && nextSigner.keyId !== this.#signer.keyId;
    const isDue = isTurning || head.size - (this.checkpoints.newest?.size ?? 0) >= CHECKPOINT_RECORDS;
    const checkpoint = isDue ? this.checkpoints.sign(this.#tree.tree) : undefined;
    this.#statements.commit.run();
    this.#open = undefined;
    this.#place.requireHere();
    this.#head = head;
    if (checkpoint !== undefined) this.checkpoints.publish(checkpoint);
    if (isTurning) this.#turnTo(nextSigner);
    for (const exchange of ended) this.#spooled.delete(exchange);
    return { first, hashes };
  }

  /** The checkpoint of the head: the newest one, or a new one where records have come since. Undefined for an empty log. */
  checkpoint(): SignedCheckpoint | undefined {
    const { newest } = this.checkpoints;
    if (this.#head.size === (newest?.size ?? 0)) return newest;
    this.#statements.begin.run();
    const checkpoint = this.checkpoints.sign(this.#tree.tree);
    this.#statements.commit.run();
    this.checkpoints.publish(checkpoint);
    return checkpoint;
  }

  /** The batch that records the change, and the checkpoint with it, are the last that the old key has signed. */
  #turnTo(signer: NoteSigner): void {
    this.#signer = signer;
    this.checkpoints.turnTo(signer);
  }

  #record(entry: RecordEntry, head: LedgerHead): string {
    const { columns, time, clock, body } = entry;
    const { kind, workflow = null, agent = null, exchange = null, decision = null } = columns;
    const index = head.size;
    const contents = this.#commitTo(entry);
    const leaf = leafJson({ log: this.#logId, index, time, prev: head.hash }, columns, {
      body,
      clock,
      contents,
    });
    const hash = leafHash(leaf);
    this.#tree.append(hash);
    this.#finds.note(index, [...columnTerms(columns), ...entry.terms]);
    const control = isControlKind(kind) ? 1 : null;
    this.#statements.record.run(index, hash, time, kind, control, workflow, agent, exchange, decision, leaf);
    if (contents.length > 0) {
      const owner = { workflow: workflow ?? '', agent: agent ?? '', subject: entry.subject ?? '' };
      const sealed = this.#vault.seal(entry.pack, { place: `record:${index}`, owner });
      this.#statements.contents.run(index, sealed.key, sealed.pack);
    }
    // INVARIANT: nothing is erased without its record, and nothing is on record as erased that is still there.
    if (kind === 'contents_erased') this.#eraser.erase(body, index);
    if (kind === 'retention_applied') this.#eraser.drop(body, index);
    if (kind === 'master_key_rotated' || kind === 'signing_key_rotated') this.#turn.apply(kind, body);
    if (kind === 'segment_sealed') this.#sealer.apply(body);
    return hash;
  }

  /** Salts each item in place and commits to it. */
  #commitTo(entry: RecordEntry): readonly ContentReference[] {
    if (entry.contents.length === 0) return [];
    return entry.contents.map(({ name, size, preimage }) => {
      this.#vault.fillRandom(preimage.subarray(0, SALT_BYTES));
      return { name, size, commitment: commitmentOf(preimage) };
    });
  }

  #spool({ exchange, workflow, bytes }: SpoolEntry): void {
    const sequence = this.#nextSpool++;
    const sealed = this.#vault.seal(bytes, { place: `spool:${sequence}`, owner: spoolOwner(workflow) });
    this.#statements.spool.run(sequence, exchange, workflow, sealed.key, sealed.pack);
    this.#spooled.add(exchange);
  }

  #unspool({ columns: { kind, exchange } }: RecordEntry, ended: string[]): void {
    if (exchange === undefined || !ENDS_EXCHANGE.has(kind) || !this.#spooled.has(exchange)) return;
    this.#statements.unspool.run(exchange);
    ended.push(exchange);
  }

  #sign(first: number, head: LedgerHead): void {
    const signature = signBatch(this.#signer.key, this.#logId, head);
    this.#statements.batch.run(head.size - 1, first, head.hash, signature, this.#signer.keyId);
  }
}

type Statements = Readonly<
  Record<'begin' | 'commit' | 'record' | 'contents' | 'batch' | 'spool' | 'unspool', Statement>
>;

function prepareStatements(database: Database): Statements {
  return {
    begin: database.prepare('BEGIN IMMEDIATE'),
    commit: database.prepare('COMMIT'),
    record: database.prepare(
      'INSERT INTO records (idx, hash, time, kind, control, workflow, agent, exchange, decision, leaf) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    contents: database.prepare('INSERT INTO contents (idx, key, pack) VALUES (?, ?, ?)'),
    batch: database.prepare(
      'INSERT INTO batches (last, first, hash, signature, key_id) VALUES (?, ?, ?, ?, ?)',
    ),
    spool: database.prepare('INSERT INTO spool (seq, exchange, workflow, key, pack) VALUES (?, ?, ?, ?, ?)'),
    unspool: database.prepare('DELETE FROM spool WHERE exchange = ?'),
  };
}
