// One opening of a data directory: lock, keys, tail, what a crash left behind, and then a writer and a reader over it.

import { existsSync } from 'node:fs';
import {
  followRotations,
  type LedgerHead,
  NO_HEAD,
  type RecordDraft,
  type RecordedRotation,
  type RecoveryReport,
  readVerifierLine,
  type SealedSegment,
  verifierLine,
} from '../audit/index.ts';
import { type EpochMs, GatewayError } from '../domain/index.ts';
import { checkStart, checkTail } from './check-log.ts';
import { Checkpoints, checkCheckpoints, requireNoneLost } from './checkpoints.ts';
import { textOf } from './columns.ts';
import { CommitEncoder, decodeCommit, prepareRecord } from './commit-codec.ts';
import { cutOf, type Database, databasePath, one, openDatabase } from './database.ts';
import { closedWorkflows, Eraser } from './eraser.ts';
import { damaged, faultOf, unlessDamaged } from './faults.ts';
import { FilePlace } from './file-place.ts';
import { Finds } from './finds.ts';
import {
  createKeys,
  ensureDirectory,
  findKeys,
  keysOf,
  publishVerifier,
  type StoreKeys,
  syncDirectory,
  verifierOf,
} from './key-files.ts';
import { KeyTurn } from './key-turn.ts';
import { Leaves, recordedSegments } from './leaves.ts';
import { type LogIdentity, type LogParts, recordedRotations } from './log-rows.ts';
import { NO_STATE, setState, stateOf } from './log-state.ts';
import type { OpenedStore } from './protocol.ts';
import { Reader } from './reader.ts';
import { genesisDraft, recoveryDrafts } from './recovery.ts';
import { Sealer } from './sealer.ts';
import { loadTree, TileReader, TreeWriter } from './tree-store.ts';
import { FOREIGN_MASTER, Vault } from './vault.ts';
import { WRITE_AHEAD_DAMAGED, writeAheadState } from './write-ahead.ts';
import { Writer } from './writer.ts';

/** An open log. Without a writer it is only read. */
export interface Session extends LogParts {
  readonly vault: Vault;
  readonly keys: StoreKeys;
  readonly finds: Finds;
  readonly tiles: TileReader;
  readonly eraser: Eraser;
  readonly turn: KeyTurn;
  readonly sealer: Sealer;
  readonly writer: Writer | undefined;
}

export interface OpenedSession {
  readonly session: Session;
  readonly store: OpenedStore;
}

/** A store whose files showed nothing before the engine read them. */
const UNHARMED: Pick<LogParts, 'writeAhead' | 'cut' | 'missing'> = {
  writeAhead: { tornTail: 0, isDamaged: false },
  cut: undefined,
  missing: new Map(),
};
const NOTHING_RECOVERED: RecoveryReport = { created: false, unclean: false, abortedExchanges: 0 };

/**
 * Opens the log in `directory`, or begins one there. Records what a crash interrupted. Throws GatewayError store_locked,
 * store_unwritable, store_damaged or ledger_unavailable.
 */
export function openSession(directory: string, now: EpochMs): OpenedSession {
  return guarded(directory, () => {
    ensureDirectory(directory);
    requireNoneLost(directory);
    if (writeAheadState(directory).isDamaged) throw damaged(WRITE_AHEAD_DAMAGED);
    const cut = cutOf(directory);
    if (cut !== undefined) throw damaged(`${cut}; \`sallyport verify\` names the first record that is gone`);
    const database = openDatabase(directory, 'create');
    return closedOnError(database, () => {
      const state = stateOf(database);
      if (state === undefined) throw damaged(NO_STATE);
      const open = state === 'creating' ? createLog : continueLog;
      return open(directory, database, now);
    });
  });
}

/**
 * Opens the log again after a failed write: what was acknowledged must still be there. Everything in the write-ahead log
 * is first copied to the database and synced, so that nothing rests on pages whose sync failed.
 */
