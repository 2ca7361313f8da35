// Who may come through the gate's doors: agents, their keys and administrators, folded from the ledger.

import type { AgentIdentity, EpochMs, Sha256Hex } from '../domain/index.ts';
import { Administration, type AdminTokenView, type AuthenticatedAdmin } from './administration.ts';
import { type Credential, checkCredential, endOf, type KeyRefusal } from './credential.ts';
import type { AgentBody, IdentityEvent, PersonBody } from './events.ts';
import type { ProviderNames } from './provider-names.ts';

export type Authenticated = { readonly agent: AgentIdentity } | { readonly refused: KeyRefusal };
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
  /** The agent behind a key whose secret was presented a moment ago, as it is now. `keyId` is one that `authenticate` answered. */
  present(keyId: string, now: EpochMs): Authenticated;
  authenticateAdmin(presented: string | undefined, now: EpochMs): AuthenticatedAdmin;
  agent(name: string): AgentBody | undefined;
  agents(): readonly AgentBody[];
  key(keyId: string): KeyView | undefined;
  /** Every key ever issued to this agent, oldest first. */
  keysOf(agent: string): readonly KeyView[];
  adminTokens(): readonly AdminTokenView[];
  person(name: string): PersonBody | undefined;
  people(): readonly PersonBody[];
  /** Which names belong to whom at identity providers. */
  readonly providerNames: Pick<ProviderNames, 'nameOf' | 'mayTake' | 'has'>;
}

/** An empty directory. State is only ever changed by `apply`. */
export function createIdentityDirectory(options: { readonly sha256: Sha256Hex }): IdentityDirectory {
  return new FoldedDirectory(options.sha256);
}

class FoldedDirectory implements IdentityDirectory {
  readonly #sha256: Sha256Hex;
  readonly #agents = new Map<string, AgentBody>();
  readonly #keys = new Map<string, AgentKey>();
  // INVARIANT: ids only ever enter these sets. A key of a removed agent stays dead when the name comes back.
  readonly #revokedKeys = new Set<string>();
  readonly #administration: Administration;

  constructor(sha256: Sha256Hex) {
    this.#sha256 = sha256;
    this.#administration = new Administration(sha256);
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
      default:
        this.#administration.apply(event);
    }
  }

  authenticate(presented: string | undefined, now: EpochMs): Authenticated {
    const asked = { prefix: 'sp', presented, now, sha256: this.#sha256 } as const;
    const checked = checkCredential(asked, this.#keys, this.#revokedKeys);
    return 'refused' in checked ? checked : this.#holder(checked.id, checked.credential);
  }

  present(keyId: string, now: EpochMs): Authenticated {
    const key = this.#keys.get(keyId);
    if (key === undefined) return { refused: 'unknown' };
    const refused = endOf(keyId, key, this.#revokedKeys, now);
    return refused === undefined ? this.#holder(keyId, key) : { refused };
  }

  authenticateAdmin(presented: string | undefined, now: EpochMs): AuthenticatedAdmin {
    return this.#administration.authenticate(presented, now);
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
    return this.#administration.tokens();
  }

  person(name: string): PersonBody | undefined {
    return this.#administration.person(name);
  }

  people(): readonly PersonBody[] {
    return this.#administration.people();
  }

  get providerNames(): ProviderNames {
    return this.#administration.providerNames;
  }

  #holder(keyId: string, key: AgentKey): Authenticated {
    const agent = this.#agents.get(key.agent);
    return agent === undefined ? { refused: 'revoked' } : { agent: identityOf(agent, keyId) };
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
}

/** A name or id is given once: a second secret or scope under it would replace the first one unseen. */
function putNew<V>(map: Map<string, V>, key: string, value: V): void {
  if (!map.has(key)) map.set(key, value);
}

function identityOf(agent: AgentBody, keyId: string): AgentIdentity {
  const { agent: name, role, groups, upstreams, models } = agent;
  return { name, role, groups, keyId, upstreams, models };
}
