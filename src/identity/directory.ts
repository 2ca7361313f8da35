// Who may come through the gate's doors: agents, their keys and administrators, folded from the ledger.

import { timingSafeEqual } from 'node:crypto';
import type { AgentIdentity, EpochMs, Sha256Hex } from '../domain/index.ts';
import type { AgentBody, IdentityEvent } from './events.ts';
import { type KeyPrefix, parseKey } from './key-format.ts';

export type KeyRefusal = 'missing' | 'malformed' | 'unknown' | 'expired' | 'revoked';
export type Authenticated = { readonly agent: AgentIdentity } | { readonly refused: KeyRefusal };
export type AuthenticatedAdmin =
  | {
      readonly admin: {
        readonly tokenId: string;
        readonly role: 'admin';
        /** Whose token it is; undefined where it is nobody's in particular. */
        readonly person: string | undefined;
        readonly groups: readonly string[];
      };
    }
  | { readonly refused: KeyRefusal };

/** What may be shown of a key. */
export interface KeyView {
  readonly keyId: string;
  readonly agent: string;
  /** Not valid from this time on; undefined means that it does not expire. Rotation only ever brings it forward. */
  readonly expiresAt: EpochMs | undefined;
  readonly note: string | undefined;
  readonly revoked: boolean;
  readonly replacedBy: string | undefined;
}

/** What may be shown of an admin token. */
export interface AdminTokenView {
  readonly tokenId: string;
  readonly person: string | undefined;
  readonly groups: readonly string[];
  readonly revoked: boolean;
}

interface Credential {
  readonly secretHash: string;
  readonly expiresAt: EpochMs | undefined;
}
interface AdminToken extends Credential {
  readonly person: string | undefined;
  readonly groups: readonly string[];
}
interface AgentKey extends Credential {
  readonly keyId: string;
  readonly agent: string;
  readonly note: string | undefined;
  readonly replacedBy: string | undefined;
}

export interface IdentityDirectory {
  /**
   * Folds one event. Total: an event that does not fit what is known is ignored, except that it can still take access
   * away (the revocation of a key that is not known yet holds when the key turns up).
   */
  apply(event: IdentityEvent): void;
  /**
   * The agent behind a presented key. `revoked` and `expired` are told only to one who knows the secret; for everybody
   * else the key is `unknown`, at the same cost whether or not its id exists. ATTACKER-CONTROLLED: `presented`.
   */
  authenticate(presented: string | undefined, now: EpochMs): Authenticated;
  authenticateAdmin(presented: string | undefined, now: EpochMs): AuthenticatedAdmin;
  agent(name: string): AgentBody | undefined;
  agents(): readonly AgentBody[];
  key(keyId: string): KeyView | undefined;
  /** Every key ever issued to this agent, oldest first. */
  keysOf(agent: string): readonly KeyView[];
  adminTokens(): readonly AdminTokenView[];
}

/** An empty directory. State is only ever changed by `apply`. */
export function createIdentityDirectory(options: { readonly sha256: Sha256Hex }): IdentityDirectory {
  return new FoldedDirectory(options.sha256);
}

class FoldedDirectory implements IdentityDirectory {
  readonly #sha256: Sha256Hex;
  readonly #agents = new Map<string, AgentBody>();
  readonly #keys = new Map<string, AgentKey>();
  readonly #tokens = new Map<string, AdminToken>();
  // INVARIANT: ids only ever enter these sets. A key of a removed agent stays dead when the name comes back.
  readonly #revokedKeys = new Set<string>();
  readonly #revokedTokens = new Set<string>();

  constructor(sha256: Sha256Hex) {
    this.#sha256 = sha256;
  }

