// The stored log through the verifier: all of it on request, and at each opening what the gateway is about to believe.

import {
  type BatchRow,
  followRotations,
  GENESIS_PREV,
  type LedgerHead,
  LogVerifier,
  readVerifierLine,
  type VerifyOptions,
  type VerifyProgress,
  type VerifyReport,
} from '../audit/index.ts';
import { GatewayError } from '../domain/index.ts';
import { BesideCheck } from './check-beside.ts';
import { checkRange } from './check-range.ts';
import { treeOf } from './check-tree.ts';
import { integerOf, type Row, textOf } from './columns.ts';
import { all, type Database, one, type Statement } from './database.ts';
import { damaged, faultOf, unlessDamaged } from './faults.ts';
import type { Leaves } from './leaves.ts';
import {
  batchOf,
  keysInForce,
  type LogIdentity,
  type LogParts,
  RECORD_COLUMNS,
  RowCheck,
  readRow,
} from './log-rows.ts';
import { NO_STATE, stateOf } from './log-state.ts';
import { WRITE_AHEAD_DAMAGED } from './write-ahead.ts';

/** Records between two yields: the writer waits no longer than these take. */
const STEP = 500;
/** A log of at most so many records is verified whole at each opening: about two seconds. */
const WHOLE_RECORDS = 200_000;

/**
 * Verifies the log as it is now; what is appended meanwhile is left to the next verification. `expected` is the head
 * that it is known to have. Yields progress; the last value is the report.
 */
export function* verifyLog(
  parts: LogParts,
  expected: LedgerHead | undefined,
  options: VerifyOptions,
): Generator<VerifyProgress, VerifyReport> {
  const identity = trusting(parts, options.keys);
  const { database } = parts;
  const keys = options.signatures === false ? undefined : identity.keys;
  if (options.range !== undefined) return checkRange({ ...parts, identity }, options.range, options);
  const { tree, unreadable } = treeOf(parts, options);
  const verifier = new LogVerifier({ logId: identity.logId, keys, expected, tree });
  for (const detail of unreadable) verifier.report('malformed', 0, detail);
  if (unlessDamaged(() => stateOf(database)) === undefined) verifier.report('malformed', 0, NO_STATE);
  const isOffline = expected === undefined;
  const why = yield* readAll(parts, verifier, { contents: options.contents !== false, isOffline });
  reportUnread(parts, verifier, why);
  const { tornTail, isDamaged } = parts.writeAhead;
  if (isDamaged) verifier.report('truncated', verifier.position, WRITE_AHEAD_DAMAGED);
  return { ...verifier.finish(), tornTail };
}

/** Why reading ended before the log did; undefined where it did not. */
function* readAll(
  parts: LogParts,
  verifier: LogVerifier,
  { contents, isOffline }: { readonly contents: boolean; readonly isOffline: boolean },
): Generator<VerifyProgress, string | undefined> {
  try {
    yield* feed(parts, verifier, contents ? besideOf(parts, verifier) : undefined);
    if (contents) checkSegments(parts.leaves, verifier);
    // One long statement: only where nobody waits to write.
    if (contents && isOffline) checkFile(parts.database, verifier);
    return undefined;
  } catch (error) {
    const fault = faultOf(error, parts.directory);
    if (fault.code !== 'store_damaged') throw fault;
    return fault.publicMessage;
  }
}

function besideOf({ reader, missing }: LogParts, verifier: LogVerifier): BesideCheck {
  return new BesideCheck({ reader, missing, verifier, index: reader.indexCheck() });
}

/** Where reading ended before the log did, and that the file is shorter than it says. */
function reportUnread({ cut }: LogParts, verifier: LogVerifier, why: string | undefined): void {
  const at = verifier.position;
  if (cut !== undefined) {
    const rest = why === undefined ? 'no record is gone' : 'the records from here on can not be read';
    verifier.report('truncated', at, `${cut}; ${rest}`);
  } else if (why !== undefined) verifier.report('malformed', at, `it can not be read: ${why}`);
}

/** The same log, seen by somebody who trusts these keys. Throws GatewayError invalid_request for a line that is none. */
function trusting({ identity, missing }: LogParts, lines: readonly string[] | undefined): LogIdentity {
  const noKey = missing.get('signing.key');
  if (lines === undefined && noKey !== undefined)
    throw damaged(`${noKey}. To verify it all the same, name its public key with --key`);
  if (lines === undefined) return identity;
  const keys = lines.map((line) => {
    const key = readVerifierLine(line);
    if (key !== undefined) return [key.id, key] as const;
    throw new GatewayError('invalid_request', { publicMessage: 'a given key is not a verifier key line' });
  });
  return { ...identity, keys: followRotations(new Map(keys), identity.rotations) };
}

