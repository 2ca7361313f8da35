// How a log goes on under another signing key: a statement signed by both, so that whoever trusts one of them finds the other.

import { type KeyObject, sign, verify } from 'node:crypto';
import { type JsonObject, stringField } from '../domain/index.ts';
import type { RecordKind } from './record.ts';
import { readVerifierLine, type VerifierKey } from './signature.ts';
import { readBase64 } from './tlog/note.ts';

/** The master key wraps the keys of contents, the signing key signs batches and checkpoints. */
export type TurnedKey = 'master' | 'signing';

export interface KeyTurnRequest {
  readonly key: TurnedKey;
  readonly reason: string;
  /** Who asked for it. */
  readonly by: string;
}

export interface KeyTurned {
  /** The record that says so. */
  readonly index: number;
  /** Id of the new key, as the record names it. */
  readonly to: string;
}

/** The record that tells of each. */
export const TURN_KIND = {
  master: 'master_key_rotated',
  signing: 'signing_key_rotated',
} as const satisfies Readonly<Record<TurnedKey, RecordKind>>;

/** A private key and the verifier key line of its public half. */
export interface SigningKey {
  readonly key: KeyObject;
  readonly line: string;
}

/** A change of keys that both of them have signed. */
export interface KeyRotation {
  readonly previous: VerifierKey;
  readonly next: VerifierKey;
}

/** A change of keys and the record that says so. */
export interface RecordedRotation extends KeyRotation {
  readonly index: number;
}

/** Both lines carry the log's name, so a statement holds for one log; the first line separates it from all else that is signed. */
function statement(previous: string, next: string): Buffer {
  return Buffer.from(`sallyport signing key rotation v1\n${previous}\n${next}\n`);
}

/**
 * The body of a `signing_key_rotated` record. `endorsement` is the old key's signature over the change, `acceptance` the new
 * key's: the first leads from the old key forward, the second from the new key back.
 */
export function rotationBody(previous: SigningKey, next: SigningKey): JsonObject {
  const text = statement(previous.line, next.line);
  return {
    from: readVerifierLine(previous.line)?.id ?? '',
    to: readVerifierLine(next.line)?.id ?? '',
    previous: previous.line,
    verifier: next.line,
    endorsement: sign(null, text, previous.key).toString('base64'),
    acceptance: sign(null, text, next.key).toString('base64'),
  };
}

/** The change that a record's body says; undefined unless both keys have signed it, under one name. ATTACKER-CONTROLLED. */
export function readRotation(body: JsonObject): KeyRotation | undefined {
  const previousLine = stringField(body, 'previous') ?? '';
  const nextLine = stringField(body, 'verifier') ?? '';
  const previous = readVerifierLine(previousLine);
  const next = readVerifierLine(nextLine);
  if (previous === undefined || next === undefined || previous.name !== next.name) return undefined;
  const text = statement(previousLine, nextLine);
  const isSigned = (key: VerifierKey, field: string): boolean => {
    const signature = readBase64(stringField(body, field) ?? '');
    return signature !== undefined && verify(null, text, key.key, signature);
  };
  const isBoth = isSigned(previous, 'endorsement') && isSigned(next, 'acceptance');
  return isBoth ? { previous, next } : undefined;
}

/**
 * All keys that follow from `trusted` by the changes on record, in the log's order: first back to those that trusted keys
 * have taken over from, then forward. A key that has been replaced names no second successor.
 */
export function followRotations(
  trusted: ReadonlyMap<string, VerifierKey>,
  rotations: readonly KeyRotation[],
): ReadonlyMap<string, VerifierKey> {
  const keys = new Map(trusted);
  for (const { previous, next } of rotations.toReversed())
    if (isIn(keys, next)) keys.set(previous.id, previous);
  const replaced = new Set<string>();
  for (const { previous, next } of rotations) {
    if (!isIn(keys, previous) || replaced.has(previous.raw)) continue;
    replaced.add(previous.raw);
    keys.set(next.id, next);
  }
  return keys;
}

/** The 32-bit id alone is no proof that it is the same key. */
function isIn(keys: ReadonlyMap<string, VerifierKey>, key: VerifierKey): boolean {
  return keys.get(key.id)?.raw === key.raw;
}
