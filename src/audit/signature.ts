// Who vouches for the log's head: Ed25519 over each batch, with key ids as signed notes (C2SP signed-note) have them.

import { createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';
import type { LedgerHead } from './leaf.ts';

/** Algorithm byte of Ed25519 in signed notes. */
const ED25519 = 0x01;
/** What stands before the 32 key bytes in the SPKI form of every Ed25519 key (RFC 8410 §4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const KEY_BYTES = 32;

/** A public key that verifies batches. */
export interface VerifierKey {
  /** 8 hexadecimal digits: the key hash of the signed-note format. */
  readonly id: string;
  readonly name: string;
  readonly key: KeyObject;
}

/** What is signed for a batch: separated from all other uses of the key by its first line, bound to the log and the size. */
export function batchMessage(logId: string, head: LedgerHead): Buffer {
  return Buffer.from(`sallyport batch v1\n${logId}\n${head.size}\n${head.hash}\n`);
}

/** The signature of a batch's head. */
export function signBatch(privateKey: KeyObject, logId: string, head: LedgerHead): Buffer {
  return sign(null, batchMessage(logId, head), privateKey);
}

/** True when `signature` is this key's, over this head of this log. */
export function verifyBatch(
  key: VerifierKey,
  logId: string,
  head: LedgerHead,
  signature: Uint8Array,
): boolean {
  return verify(null, batchMessage(logId, head), key.key, signature);
}

/** The verifier key line `name+hash+base64` of an Ed25519 key. */
export function verifierLine(name: string, key: KeyObject): string {
  const raw = rawKey(key);
  const encoded = Buffer.concat([Buffer.from([ED25519]), raw]).toString('base64');
  return `${name}+${keyId(name, raw)}+${encoded}`;
}

/** Reads a verifier key line. Undefined where it is not one, or its hash is not that of its name and key. */
export function readVerifierLine(line: string): VerifierKey | undefined {
  // Base64 may contain `+`, so only the first two are separators.
  const [, name, id, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(line.trim()) ?? [];
  if (name === undefined || id === undefined || encoded === undefined) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  const raw = bytes.subarray(1);
  if (bytes[0] !== ED25519 || raw.byteLength !== KEY_BYTES || keyId(name, raw) !== id) return undefined;
  return {
    id,
    name,
    key: createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' }),
  };
}

/** Key hash of the signed-note format: the first four bytes of SHA-256(name, line feed, algorithm, key). */
function keyId(name: string, raw: Uint8Array): string {
  return hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), Buffer.from([ED25519]), raw]), 'hex').slice(
    0,
    8,
  );
}

function rawKey(key: KeyObject): Buffer {
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('not an Ed25519 key');
  const publicKey =
    key.type === 'private' ? createPublicKey(key.export({ format: 'pem', type: 'pkcs8' })) : key;
  return publicKey.export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.byteLength);
}
