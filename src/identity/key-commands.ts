// Issuing, rotating and revoking of keys and admin tokens: the text is returned once, the event holds only its hash.

import { type EpochMs, GatewayError, type Sha256Hex } from '../domain/index.ts';
import { requireAgent } from './agent-commands.ts';
import type { IdentityDirectory, KeyView } from './directory.ts';
import { holderSchema, type IdentityEvent, keyIssuedSchema } from './events.ts';
import { formatKey, KEY_ENTROPY_BYTES } from './key-format.ts';

/** Chance, hashing and time for a new secret. */
export interface Mint {
  /** Cryptographically strong random bytes. */
  readonly randomBytes: (size: number) => Uint8Array;
  readonly sha256: Sha256Hex;
  readonly now: EpochMs;
}

export interface KeyRequest {
  readonly agent: string;
  /** Lifetime in milliseconds; absent means that the key does not expire. */
  readonly expiresInMs?: number;
  readonly note?: string;
}

/** Events to record, in this order, and the secret to show once, after they are on record. */
export interface Issued {
  readonly events: readonly IdentityEvent[];
  readonly id: string;
  readonly key: string;
}

/** A new key for an agent. Throws GatewayError not_found or invalid_request. */
export function issueKey(directory: IdentityDirectory, request: KeyRequest, mint: Mint): Issued {
  requireAgent(directory, request.agent);
  const { id, secret, text } = formatKey('sp', mint.randomBytes(KEY_ENTROPY_BYTES));
  const parsed = keyIssuedSchema.safeParse({
    key_id: id,
    agent: request.agent,
    secret_hash: mint.sha256(secret),
    ...(request.expiresInMs === undefined ? {} : { expires_at: mint.now + duration(request.expiresInMs, 1) }),
    ...(request.note === undefined ? {} : { note: request.note }),
  });
  if (!parsed.success) {
    const publicMessage = parsed.error.issues[0]?.message ?? 'the key can not be described so';
    throw new GatewayError('invalid_request', { publicMessage });
  }
  return { events: [{ kind: 'key_issued', body: parsed.data }], id, key: text };
}

/**
 * A new key in the place of a live one, which stays valid for `graceMs` (never longer than it would have been).
 * Throws GatewayError not_found, conflict (already revoked, expired or replaced) or invalid_request.
 */
export function rotateKey(
  directory: IdentityDirectory,
  request: Omit<KeyRequest, 'agent'> & { readonly keyId: string; readonly graceMs: number },
  mint: Mint,
): Issued {
  const { keyId, graceMs, ...rest } = request;
  const old = requireKey(directory, keyId);
  const expired = old.expiresAt !== undefined && mint.now >= old.expiresAt;
  if (old.revoked || expired || old.replacedBy !== undefined) {
    throw new GatewayError('conflict', { publicMessage: 'this key is revoked, expired or already replaced' });
  }
  const grace_until = mint.now + duration(graceMs, 0);
  const issued = issueKey(directory, { ...rest, agent: old.agent }, mint);
  const rotated: IdentityEvent = {
    kind: 'key_rotated',
    body: { old_key_id: keyId, new_key_id: issued.id, grace_until },
  };
  return { ...issued, events: [...issued.events, rotated] };
}

/** The event that ends a key at once. Throws GatewayError not_found. */
export function revokeKey(directory: IdentityDirectory, keyId: string): IdentityEvent {
  requireKey(directory, keyId);
  return { kind: 'key_revoked', body: { key_id: keyId } };
}

/** Whose admin token it is; a quorum counts people, so a token of nobody in particular counts little. */
export interface TokenHolder {
  /** Default: admin. */
  readonly role?: string;
  readonly person?: string;
  readonly groups?: readonly string[];
  readonly scopes?: readonly string[];
  /** Absent: the token does not expire. */
  readonly expiresInMs?: number;
}

/** A new token for the admin API. Throws GatewayError invalid_request for a name, role or scope that is none. */
export function issueAdminToken(mint: Mint, holder: TokenHolder = {}): Issued {
  const { id, secret, text } = formatKey('spa', mint.randomBytes(KEY_ENTROPY_BYTES));
  const { expiresInMs, ...rest } = holder;
  const expires = expiresInMs === undefined ? {} : { expires_at: mint.now + duration(expiresInMs, 1) };
  const parsed = holderSchema.safeParse({ role: 'admin', ...rest, ...expires });
  if (!parsed.success) {
    throw new GatewayError('invalid_request', {
      publicMessage: `${String(parsed.error.issues[0]?.path[0] ?? 'token')}: ${parsed.error.issues[0]?.message ?? 'not valid'}`,
    });
  }
  const body = { token_id: id, secret_hash: mint.sha256(secret), ...parsed.data };
  return { events: [{ kind: 'admin_token_issued', body }], id, key: text };
}

/** The event that ends an admin token at once. Throws GatewayError not_found. */
export function revokeAdminToken(directory: IdentityDirectory, tokenId: string): IdentityEvent {
  if (!directory.adminTokens().some((token) => token.tokenId === tokenId)) {
    throw new GatewayError('not_found', { publicMessage: 'there is no admin token of this id' });
  }
  return { kind: 'admin_token_revoked', body: { token_id: tokenId } };
}

function requireKey(directory: IdentityDirectory, keyId: string): KeyView {
  const key = directory.key(keyId);
  if (key === undefined) throw new GatewayError('not_found', { publicMessage: 'there is no key of this id' });
  return key;
}

const TEN_YEARS_MS = 10 * 366 * 86_400_000;

function duration(ms: number, atLeast: number): number {
  if (Number.isInteger(ms) && ms >= atLeast && ms <= TEN_YEARS_MS) return ms;
  throw new GatewayError('invalid_request', {
    publicMessage: 'a duration is a whole number of milliseconds, at most ten years',
  });
}