  apply(event: IdentityEvent): void {
    switch (event.kind) {
      case 'agent_added':
        putNew(this.#agents, event.body.agent, event.body);
        return;
      case 'agent_changed':
        if (this.#agents.has(event.body.agent)) this.#agents.set(event.body.agent, event.body);
        return;
      case 'agent_removed':
        this.#removeAgent(event.body.agent);
        return;
      case 'key_issued':
      case 'key_rotated':
      case 'key_revoked':
        this.#applyKey(event);
        return;
      case 'admin_token_issued':
        putNew(this.#tokens, event.body.token_id, {
          secretHash: event.body.secret_hash,
          expiresAt: undefined,
          person: event.body.person,
          groups: event.body.groups ?? [],
        });
        return;
      case 'admin_token_revoked':
        this.#revokedTokens.add(event.body.token_id);
    }
  }

  authenticate(presented: string | undefined, now: EpochMs): Authenticated {
    const checked = this.#check({ prefix: 'sp', presented, now }, this.#keys, this.#revokedKeys);
    if ('refused' in checked) return checked;
    const agent = this.#agents.get(checked.credential.agent);
    return agent === undefined ? { refused: 'revoked' } : { agent: identityOf(agent, checked.id) };
  }

  authenticateAdmin(presented: string | undefined, now: EpochMs): AuthenticatedAdmin {
    const checked = this.#check({ prefix: 'spa', presented, now }, this.#tokens, this.#revokedTokens);
    if ('refused' in checked) return checked;
    const { person, groups } = checked.credential;
    return { admin: { tokenId: checked.id, role: 'admin', person, groups } };
  }

  agent(name: string): AgentBody | undefined {
    return this.#agents.get(name);
  }

  agents(): readonly AgentBody[] {
    return [...this.#agents.values()];
  }

  key(keyId: string): KeyView | undefined {
    const key = this.#keys.get(keyId);
    if (key === undefined) return undefined;
    const { secretHash: _, ...shown } = key;
    return { ...shown, revoked: this.#revokedKeys.has(keyId) };
  }

  keysOf(agent: string): readonly KeyView[] {
    const views: KeyView[] = [];
    for (const key of this.#keys.values()) {
      const view = key.agent === agent ? this.key(key.keyId) : undefined;
      if (view !== undefined) views.push(view);
    }
    return views;
  }

  adminTokens(): readonly AdminTokenView[] {
    return [...this.#tokens].map(([tokenId, { person, groups }]) => ({
      tokenId,
      person,
      groups,
      revoked: this.#revokedTokens.has(tokenId),
    }));
  }

  #removeAgent(name: string): void {
    this.#agents.delete(name);
    for (const key of this.#keys.values()) if (key.agent === name) this.#revokedKeys.add(key.keyId);
  }

  #applyKey(event: Extract<IdentityEvent, { kind: 'key_issued' | 'key_rotated' | 'key_revoked' }>): void {
    if (event.kind === 'key_revoked') {
      this.#revokedKeys.add(event.body.key_id);
      return;
    }
    if (event.kind === 'key_issued') {
      const { key_id: keyId, agent, secret_hash: secretHash, expires_at: expiresAt, note } = event.body;
      if (this.#keys.has(keyId)) return;
      // A key for an agent that is not there must not wait for somebody to take the name.
      if (!this.#agents.has(agent)) this.#revokedKeys.add(keyId);
      this.#keys.set(keyId, { keyId, agent, secretHash, expiresAt, note, replacedBy: undefined });
      return;
    }
    const old = this.#keys.get(event.body.old_key_id);
    if (old === undefined) {
      this.#revokedKeys.add(event.body.old_key_id);
      return;
    }
    const expiresAt = Math.min(old.expiresAt ?? Number.POSITIVE_INFINITY, event.body.grace_until);
    this.#keys.set(old.keyId, { ...old, expiresAt, replacedBy: event.body.new_key_id });
  }

  #check<C extends Credential>(
    query: { readonly prefix: KeyPrefix; readonly presented: string | undefined; readonly now: EpochMs },
    credentials: ReadonlyMap<string, C>,
    revoked: ReadonlySet<string>,
  ): { readonly id: string; readonly credential: C } | { readonly refused: KeyRefusal } {
    if (query.presented === undefined || query.presented === '') return { refused: 'missing' };
    const parsed = parseKey(query.prefix, query.presented);
    if (parsed === undefined) return { refused: 'malformed' };
    const credential = credentials.get(parsed.id);
    const matches = sameHash(this.#sha256(parsed.secret), credential?.secretHash ?? NO_HASH);
    if (!matches || credential === undefined) return { refused: 'unknown' };
    if (revoked.has(parsed.id)) return { refused: 'revoked' };
    if (credential.expiresAt !== undefined && query.now >= credential.expiresAt)
      return { refused: 'expired' };
    return { id: parsed.id, credential };
  }
}

/** Stands for the hash of a key that does not exist, so that a look-up without a find costs the same. */
const NO_HASH = '0'.repeat(64);

function sameHash(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a, 'latin1'), Buffer.from(b, 'latin1'));
}

/** A name or id is given once: a second secret or scope under it would replace the first one unseen. */
function putNew<V>(map: Map<string, V>, key: string, value: V): void {
  if (!map.has(key)) map.set(key, value);
}

function identityOf(agent: AgentBody, keyId: string): AgentIdentity {
  const { agent: name, role, groups, upstreams, models } = agent;
  return { name, role, groups, keyId, upstreams, models };
}