/** Everything of the file that no query above has read: indexes, which could hide a record, and pages that hang nowhere. */
function checkFile(database: Database, verifier: LogVerifier): void {
  for (const row of all(database.prepare('PRAGMA integrity_check(10)'))) {
    const found = textOf(row, 'integrity_check').replace('*** in database main ***\n', '');
    if (found !== 'ok')
      verifier.report(
        'malformed',
        verifier.position,
        `the database file is damaged: ${found.replaceAll('\n', '; ')}`,
      );
  }
}

/** What a record says of a segment's file holds for each byte of it, those too that no reader would miss. */
function checkSegments(leaves: Leaves, verifier: LogVerifier): void {
  for (const segment of leaves.segments) {
    const why = leaves.differs(segment);
    if (why !== undefined) verifier.report('edited', segment.first, why);
  }
}

function* feed(
  { database, leaves }: Pick<LogParts, 'database' | 'leaves'>,
  verifier: LogVerifier,
  beside: BesideCheck | undefined,
): Generator<VerifyProgress, void> {
  const known = lastOf(database, 'SELECT max(idx) AS last FROM records');
  const last = known ?? Number.MAX_SAFE_INTEGER;
  const batches = new BatchQueue(database);
  const records = database.prepare(
    `SELECT ${RECORD_COLUMNS} FROM records WHERE idx > ? AND idx <= ? ORDER BY idx LIMIT ?`,
  );
  const check = new RowCheck(verifier, leaves, beside);
  let reached = -1;
  const progress = (): VerifyProgress => ({
    kind: 'progress',
    records: reached + 1,
    total: Math.max(known ?? 0, reached) + 1,
  });
  for (let before = -2; before < reached; ) {
    before = reached;
    for (const row of nextRows(records, reached, last)) {
      const record = readRow(row);
      // INVARIANT: only forwards, since a damaged table may answer the same rows again and again.
      reached = Math.max(reached, record.index);
      batches.feedBefore(record.index, verifier);
      check.row(record);
    }
    yield progress();
  }
  batches.feedBefore(Number.POSITIVE_INFINITY, verifier);
  beside?.explainFrom(last + 1, database);
  beside?.finish();
  for (const _step of beside?.rest() ?? []) yield progress();
}

/** The rows behind `reached`: a step of them, or one where a row in the step can not be read, so that it is known which. */
function nextRows(records: Statement, reached: number, last: number): readonly Row[] {
  return unlessDamaged(() => all(records, reached, last, STEP)) ?? all(records, reached, last, 1);
}

/** What a start needs to check. */
type Checked = Pick<LogParts, 'database' | 'identity' | 'leaves'>;

/**
 * Checks, before a gateway starts, all that it will believe. Throws GatewayError store_damaged with the first damage.
 *
 * A log of at most `whole` records: every hash, every link and every column. Each leaf holds the hash of the one before, so
 * the signature over the last one vouches for all of them; the older signatures are left to `sallyport verify`. A longer
 * log: each control record, recomputed up to the signed end of its batch. There a control record that was deleted or
 * filed under another kind is found by `sallyport verify` only.
 */
export function checkStart(
  parts: Checked,
  whole: number = WHOLE_RECORDS,
): { readonly head: LedgerHead; readonly time: number } {
  const tail = checkTail(parts);
  if (tail.head.size > whole) checkControlRecords(parts);
  else {
    const verifier = new LogVerifier({ logId: parts.identity.logId, keys: undefined, expected: tail.head });
    for (const _step of feed(parts, verifier, undefined));
    finishUndamaged(verifier);
  }
  return tail;
}

/**
 * Checks what a crash could have left undone: the last batch is whole, chained to the record before it, and signed.
 * Answers the head and the last record's time. Throws GatewayError store_damaged with the first damage.
 */
export function checkTail(parts: Checked): {
  readonly head: LedgerHead;
  readonly time: number;
} {
  const row = one(parts.database.prepare('SELECT * FROM batches ORDER BY last DESC LIMIT 1'));
  if (row === undefined) throw damaged('the log has no signed batch');
  return checkBatch(parts, batchOf(row), Number.MAX_SAFE_INTEGER);
}

