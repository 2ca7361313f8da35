// The keys beside the ledger: never replaced silently, on disk before anything depends on them.

import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { verifierLine } from '../audit/index.ts';
import { GatewayError } from '../domain/index.ts';
import { textOf } from './columns.ts';
import { type Database, one } from './database.ts';
import { damaged } from './faults.ts';
import { makeDirectories } from './make-directories.ts';

export interface StoreKeys {
  /** Wraps the content keys: 32 bytes. */
  readonly master: Buffer;
  /** Signs batches: Ed25519. */
  readonly signing: KeyObject;
}

const MASTER = 'master.key';
const SIGNING = 'signing.key';
const PUBLIC = 'signing.pub';
/** Behind the name of a key that is about to take over. */
const NEXT = '.next';

export type KeyName = typeof MASTER | typeof SIGNING;

const OTHERS = 0o077;

/**
 * Makes the data directory where there is none. Throws GatewayError store_unwritable for one that others may enter: the keys
 * and the admin socket in it are protected by nothing else.
 */
export function ensureDirectory(directory: string): void {
  makeDirectories(directory, 0o700);
  const mode = statSync(directory).mode & 0o777;
  // Where the file system knows no owners (Windows), its mode says nothing.
  if (process.platform === 'win32' || (mode & OTHERS) === 0) return;
  throw new GatewayError('store_unwritable', {
    publicMessage: `${directory} is open to others (mode ${mode.toString(8)}): say \`chmod 700 ${directory}\``,
  });
}

/** Makes both keys, or takes up the ones that an interrupted creation left. */
export function createKeys(directory: string): StoreKeys {
  createOnce(join(directory, MASTER), () => `${randomBytes(32).toString('hex')}\n`);
  createOnce(join(directory, SIGNING), () => createSigningKey().pem);
  return readKeys(directory);
}

/** A new Ed25519 key, and how its file spells it. */
export function createSigningKey(): { readonly key: KeyObject; readonly pem: string } {
  const key = generateKeyPairSync('ed25519').privateKey;
  return { key, pem: key.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

/** The keys of a new log. Throws GatewayError store_damaged when one is missing or is no key. */
function readKeys(directory: string): StoreKeys {
  return { master: readMaster(directory, MASTER), signing: readSigning(directory, SIGNING) };
}

/**
 * The keys of an existing log. Where a change of keys was cut off, the store says which file is its own: that one is put in
 * its place and the other is gone afterwards. Throws GatewayError store_damaged when a key is missing, is no
 * key, or was replaced by one that is not there.
 */
export function keysOf(directory: string, database: Database, logId: string): StoreKeys {
  const fileOf = fileOfKeys(directory, database, { logId, settle: true });
  return { master: readMaster(directory, fileOf(MASTER)), signing: readSigning(directory, fileOf(SIGNING)) };
}

function fileOfKeys(
  directory: string,
  database: Database,
  { logId, settle }: { readonly logId: string; readonly settle: boolean },
): (name: KeyName) => string {
  const idOf = {
    [MASTER]: (file: string) => masterKeyId(readMaster(directory, file)),
    [SIGNING]: (file: string) => verifierOf(readSigning(directory, file), logId),
  };
  return (name) => {
    const file = ownFile(directory, name, { own: rememberedKey(database, name), idOf: idOf[name] });
    return settle ? settleFile(directory, name, file) : file;
  };
}

/** The keys of a log that is only read, and which of them are not to be had, with why. */
export interface FoundKeys extends StoreKeys {
  readonly missing: ReadonlyMap<KeyName, string>;
}

/**
 * The keys of a log that is only read: one that is missing or is no key has a stand-in that opens and signs nothing, so that the
 * rest can be verified. Changes no file.
 */
export function findKeys(directory: string, database: Database, logId: string): FoundKeys {
  const missing = new Map<KeyName, string>();
  const found = <T>(name: KeyName, read: () => T, standIn: () => T): T => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof GatewayError) || error.code !== 'store_damaged') throw error;
      missing.set(name, error.publicMessage);
      return standIn();
    }
  };
  const keyIn = fileOfKeys(directory, database, { logId, settle: false });
  const master = found(
    MASTER,
    () => readMaster(directory, keyIn(MASTER)),
    () => randomBytes(32),
  );
  const signing = found(
    SIGNING,
    () => readSigning(directory, keyIn(SIGNING)),
    () => createSigningKey().key,
  );
  return { master, signing, missing };
}

