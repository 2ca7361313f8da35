// The keys beside the ledger: made once, never replaced silently, on disk before anything depends on them.

import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { verifierLine } from '../audit/index.ts';
import { GatewayError } from '../domain/index.ts';
import { damaged } from './faults.ts';

export interface StoreKeys {
  /** Wraps the content keys: 32 bytes. */
  readonly master: Buffer;
  /** Signs batches: Ed25519. */
  readonly signing: KeyObject;
}

const MASTER = 'master.key';
const SIGNING = 'signing.key';
const PUBLIC = 'signing.pub';

const OTHERS = 0o077;

/**
 * Makes the data directory where there is none. Throws GatewayError store_unwritable for one that others may enter: the keys
 * and the admin socket in it are protected by nothing else.
 */
export function ensureDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
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
  createOnce(join(directory, SIGNING), () => {
    const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
    return pem.toString();
  });
  return readKeys(directory);
}

/** The keys of an existing log. Throws GatewayError store_damaged when one is missing or is no key. */
export function readKeys(directory: string): StoreKeys {
  const hex = readKeyFile(directory, MASTER).trim();
  if (!/^[0-9a-f]{64}$/.test(hex)) throw damaged(`${MASTER} is not 64 hexadecimal digits`);
  const pem = readKeyFile(directory, SIGNING);
  try {
    const signing = createPrivateKey(pem);
    if (signing.asymmetricKeyType !== 'ed25519') throw new TypeError('another kind of key');
    return { master: Buffer.from(hex, 'hex'), signing };
  } catch {
    throw damaged(`${SIGNING} is not an Ed25519 key in PEM`); // Without the cause: it may quote the file.
  }
}

/** The directory's own secret, for keys that are derived from it. Throws GatewayError store_damaged. */
export function masterKeyOf(directory: string): Uint8Array {
  return readKeys(directory).master;
}

/** Writes the verifier key line for people and tools; the log's first record has it, too. Nothing here relies on this file. */
export function publishVerifier(directory: string, line: string): void {
  replaceFile(join(directory, PUBLIC), `${line}\n`);
}

/** Puts a file in the place of another: whoever reads sees all of the old or all of the new, whenever the power fails. */
export function replaceFile(path: string, text: string): void {
  renameSync(writeSynced(path, text), path);
}

/** The verifier key line of this signing key for this log. */
export function verifierOf(keys: StoreKeys, logId: string): string {
  return verifierLine(
    `sallyport/${logId}`,
    createPublicKey(keys.signing.export({ type: 'pkcs8', format: 'pem' })),
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

/** Answers the temporary name under which the text is on disk. */
function writeSynced(path: string, text: string): string {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const handle = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return temporary;
}
