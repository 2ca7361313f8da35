// People with accounts and the tokens of the admin API: what each may do at this moment, folded from the ledger.

import type { EpochMs, Sha256Hex } from '../domain/index.ts';
import { type Credential, checkCredential, type KeyRefusal } from './credential.ts';
import type { IdentityEvent, PersonBody } from './events.ts';
import { ProviderNames } from './provider-names.ts';
import { inAll, type Permission, permissionsOf, type Role } from './roles.ts';

export type AuthenticatedAdmin =
  | {
      readonly admin: {
        readonly tokenId: string;
        /** Whose token it is; undefined where it is nobody's in particular. */
        readonly person: string | undefined;
        readonly groups: readonly string[];
        readonly roles: readonly Role[];
        readonly permissions: ReadonlySet<Permission>;
      };
    }
  | { readonly refused: KeyRefusal };

/** What may be shown of an admin token. */
export interface AdminTokenView {
  readonly tokenId: string;
  readonly person: string | undefined;
  readonly groups: readonly string[];
  readonly roles: readonly Role[];
  /** Undefined: all that the roles allow. */
  readonly scopes: readonly Permission[] | undefined;
  readonly expiresAt: EpochMs | undefined;
  /** Made by signing in. */
  readonly session: boolean;
  readonly revoked: boolean;
}

interface AdminToken extends Credential, Omit<AdminTokenView, 'tokenId' | 'revoked'> {
  /** True where roles and groups are those of the account, which may change. */
  readonly ofAccount: boolean;
}

type AdminEvent = Extract<
  IdentityEvent,
  { kind: `admin_token_${string}` | `person_${string}` | 'password_set' | 'signed_in' }
>;

export class Administration {
  readonly #sha256: Sha256Hex;
  readonly #people = new Map<string, PersonBody>();
  readonly #tokens = new Map<string, AdminToken>();
  // INVARIANT: ids only ever enter this set. A token of a removed person stays dead when the name comes back.
  readonly #revoked = new Set<string>();
  readonly providerNames = new ProviderNames();

  constructor(sha256: Sha256Hex) {
    this.#sha256 = sha256;
  }

  /** Total, as the directory's: an event that does not fit can at most take access away. */
  apply(event: AdminEvent): void {
    switch (event.kind) {
      case 'admin_token_issued':
      case 'signed_in':
        this.#put(event);
        return;
      case 'admin_token_revoked':
        this.#revoked.add(event.body.token_id);
        return;
      case 'person_added':
        if (!this.#people.has(event.body.person)) this.#people.set(event.body.person, event.body);
        return;
      case 'person_changed':
        if (this.#people.has(event.body.person)) this.#people.set(event.body.person, event.body);
        return;
      case 'person_removed':
        this.#people.delete(event.body.person);
        this.providerNames.free(event.body.person);
        this.#revoke(event.body.person, () => true);
        return;
      case 'password_set':
        this.#revoke(event.body.person, ({ session }) => session);
    }
  }

  authenticate(presented: string | undefined, now: EpochMs): AuthenticatedAdmin {
    const asked = { prefix: 'spa', presented, now, sha256: this.#sha256 } as const;
    const checked = checkCredential(asked, this.#tokens, this.#revoked);
    if ('refused' in checked) return checked;
    const { person, groups, roles, scopes, ofAccount } = checked.credential;
    const account = person === undefined ? undefined : this.#people.get(person);
    if (ofAccount && account === undefined) return { refused: 'revoked' };
    const own = ofAccount
      ? { roles: account?.roles ?? [], groups: account?.groups ?? [] }
      : {
          roles,
          // Who has left a group has left it with every token.
          groups: account === undefined ? groups : groups.filter((group) => account.groups.includes(group)),
        };
    const permissions = inAll(
      permissionsOf(own.roles),
      // A token can never do more than the account of the person it was issued to.
      ...(account === undefined ? [] : [permissionsOf(account.roles)]),
      ...(scopes === undefined ? [] : [new Set(scopes)]),
    );
    return { admin: { tokenId: checked.id, person, ...own, permissions } };
  }

  tokens(): readonly AdminTokenView[] {
    return [...this.#tokens].map(([tokenId, { secretHash: _, ofAccount, ...token }]) => ({
      ...token,
      tokenId,
      revoked: this.#revoked.has(tokenId),
    }));
  }

  person(name: string): PersonBody | undefined {
    return this.#people.get(name);
  }

  people(): readonly PersonBody[] {
    return [...this.#people.values()];
  }

  #put({ kind, body }: Extract<AdminEvent, { kind: 'admin_token_issued' | 'signed_in' }>): void {
    if (this.#tokens.has(body.token_id)) return;
    const common = { secretHash: body.secret_hash, expiresAt: body.expires_at, person: body.person };
    if (kind === 'signed_in') {
      // INVARIANT: a session under a name is one of the subject that has the name.
      if (body.via === 'oidc' && !this.providerNames.take(body.person, body)) return;
      const given =
        body.via === 'oidc' ? { roles: body.roles, groups: body.groups } : { roles: [], groups: [] };
      const ofAccount = body.via === 'password';
      this.#tokens.set(body.token_id, { ...common, ...given, scopes: undefined, session: true, ofAccount });
      return;
    }
    const { role, groups = [], scopes } = body;
    this.#tokens.set(body.token_id, {
      ...common,
      roles: [role],
      groups,
      scopes,
      session: false,
      ofAccount: false,
    });
  }

  #revoke(person: string, which: (token: AdminToken) => boolean): void {
    for (const [id, token] of this.#tokens) {
      if (token.person === person && which(token)) this.#revoked.add(id);
    }
  }
}