export function reopenSession(directory: string, acknowledged: LedgerHead): OpenedSession {
  return guarded(directory, () => {
    const database = openDatabase(directory, 'continue');
    return closedOnError(database, () => {
      const done = one(database.prepare('PRAGMA wal_checkpoint(TRUNCATE)'));
      if (done?.['busy'] !== 0) throw damaged('the write-ahead log could not be put away');
      const kept = one(database.prepare('SELECT hash FROM records WHERE idx = ?'), acknowledged.size - 1);
      if (kept?.['hash'] !== acknowledged.hash) {
        throw damaged(`record ${acknowledged.size - 1} was acknowledged and is not there`);
      }
      const session = readingOf(directory, database, {
        keys: keysOf(directory, database, logIdOf(database)),
      });
      checkAgainstCheckpoints(session, checkTail(session).head);
      return opened(session, NOTHING_RECOVERED);
    });
  });
}

/**
 * Opens an existing log, checks nothing and adds nothing: for verification while no gateway runs. What is missing or was cut
 * away is noted, and the rest can be read.
 */
export function openForReading(directory: string): OpenedSession {
  return guarded(directory, () => {
    if (!existsSync(databasePath(directory))) {
      throw new GatewayError('not_found', { publicMessage: `there is no ledger in ${directory}` });
    }
    const writeAhead = writeAheadState(directory);
    const cut = cutOf(directory);
    const database = cut === undefined ? openDatabase(directory, 'read') : salvaged(directory, cut);
    return closedOnError(database, () => {
      const keys = findKeys(directory, database, logIdOf(database));
      const left = leftOf(database, cut !== undefined);
      const reading = readingOf(directory, database, { keys, ...left });
      const session = { ...reading, writeAhead, cut, missing: keys.missing };
      return {
        session,
        store: {
          logId: session.identity.logId,
          verifier: verifierOfSession(session),
          head: NO_HEAD,
          lastTime: 0,
          recovered: NOTHING_RECOVERED,
          closed: [],
        },
      };
    });
  });
}

function salvaged(directory: string, cut: string): Database {
  const database = unlessDamaged(() => openDatabase(directory, 'salvage'));
  if (database === undefined) throw damaged(`${cut}, too few to read any record`);
  return database;
}

/** The verifier key line of the key that signs now. */
export function verifierOfSession({ identity: { key } }: Session): string {
  return verifierLine(key.name, key.key);
}

/** The session after a change of keys was committed: its key file in its place, and nothing of the old wrapping in the files. */
export function turned(session: Session): Session {
  const { directory, database, identity, eraser } = session;
  const keys = keysOf(directory, database, identity.logId);
  eraser.settle();
  const after = { ...session, keys, identity: identityOf(keys, identity.logId, recordedRotations(database)) };
  const { key, rotations } = after.identity;
  const former = rotations.toReversed().map(({ previous }) => previous);
  publishVerifier(
    directory,
    [key, ...former].map((each) => verifierLine(each.name, each.key)),
  );
  return after;
}

/** Says on disk that nothing is under way, where this session wrote; the lock goes with the thread. */
export function closeSession({ database, writer }: Session): void {
  writer?.checkpoint();
  if (writer !== undefined) setState(database, 'closed');
  database.close();
}

function createLog(directory: string, database: Database, now: EpochMs): OpenedSession {
  const keys = createKeys(directory);
  const session = readingOf(directory, database, { keys });
  const verifier = verifierOf(keys.signing, session.identity.logId);
  publishVerifier(directory, [verifier]);
  if (one(database.prepare('SELECT idx FROM records LIMIT 1')) === undefined) {
    commitDrafts(writerOf(session, NO_HEAD), [genesisDraft(verifier)], now);
  }
  // ATTACKER-CONTROLLED: a log that says it is still being made may be a long one.
  checkAgainstCheckpoints(session, checkStart(session).head);
  setState(database, 'open');
  syncDirectory(directory);
  return opened(session, { ...NOTHING_RECOVERED, created: true });
}

