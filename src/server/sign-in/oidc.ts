// Signing in by an OpenID Connect provider: authorization code with PKCE, bound to the browser that began it.

import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientError,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  fetchUserInfo,
  type IDToken,
  None,
  ResponseBodyError,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import { type Clock, GatewayError, type Sha256Hex } from '../../domain/index.ts';
import { type IdentityDirectory, nameConflict, type Role } from '../../identity/index.ts';
import type { Session, SignInDesk } from './desk.ts';

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** Undefined: a public client, which PKCE alone protects. */
  readonly clientSecret: { reveal(): string } | undefined;
  readonly redirectUrl: string;
  readonly scopes: readonly string[];
  /** The claim that names the person in records, as policies and approvals know them. */
  readonly nameClaim: string;
  readonly groupsClaim: string;
  /** Groups of the provider, and the roles that they give. Who has none of them is not let in. */
  readonly roles: ReadonlyMap<string, readonly Role[]>;
}

export interface OidcDeps {
  readonly desk: SignInDesk;
  readonly identity: IdentityDirectory;
  readonly clock: Clock;
  readonly sha256: Sha256Hex;
}

interface Begun {
  readonly verifier: string;
  readonly nonce: string;
  readonly state: string;
  readonly until: number;
}

/** Sign-ins under way; the oldest gives way: a flood of beginnings costs no memory, and nobody's session. */
const MAX_BEGUN = 1_000;
const BEGUN_MS = 10 * 60_000;
const PROVIDER_TIMEOUT_S = 10;
const NAME = /^[A-Za-z0-9_-]{1,64}$/;
/** What user names and mail addresses hold beyond a name's characters. */
const BETWEEN_WORDS = /[.@+ ]/g;
const MAX_GROUPS = 64;

export class OidcSignIn {
  readonly #settings: OidcSettings;
  readonly #deps: OidcDeps;
  readonly #begun = new Map<string, Begun>();
  #configuration: Promise<Configuration> | undefined;

  constructor(settings: OidcSettings, deps: OidcDeps) {
    this.#settings = settings;
    this.#deps = deps;
  }

  /** Whether people reach the gateway over TLS. */
  get overTls(): boolean {
    return this.#settings.redirectUrl.startsWith('https:');
  }