/** Which of two files holds the key that the store says is its own. */
function ownFile(
  directory: string,
  name: KeyName,
  { own, idOf }: { readonly own: string | undefined; readonly idOf: (file: string) => string },
): string {
  const next = `${name}${NEXT}`;
  if (own === undefined) return name;
  if (existsSync(join(directory, next)) && idOf(next) === own) return next;
  if (idOf(name) === own) return name;
  throw damaged(`${name} is not the key of this store, which has turned to another: put the newer file back`);
}

function settleFile(directory: string, name: KeyName, file: string): string {
  const next = join(directory, `${name}${NEXT}`);
  if (!existsSync(next)) return name;
  if (file === name) unlinkSync(next);
  else renameSync(next, join(directory, name));
  syncDirectory(directory);
  return name;
}

/** Puts a key that is about to take over beside the one in force, durably. */
export function layNextKey(directory: string, name: KeyName, text: string): void {
  replaceFile(join(directory, `${name}${NEXT}`), text);
  syncDirectory(directory);
}

/** Notes in the store which key is its own; part of the caller's transaction. A store whose keys never turned has no note. */
export function rememberKey(database: Database, name: KeyName, id: string): void {
  database.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)').run(name, id);
}

function rememberedKey(database: Database, name: KeyName): string | undefined {
  const row = one(database.prepare('SELECT value FROM meta WHERE name = ?'), name);
  return row === undefined ? undefined : textOf(row, 'value');
}

/** Tells master keys apart and says nothing about them: they are 256 bits of chance. */
export function masterKeyId(master: Uint8Array): string {
  return hash('sha256', Buffer.concat([Buffer.from('sallyport master key id v1\n'), master]), 'hex').slice(
    0,
    16,
  );
}

function readMaster(directory: string, file: string): Buffer {
  const hex = readKeyFile(directory, file).trim();
  if (!/^[0-9a-f]{64}$/.test(hex)) throw damaged(`${file} is not 64 hexadecimal digits`);
  return Buffer.from(hex, 'hex');
}

function readSigning(directory: string, file: string): KeyObject {
  const pem = readKeyFile(directory, file);
  try {
    const signing = createPrivateKey(pem);
    if (signing.asymmetricKeyType !== 'ed25519') throw new TypeError('another kind of key');
    return signing;
  } catch {
    throw damaged(`${file} is not an Ed25519 key in PEM`); // Without the cause: it may quote the file.
  }
}

/** The secret of a directory that this process has open, for keys that are derived from it. Throws GatewayError store_damaged. */
export function masterKeyOf(directory: string): Uint8Array {
  return readMaster(directory, MASTER);
}

/** Writes the verifier key lines for people and tools, the newest first; the log has them, too. Nothing here relies on this file. */
export function publishVerifier(directory: string, lines: readonly string[]): void {
  replaceFile(join(directory, PUBLIC), lines.map((line) => `${line}\n`).join(''));
}

/** Puts a file in the place of another: whoever reads sees all of the old or all of the new, whenever the power fails. */
export function replaceFile(path: string, content: string | Uint8Array): void {
  renameSync(writeSynced(path, content), path);
}

/** The verifier key line of this signing key for this log. */
export function verifierOf(signing: KeyObject, logId: string): string {
  return verifierLine(
    `sallyport/${logId}`,
    createPublicKey(signing.export({ type: 'pkcs8', format: 'pem' })),
  );
}

/** Makes names in a directory durable. */
export function syncDirectory(directory: string): void {
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function readKeyFile(directory: string, name: string): string {
  const path = join(directory, name);
  if (!existsSync(path)) throw damaged(`${name} is missing: the log can not be continued without it`);
  return readFileSync(path, 'utf8');
}

/** All or nothing, whenever the power fails: written and synced under another name, then linked to its own, never over another. */
function createOnce(path: string, make: () => string): void {
  if (existsSync(path)) return;
  const temporary = writeSynced(path, make());
  linkSync(temporary, path);
  unlinkSync(temporary);
}

/** Answers the temporary name under which the content is on disk. */
function writeSynced(path: string, content: string | Uint8Array): string {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const handle = openSync(temporary, 'wx', 0o600);
  try {
    writeFileSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return temporary;
}