function continueLog(directory: string, database: Database, now: EpochMs): OpenedSession {
  const session = readingOf(directory, database, {
    keys: keysOf(directory, database, logIdOf(database)),
  });
  if (session.vault.isForeign()) throw damaged(FOREIGN_MASTER);
  const { head, time } = checkStart(session);
  checkAgainstCheckpoints(session, head);
  const unclean = stateOf(database) !== 'closed';
  setState(database, 'open');
  if (!unclean) return opened(session, NOTHING_RECOVERED);
  const drafts = recoveryDrafts(session, head);
  commitDrafts(writerOf(session, head), drafts, Math.max(now, time));
  return opened(session, { created: false, unclean, abortedExchanges: drafts.length - 1 });
}

/** Ready to write, once the tail is known to be whole. */
function opened(session: Session, recovered: RecoveryReport): OpenedSession {
  const { head, time } = checkTail(session);
  const { logId } = session.identity;
  return {
    session: { ...session, writer: writerOf(session, head) },
    store: {
      logId,
      verifier: verifierOfSession(session),
      head,
      lastTime: time,
      recovered,
      closed: closedWorkflows(session.database),
    },
  };
}

function commitDrafts(writer: Writer, drafts: readonly RecordDraft[], time: EpochMs): void {
  const encoder = new CommitEncoder();
  for (const draft of drafts) encoder.record(prepareRecord(draft), { time, clock: undefined });
  const { fields, bytes } = encoder.finish();
  writer.add(decodeCommit(fields, bytes));
  writer.commit();
}

interface Found {
  readonly keys: StoreKeys;
  /** Left out where they are to be read and must be readable. */
  readonly rotations?: readonly RecordedRotation[];
  readonly segments?: readonly SealedSegment[];
}

/** What can still be read of it where the file was cut: without it, more is found to be broken, and nothing less. */
function leftOf(database: Database, isCut: boolean): Omit<Found, 'keys'> {
  if (!isCut) return {};
  return {
    rotations: unlessDamaged(() => recordedRotations(database)) ?? [],
    segments: unlessDamaged(() => recordedSegments(database)) ?? [],
  };
}

function readingOf(directory: string, database: Database, found: Found): Session {
  const { keys, rotations = recordedRotations(database), segments = recordedSegments(database) } = found;
  const logId = logIdOf(database);
  const identity = identityOf(keys, logId, rotations);
  const vault = new Vault(database, keys.master, logId);
  const leaves = new Leaves(directory, segments);
  const finds = new Finds(database);
  const reader = new Reader(database, { vault, leaves, finds });
  const sealer = new Sealer({ directory, database, leaves, reader });
  const tiles = new TileReader(database);
  const eraser = new Eraser({ database, vault, reader });
  const turn = new KeyTurn({ directory, database, vault, keys, logId });
  const reading = { ...UNHARMED, directory, database, identity, vault, keys, leaves, finds, reader, tiles };
  return { ...reading, eraser, turn, sealer, writer: undefined };
}

function logIdOf(database: Database): string {
  const row = one(database.prepare("SELECT value FROM meta WHERE name = 'log_id'"));
  if (row === undefined) throw damaged('the store does not say which log it holds');
  return textOf(row, 'value');
}

/** The key of the directory, and those that it leads back to by the changes on record. */
function identityOf(keys: StoreKeys, logId: string, rotations: readonly RecordedRotation[]): LogIdentity {
  const key = readVerifierLine(verifierOf(keys.signing, logId));
  if (key === undefined) throw damaged('the log id is not one');
  return { logId, key, keys: followRotations(new Map([[key.id, key]]), rotations), rotations };
}

function writerOf(
  { directory, database, vault, identity, keys, finds, eraser, turn, sealer }: Session,
  head: LedgerHead,
): Writer {
  const { logId, key } = identity;
  const signer = { name: key.name, keyId: key.id, key: keys.signing };
  const checkpoints = new Checkpoints({ database, directory, signer });
  const place = new FilePlace(directory);
  const tree = new TreeWriter(database, loadTree(database, head.size));
  const upkeep = { checkpoints, eraser, turn, sealer, place };
  return new Writer(database, { vault, logId, signer, head, tree, finds, ...upkeep });
}

/** Before anything is added: what the log signed last must still be in it. */
function checkAgainstCheckpoints({ directory, database, identity, tiles }: Session, head: LedgerHead): void {
  checkCheckpoints({ database, directory, keys: [...identity.keys.values()] }, head, tiles);
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