  /** Where to send the browser, and the ticket that it must bring back. Throws GatewayError upstream_unreachable. */
  async begin(): Promise<{ readonly url: URL; readonly ticket: string }> {
    const configuration = await this.#discovered();
    const verifier = randomPKCECodeVerifier();
    const [nonce, state, ticket] = [randomNonce(), randomState(), randomState()];
    const now = this.#deps.clock();
    this.#remember(this.#deps.sha256(ticket), { verifier, nonce, state, until: now + BEGUN_MS });
    const url = buildAuthorizationUrl(configuration, {
      redirect_uri: this.#settings.redirectUrl,
      scope: this.#settings.scopes.join(' '),
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    return { url, ticket };
  }

  /**
   * A session for whom the provider names. Throws GatewayError not_signed_in for an answer that does not belong to the
   * ticket or does not hold, not_permitted for a person without a role. ATTACKER-CONTROLLED: all arguments.
   */
  async finish(came: {
    readonly query: string;
    readonly ticket: string;
    readonly address: string;
  }): Promise<Session> {
    const key = this.#deps.sha256(came.ticket);
    const begun = this.#begun.get(key);
    // A ticket is good once.
    this.#begun.delete(key);
    if (begun === undefined || this.#deps.clock() >= begun.until) {
      await this.#failed('wrong', came.address);
      throw new GatewayError('not_signed_in', { publicMessage: 'this sign-in is over: begin again' });
    }
    const claims = await this.#claims(begun, came);
    const who = this.#personOf(claims);
    if ('why' in who) {
      await this.#failed('not_allowed', came.address);
      throw new GatewayError('not_permitted', { publicMessage: who.why });
    }
    const { desk } = this.#deps;
    const { iss: issuer, sub: subject } = claims;
    return desk.admit({ ...who, via: 'oidc', sessionMs: desk.sessionMs, issuer, subject });
  }

  async #claims(begun: Begun, came: { readonly query: string; readonly address: string }): Promise<IDToken> {
    const configuration = await this.#discovered();
    const url = new URL(`${this.#settings.redirectUrl}?${came.query}`);
    const checks = {
      pkceCodeVerifier: begun.verifier,
      expectedNonce: begun.nonce,
      expectedState: begun.state,
      idTokenExpected: true,
    };
    try {
      const tokens = await authorizationCodeGrant(configuration, url, checks);
      const claims = tokens.claims();
      if (claims !== undefined) return await this.#completed(claims, configuration, tokens.access_token);
    } catch (cause) {
      if (!isProtocolFault(cause)) throw cause;
      // Its words come from outside; the record says that it failed, and the person may begin again.
    }
    await this.#failed('wrong', came.address);
    throw new GatewayError('not_signed_in', {
      publicMessage: 'the identity provider did not confirm who this is',
    });
  }

  /** Many providers tell name and groups by their userinfo endpoint alone; it speaks of the same subject, or not at all. */
  async #completed(claims: IDToken, configuration: Configuration, accessToken: string): Promise<IDToken> {
    const { nameClaim, groupsClaim } = this.#settings;
    const complete = Object.hasOwn(claims, nameClaim) && Object.hasOwn(claims, groupsClaim);
    if (complete || configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
    return { ...(await fetchUserInfo(configuration, accessToken, claims.sub)), ...claims };
  }

  /** ATTACKER-CONTROLLED: the claims, as far as people choose their own names at the provider. */
  #personOf(
    claims: IDToken,
  ):
    | { readonly person: string; readonly roles: readonly Role[]; readonly groups: readonly string[] }
    | { readonly why: string } {
    const { nameClaim, groupsClaim, roles: mapping } = this.#settings;
    const { providerNames } = this.#deps.identity;
    const who = { issuer: claims.iss, subject: claims.sub };
    const claimed = Object.hasOwn(claims, nameClaim) ? claims[nameClaim] : undefined;
    // Whoever renames themselves at the provider stays who they were here: approvers and owners are named by name.
    const name =
      providerNames.nameOf(who) ??
      (typeof claimed === 'string' ? claimed.replaceAll(BETWEEN_WORDS, '-') : undefined);
    const listed = Object.hasOwn(claims, groupsClaim) ? claims[groupsClaim] : undefined;
    if (name === undefined || !NAME.test(name)) {
      return {
        why: `the claim ${nameClaim} holds no name of 1 to 64 of A-Z a-z 0-9 _ - (a dot, @, + or space becomes -)`,
      };
    }
    // INVARIANT: nobody becomes another person of the provider, or a local one, by taking that name there.
    if (!providerNames.mayTake(name, who)) {
      return {
        why: `${name} is somebody else here; an administrator frees the name (sallyport people remove)`,
      };
    }
    if (this.#deps.identity.person(name) !== undefined) {
      return { why: `${name} has a local account: sign in with its password` };
    }
    const all = (Array.isArray(listed) ? listed : []).filter((group) => typeof group === 'string');
    const groups = all.filter((group) => NAME.test(group)).slice(0, MAX_GROUPS);
    const conflict = mapping.has(name)
      ? { why: `${name} is a group: a person needs another name` }
      : nameConflict(this.#deps.identity, { person: name, groups });
    if (conflict !== undefined) return { why: conflict.why };
    const roles = [...new Set(all.flatMap((group) => mapping.get(group) ?? []))];
    if (roles.length === 0) return { why: 'none of the groups of this person has a role here' };
    return { person: name, roles, groups };
  }

  #failed(why: 'wrong' | 'not_allowed', address: string): Promise<void> {
    return this.#deps.desk.noteFailure(why, { via: 'oidc', address });
  }

  #remember(key: string, begun: Begun): void {
    this.#begun.set(key, begun);
    if (this.#begun.size <= MAX_BEGUN) return;
    const [oldest] = this.#begun.keys();
    if (oldest !== undefined) this.#begun.delete(oldest);
  }

  /** Asked for when the first person comes, and again after a failure: a provider that is down does not stop the start. */
  #discovered(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.#settings;
    const url = new URL(issuer);
    this.#configuration ??= discovery(
      url,
      clientId,
      clientSecret?.reveal(),
      clientSecret === undefined ? None() : undefined,
      {
        timeout: PROVIDER_TIMEOUT_S,
        // The configuration lets http through on loopback alone.
        ...(url.protocol === 'http:' ? { execute: [allowInsecureRequests] } : {}),
      },
    ).catch((cause: unknown) => {
      this.#configuration = undefined;
      throw new GatewayError('upstream_unreachable', {
        publicMessage: 'the identity provider does not answer as one',
        cause,
      });
    });
    return this.#configuration;
  }
}

/** What the library throws for an answer that does not hold, and for a provider that does not answer. */
function isProtocolFault(cause: unknown): boolean {
  return (
    cause instanceof ClientError ||
    cause instanceof ResponseBodyError ||
    cause instanceof AuthorizationResponseError ||
    cause instanceof WWWAuthenticateChallengeError
  );
}
