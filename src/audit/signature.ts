// Who vouches for the log's head: Ed25519 over each batch, with key ids as signed notes (C2SP signed-note) have them.

import { type KeyObject, sign, verify } from 'node:crypto';
import type { LedgerHead } from './leaf.ts';
import { type NoteKey, noteKeyLine, readNoteKey } from './tlog/note-key.ts';

/** A public key that verifies batches and checkpoints. */
export type VerifierKey = NoteKey;

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
  return noteKeyLine(name, key, 'ed25519');
}

/** Reads a log's verifier key line. Undefined where it is not one, or its hash is not that of its name and key. */
export function readVerifierLine(line: string): VerifierKey | undefined {
  const key = readNoteKey(line);
  return key?.algorithm === 'ed25519' ? key : undefined;
}