function checkControlRecords(parts: Checked): void {
  const nextControl = parts.database.prepare(
    'SELECT idx FROM records INDEXED BY records_of_control WHERE control = 1 AND idx > ? ORDER BY idx LIMIT 1',
  );
  const batchAt = parts.database.prepare('SELECT * FROM batches WHERE last >= ? ORDER BY last LIMIT 1');
  for (let row = one(nextControl, -1); row !== undefined; ) {
    const index = integerOf(row, 'idx');
    const batchRow = one(batchAt, index);
    const batch = batchRow === undefined ? undefined : batchOf(batchRow);
    // ATTACKER-CONTROLLED: where a batch begins is not signed; one that begins behind the record does not vouch for it.
    if (batch === undefined || batch.first > index) throw brokenAt(index, 'unsigned: no batch covers it');
    checkBatch(parts, batch, batch.last);
    row = one(nextControl, batch.last);
  }
}

/** Recomputes the records from the beginning of `batch` up to `last`, and checks the batch's signature. */
function checkBatch(
  { database, identity, leaves }: Checked,
  batch: BatchRow,
  last: number,
): { readonly head: LedgerHead; readonly time: number } {
  const before = one(database.prepare('SELECT hash FROM records WHERE idx = ?'), batch.first - 1);
  if (batch.first > 0 && before === undefined) throw brokenAt(batch.first - 1, 'missing');
  const start = { size: batch.first, hash: before === undefined ? GENESIS_PREV : textOf(before, 'hash') };
  const keys = keysInForce(identity, batch.first);
  const verifier = new LogVerifier({ logId: identity.logId, keys, expected: undefined, start });
  const rows = all(
    database.prepare(`SELECT ${RECORD_COLUMNS} FROM records WHERE idx BETWEEN ? AND ? ORDER BY idx`),
    batch.first,
    last,
  ).map(readRow);
  const check = new RowCheck(verifier, leaves, undefined);
  for (const row of rows) check.row(row);
  verifier.batch(batch);
  return { head: finishUndamaged(verifier), time: rows.at(-1)?.time ?? 0 };
}

function finishUndamaged(verifier: LogVerifier): LedgerHead {
  const report = verifier.finish();
  const [first] = report.damage;
  if (first !== undefined) throw brokenAt(first.index, `${first.kind}: ${first.detail}`);
  return report.head;
}

function brokenAt(index: number, what: string): GatewayError {
  return damaged(`record ${index}: ${what}; \`sallyport verify\` lists all damage`);
}

/** Hands each batch to the verifier right after the record that it ends with. Sees the batches that are there at its making. */
class BatchQueue {
  readonly #statement: Statement;
  readonly #last: number;
  #rows: readonly Row[] = [];
  #at = 0;
  #reached = -1;

  constructor(database: Database) {
    this.#last = lastOf(database, 'SELECT max(last) AS last FROM batches') ?? Number.MAX_SAFE_INTEGER;
    this.#statement = database.prepare(
      `SELECT * FROM batches WHERE last > ? AND last <= ? ORDER BY last LIMIT ${STEP}`,
    );
  }

  feedBefore(index: number, verifier: LogVerifier): void {
    for (let row = this.#peek(); row !== undefined && integerOf(row, 'last') < index; row = this.#peek()) {
      this.#at++;
      this.#reached = Math.max(this.#reached, integerOf(row, 'last'));
      verifier.batch(batchOf(row));
    }
  }

  #peek(): Row | undefined {
    if (this.#at >= this.#rows.length) {
      // Batches that can not be read are as good as gone: what they cover is reported as unsigned, and still read.
      const rows = unlessDamaged(() => all(this.#statement, this.#reached, this.#last)) ?? [];
      // Rows that a damaged table answers again are not read again.
      this.#rows = rows.some((row) => integerOf(row, 'last') > this.#reached) ? rows : [];
      this.#at = 0;
    }
    return this.#rows[this.#at];
  }
}

/** The highest index; -1 where there is none, undefined where the page that would tell can not be read. */
function lastOf(database: Database, sql: string): number | undefined {
  const row = unlessDamaged(() => one(database.prepare(sql)) ?? {});
  if (row === undefined) return undefined;
  return row['last'] === null ? -1 : integerOf(row, 'last');
}
