// Signed checkpoints of the log: in the store, and the newest one beside it, where a store that was put back is seen.

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  type GrowingTree,
  isSame,
  type LedgerHead,
  type NoteSignature,
  type NoteSigner,
  readCheckpoint,
  type SignedCheckpoint,
  signatureOf,
  signCheckpoint,
  type VerifierKey,
  withSignatures,
  writeNote,
} from '../audit/index.ts';
import { errnoOf } from '../domain/index.ts';
import { integerOf, textOf } from './columns.ts';
import { all, type Database, databasePath, one, type Statement } from './database.ts';
import { damaged } from './faults.ts';
import { replaceFile } from './key-files.ts';
import type { TileReader } from './tree-store.ts';

/** The newest checkpoint beside the store. */
const BESIDE = 'checkpoint';

export interface CheckpointParts {
  readonly database: Database;
  readonly directory: string;
  readonly signer: NoteSigner;
}

/** Takes and keeps checkpoints. Old ones go unless witnesses have signed them. */
export class Checkpoints {
  readonly #parts: CheckpointParts;
  #signer: NoteSigner;
  readonly #put: Statement;
  readonly #drop: Statement;
  #newest: SignedCheckpoint | undefined;

  constructor(parts: CheckpointParts) {
    this.#parts = parts;
    this.#signer = parts.signer;
    this.#put = parts.database.prepare(
      'INSERT OR REPLACE INTO checkpoints (size, witnessed, note) VALUES (?, ?, ?)',
    );
    this.#drop = parts.database.prepare('DELETE FROM checkpoints WHERE witnessed = 0 AND size < ?');
    this.#newest = storedCheckpoints(parts.database).at(-1);
  }

  get newest(): SignedCheckpoint | undefined {
    return this.#newest;
  }

  /** Signs the tree as it is and stores that, within the caller's transaction. `publish` it once that is committed. */
  sign(tree: GrowingTree): SignedCheckpoint {
    const signer = this.#signer;
    const text = signCheckpoint({ origin: signer.name, size: tree.size, root: tree.root() }, signer);
    const checkpoint = parsed(text);
    this.#put.run(checkpoint.size, 0, text);
    this.#drop.run(checkpoint.size);
    return checkpoint;
  }

  /** From now on another key signs. */
  turnTo(signer: NoteSigner): void {
    this.#signer = signer;
  }

  /** INVARIANT: only what is committed and synced is published: the file is never ahead of the store. */
  publish(checkpoint: SignedCheckpoint): void {
    replaceFile(join(this.#parts.directory, BESIDE), writeNote(checkpoint.note));
    this.#newest = checkpoint;
  }

  /** Adds cosignatures to a kept checkpoint; undefined where it is not kept any more. */
  addSignatures(size: number, signatures: readonly NoteSignature[]): SignedCheckpoint | undefined {
    const { database } = this.#parts;
    const row = one(database.prepare('SELECT note FROM checkpoints WHERE size = ?'), size);
    if (row === undefined) return undefined;
    const kept = parsed(textOf(row, 'note'));
    const checkpoint = { ...kept, note: withSignatures(kept.note, signatures) };
    this.#put.run(size, 1, writeNote(checkpoint.note));
    if (this.#newest?.size === size) this.publish(checkpoint);
    return checkpoint;
  }

  /** The checkpoint to prove record `index` by: the newest that a witness signed, where it reaches so far. */
  covering(index: number): SignedCheckpoint | undefined {
    const sql = 'SELECT note FROM checkpoints WHERE size > ? ORDER BY witnessed DESC, size DESC LIMIT 1';
    const row = one(this.#parts.database.prepare(sql), index);
    return row === undefined ? undefined : parsed(textOf(row, 'note'));
  }
}

/** All kept checkpoints, smallest first. Throws GatewayError store_damaged for one that is none. */
export function storedCheckpoints(database: Database): readonly SignedCheckpoint[] {
  const rows = all(database.prepare('SELECT size, witnessed, note FROM checkpoints ORDER BY size'));
  return rows.map((row) => {
    const checkpoint = parsed(textOf(row, 'note'));
    const isWitnessed = checkpoint.note.signatures.length > 1;
    const isFiled = checkpoint.size === integerOf(row, 'size') && isWitnessed === (row['witnessed'] === 1);
    if (isFiled) return checkpoint;
    throw damaged(`the checkpoint of ${checkpoint.size} records is filed as another than it is`);
  });
}

/** The checkpoint beside the store; undefined where there is none. Throws GatewayError store_damaged for a file that is none. */
export function checkpointBeside(directory: string): SignedCheckpoint | undefined {
  let text: string;
  try {
    text = readFileSync(join(directory, BESIDE), 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  return parsed(text);
}

/**
 * Before a log may be begun in `directory`: where a checkpoint lies, there was one. Throws GatewayError store_damaged when it is
 * gone, and has written nothing.
 */
export function requireNoneLost(directory: string): void {
  if ((statSync(databasePath(directory), { throwIfNoEntry: false })?.size ?? 0) > 0) return;
  const lost = checkpointBeside(directory);
  if (lost === undefined) return;
  throw damaged(
    `ledger.db is empty or gone, and the checkpoint beside it says that it held ${lost.size} records: put a copy back. ` +
      `To begin another log, name an empty directory`,
  );
}

function parsed(text: string): SignedCheckpoint {
  const checkpoint = readCheckpoint(text);
  if (checkpoint === undefined) throw damaged('a checkpoint can not be read');
  return checkpoint;
}

/**
 * Throws GatewayError store_damaged unless the log of `head` is what its newest checkpoints say, the one in it and the one
 * beside it: an older copy of the store was put back, or another history written into it.
 */
export function checkCheckpoints(
  parts: { readonly database: Database; readonly directory: string; readonly keys: readonly VerifierKey[] },
  head: LedgerHead,
  tiles: TileReader,
): void {
  const inside = storedCheckpoints(parts.database).at(-1);
  const beside = checkpointBeside(parts.directory);
  if (inside !== undefined) checkOne(inside, 'in it', parts.keys, { head, tiles });
  if (beside !== undefined) checkOne(beside, `beside it (${BESIDE})`, parts.keys, { head, tiles });
}

function checkOne(
  checkpoint: SignedCheckpoint,
  where: string,
  keys: readonly VerifierKey[],
  log: { readonly head: LedgerHead; readonly tiles: TileReader },
): void {
  const isSigned = keys.some(
    (key) => signatureOf(key, checkpoint.note).state === 'valid' && checkpoint.origin === key.name,
  );
  if (!isSigned) throw damaged(`the checkpoint ${where} is not signed by the key of this log`);
  if (checkpoint.size > log.head.size) {
    throw damaged(
      `the store holds ${log.head.size} records, the signed checkpoint ${where} says ${checkpoint.size}: an older copy was put back, or its end was cut. ` +
        `Put the newer copy back. If the loss is known and accepted, keep the file ${BESIDE} as evidence elsewhere and start again without it`,
    );
  }
  if (!isSame(log.tiles.rootAt(checkpoint.size), checkpoint.root)) {
    throw damaged(
      `the first ${checkpoint.size} records are not those of the signed checkpoint ${where}: the log was rewritten or forked. \`sallyport verify\` names what differs`,
    );
  }
}
