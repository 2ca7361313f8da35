// One opening of a data directory: lock, keys, tail, what a crash left behind, and then a writer and a reader over it.

import { existsSync } from 'node:fs';
import { type LedgerHead, type RecoveryReport, readVerifierLine } from '../audit/index.ts';
import { type EpochMs, GatewayError } from '../domain/index.ts';
import { checkTail, type LogParts } from './check-log.ts';
import { textOf } from './columns.ts';
import { CommitEncoder, decodeCommit, prepareRecord } from './commit-codec.ts';
import { type Database, databasePath, one, openDatabase } from './database.ts';
import { damaged, faultOf } from './faults.ts';
import {
  createKeys,
  ensureDirectory,
  publishVerifier,
  readKeys,
  type StoreKeys,
  syncDirectory,
  verifierOf,
} from './key-files.ts';
import { Reader } from './reader.ts';
import { genesisDraft, recoveryDrafts } from './recovery.ts';
import { Vault } from './vault.ts';
import { NO_HEAD, Writer } from './writer.ts';

/** An open log that is only read. */
export interface ReadSession extends LogParts {
  readonly vault: Vault;
  readonly keys: StoreKeys;
}

export interface Session extends ReadSession {
  readonly writer: Writer;
}

export interface OpenedSession {
  readonly session: Session;
  readonly lastTime: EpochMs;
  readonly recovered: RecoveryReport;
}

/**
 * Opens the log in `directory`, or begins one there. Records what a crash interrupted. Throws GatewayError store_locked,
 * store_unwritable, store_damaged or ledger_unavailable.
 */
export function openSession(directory: string, now: EpochMs): OpenedSession {
  return guarded(directory, () => {
    ensureDirectory(directory);
    const database = openDatabase(directory, true);
    return closedOnError(database, () =>
      stateOf(database) === 'creating'
        ? createLog(directory, database, now)
        : continueLog(directory, database, now),
    );
  });
}

/**
 * Opens the log again after a failed write: what was acknowledged must still be there. Everything in the write-ahead log
 * is first copied to the database and synced, so that nothing rests on pages whose sync failed.
 */
export function reopenSession(directory: string, acknowledged: LedgerHead): Session {
  return guarded(directory, () => {
    const database = openDatabase(directory, false);
    return closedOnError(database, () => {
      const done = one(database.prepare('PRAGMA wal_checkpoint(TRUNCATE)'));
      if (done?.['busy'] !== 0) throw damaged('the write-ahead log could not be put away');
      const parts = readingOf(database, readKeys(directory));
      const { head } = checkTail(parts);
      const kept = one(database.prepare('SELECT hash FROM records WHERE idx = ?'), acknowledged.size - 1);
      if (kept?.['hash'] !== acknowledged.hash) {
        throw damaged(`record ${acknowledged.size - 1} was acknowledged and is not there`);
      }
      return { ...parts, writer: writerOf(parts, head) };
    });
  });
}

/** Opens an existing log, checks nothing and adds nothing: for verification while no gateway runs. */
export function openForReading(directory: string): ReadSession {
  return guarded(directory, () => {
    if (!existsSync(databasePath(directory))) {
      throw new GatewayError('not_found', { publicMessage: `there is no ledger in ${directory}` });
    }
    const database = openDatabase(directory, false);
    return closedOnError(database, () => readingOf(database, readKeys(directory)));
  });
}

/** Says on disk that nothing is under way, and lets go of the lock. */
export function closeSession({ database }: Session): void {
  setState(database, 'closed');
  database.close();
}

function createLog(directory: string, database: Database, now: EpochMs): OpenedSession {
  const keys = createKeys(directory);
  const parts = readingOf(database, keys);
  const verifier = verifierOf(keys, parts.identity.logId);
  publishVerifier(directory, verifier);
  const writer = writerOf(parts, NO_HEAD);
  if (one(database.prepare('SELECT idx FROM records LIMIT 1')) === undefined) {
    commitDrafts(writer, [genesisDraft(verifier)], now);
  }
  setState(database, 'open');
  syncDirectory(directory);
  const { head, time } = checkTail(parts);
  const recovered = { created: true, unclean: false, abortedExchanges: 0 };
  return { session: { ...parts, writer: writerOf(parts, head) }, lastTime: time, recovered };
}

function continueLog(directory: string, database: Database, now: EpochMs): OpenedSession {
  const parts = readingOf(database, readKeys(directory));
  const { head, time } = checkTail(parts);
  const writer = writerOf(parts, head);
  const unclean = stateOf(database) !== 'closed';
  setState(database, 'open');
  if (!unclean)
    return {
      session: { ...parts, writer },
      lastTime: time,
      recovered: { created: false, unclean, abortedExchanges: 0 },
    };
  const drafts = recoveryDrafts(database, parts.vault, head);
  const at = Math.max(now, time);
  commitDrafts(writer, drafts, at);
  return {
    session: { ...parts, writer },
    lastTime: at,
    recovered: { created: false, unclean, abortedExchanges: drafts.length - 1 },
  };
}

function commitDrafts(writer: Writer, drafts: ReturnType<typeof recoveryDrafts>, time: EpochMs): void {
  const encoder = new CommitEncoder();
  for (const draft of drafts) encoder.record(prepareRecord(draft), { time, clock: undefined });
  const { fields, bytes } = encoder.finish();
  writer.commit(decodeCommit(fields, bytes));
}

function readingOf(database: Database, keys: StoreKeys): ReadSession {
  const row = one(database.prepare("SELECT value FROM meta WHERE name = 'log_id'"));
  if (row === undefined) throw damaged('the store does not say which log it holds');
  const logId = textOf(row, 'value');
  const verifier = readVerifierLine(verifierOf(keys, logId));
  if (verifier === undefined) throw damaged('the log id is not one');
  const vault = new Vault(database, keys.master, logId);
  const identity = { logId, keys: new Map([[verifier.id, verifier]]) };
  return { database, identity, vault, keys, reader: new Reader(database, vault) };
}

function writerOf({ database, vault, identity, keys }: ReadSession, head: LedgerHead): Writer {
  const [keyId = ''] = identity.keys.keys();
  return new Writer(database, { vault, logId: identity.logId, signer: { keyId, key: keys.signing }, head });
}

function stateOf(database: Database): string {
  const row = one(database.prepare("SELECT value FROM meta WHERE name = 'state'"));
  return row === undefined ? '' : textOf(row, 'value');
}

function setState(database: Database, state: 'open' | 'closed'): void {
  database.prepare("UPDATE meta SET value = ? WHERE name = 'state'").run(state);
}

function guarded<T>(directory: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw faultOf(error, directory);
  }
}

function closedOnError<T>(database: Database, open: () => T): T {
  try {
    return open();
  } catch (error) {
    database.close();
    throw error;
  }
}
