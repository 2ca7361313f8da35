// Checking of a presented key against what is known: the same for agents and for people.

import { timingSafeEqual } from 'node:crypto';
import type { EpochMs, Sha256Hex } from '../domain/index.ts';
import { type KeyPrefix, parseKey } from './key-format.ts';

export type KeyRefusal = 'missing' | 'malformed' | 'unknown' | 'expired' | 'revoked';

export interface Credential {
  readonly secretHash: string;
  readonly expiresAt: EpochMs | undefined;
}

/**
 * The credential behind a presented key. `revoked` and `expired` are told only to one who knows the secret.
 * ATTACKER-CONTROLLED: `presented`.
 */
export function checkCredential<C extends Credential>(
  query: {
    readonly prefix: KeyPrefix;
    readonly presented: string | undefined;
    readonly now: EpochMs;
    readonly sha256: Sha256Hex;
  },
  credentials: ReadonlyMap<string, C>,
  revoked: ReadonlySet<string>,
): { readonly id: string; readonly credential: C } | { readonly refused: KeyRefusal } {
  if (query.presented === undefined || query.presented === '') return { refused: 'missing' };
  const parsed = parseKey(query.prefix, query.presented);
  if (parsed === undefined) return { refused: 'malformed' };
  const credential = credentials.get(parsed.id);
  const matches = sameHash(query.sha256(parsed.secret), credential?.secretHash ?? NO_HASH);
  if (!matches || credential === undefined) return { refused: 'unknown' };
  const refused = endOf(parsed.id, credential, revoked, query.now);
  return refused === undefined ? { id: parsed.id, credential } : { refused };
}

/** Why a credential opens nothing any more; undefined while it does. */
export function endOf(
  id: string,
  { expiresAt }: Credential,
  revoked: ReadonlySet<string>,
  now: EpochMs,
): 'expired' | 'revoked' | undefined {
  if (revoked.has(id)) return 'revoked';
  return expiresAt !== undefined && now >= expiresAt ? 'expired' : undefined;
}

/** Stands for the hash of a key that does not exist, so that a look-up without a find costs the same. */
const NO_HASH = '0'.repeat(64);

function sameHash(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a, 'latin1'), Buffer.from(b, 'latin1'));
}
