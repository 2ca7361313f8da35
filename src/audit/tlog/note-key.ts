// Keys of signed notes: who may sign a checkpoint as its log, and who may cosign it as a witness.

import { createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';
import { type NoteSignature, readBase64 } from './note.ts';

/** `ed25519` signs the note's text; `cosignature` signs it with a time before it (C2SP tlog-cosignature, v1). */
export type NoteAlgorithm = 'ed25519' | 'cosignature';

/** A public key with the name that it signs under. */
export interface NoteKey {
  readonly name: string;
  /** 8 hexadecimal digits. */
  readonly id: string;
  readonly algorithm: NoteAlgorithm;
  readonly key: KeyObject;
  /** The 32 key bytes in hex: the same key under two names is one key. */
  readonly raw: string;
}

const TYPE: Readonly<Record<NoteAlgorithm, number>> = { ed25519: 0x01, cosignature: 0x04 };
/** What stands before the 32 key bytes in the SPKI form of every Ed25519 key (RFC 8410 §4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const KEY_BYTES = 32;
const TIME_BYTES = 8;
const SIGNATURE_BYTES = 64;

/** The verifier key line `name+hash+base64` of an Ed25519 key. */
export function noteKeyLine(name: string, key: KeyObject, algorithm: NoteAlgorithm): string {
  const raw = rawKey(key);
  const encoded = Buffer.concat([Buffer.from([TYPE[algorithm]]), raw]).toString('base64');
  return `${name}+${keyIdOf(name, raw, algorithm)}+${encoded}`;
}

/** Reads a verifier key line. Undefined where it is not one of these two types, or its hash is not that of its name and key. */
export function readNoteKey(line: string): NoteKey | undefined {
  // Base64 may contain `+`, so only the first two are separators.
  const [, name, id, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/u.exec(line.trim()) ?? [];
  if (name === undefined || id === undefined || encoded === undefined) return undefined;
  const bytes = readBase64(encoded);
  const raw = bytes?.subarray(1);
  const algorithm = (['ed25519', 'cosignature'] as const).find((each) => TYPE[each] === bytes?.[0]);
  if (raw?.byteLength !== KEY_BYTES || algorithm === undefined || keyIdOf(name, raw, algorithm) !== id)
    return undefined;
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' });
  return { name, id, algorithm, key, raw: raw.toString('hex') };
}

/** Key id of the signed-note format: the first four bytes of SHA-256(name, line feed, type, key). */
function keyIdOf(name: string, raw: Uint8Array, algorithm: NoteAlgorithm): string {
  const preimage = Buffer.concat([Buffer.from(`${name}\n`), Buffer.from([TYPE[algorithm]]), raw]);
  return hash('sha256', preimage, 'hex').slice(0, 8);
}

function rawKey(key: KeyObject): Buffer {
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('not an Ed25519 key');
  const publicKey =
    key.type === 'private' ? createPublicKey(key.export({ format: 'pem', type: 'pkcs8' })) : key;
  return publicKey.export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.byteLength);
}

/** Who signs: a private key under a name. */
export interface NoteSigner {
  readonly name: string;
  readonly keyId: string;
  readonly key: KeyObject;
}

/** The log's own signature over a note's text. */
export function signNote(signer: NoteSigner, text: string): NoteSignature {
  return { name: signer.name, keyId: signer.keyId, bytes: sign(null, Buffer.from(text), signer.key) };
}

/** A witness's signature: its time in seconds, and the signature over both. Tests and self-hosted witnesses sign; the gateway verifies. */
export function cosign(signer: NoteSigner, text: string, seconds: number): NoteSignature {
  const time = Buffer.alloc(TIME_BYTES);
  time.writeBigUInt64BE(BigInt(seconds));
  const signature = sign(null, cosignedMessage(text, String(seconds)), signer.key);
  return { name: signer.name, keyId: signer.keyId, bytes: Buffer.concat([time, signature]) };
}

export type SignatureCheck =
  | { readonly valid: true; readonly seconds: number | undefined }
  | { readonly valid: false };

/** The last second that a date can name: a cosignature of a later one says nothing about a time. */
const MAX_SECONDS = 8_640_000_000_000n;

/** Whether a signature line whose name and key id are those of `key` is its signature over `text`. */
export function checkSignature(key: NoteKey, text: string, signature: NoteSignature): SignatureCheck {
  const bytes = Buffer.from(signature.bytes);
  if (key.algorithm === 'ed25519')
    return bytes.byteLength === SIGNATURE_BYTES && verify(null, Buffer.from(text), key.key, bytes)
      ? { valid: true, seconds: undefined }
      : { valid: false };
  if (bytes.byteLength !== TIME_BYTES + SIGNATURE_BYTES) return { valid: false };
  const time = bytes.readBigUInt64BE(0);
  const message = cosignedMessage(text, String(time));
  if (time > MAX_SECONDS || !verify(null, message, key.key, bytes.subarray(TIME_BYTES)))
    return { valid: false };
  return { valid: true, seconds: Number(time) };
}

function cosignedMessage(text: string, seconds: string): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`);
}
