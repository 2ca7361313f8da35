// Signing in: whoever shows who they are gets a token that ends by itself. Every attempt is a record, but a flood is not.

import type { AuditLedger } from '../../audit/index.ts';
import { type Clock, GatewayError, type Sha256Hex } from '../../domain/index.ts';
import { isPassword, openSession, type SignedIn, SignInThrottle } from '../../identity/index.ts';
import type { ControlPlane } from '../control/control-plane.ts';

export interface SignInDeskDeps {
  readonly control: ControlPlane;
  readonly ledger: AuditLedger;
  readonly clock: Clock;
  readonly sha256: Sha256Hex;
  readonly randomBytes: (size: number) => Uint8Array;
  readonly sessionMs: number;
}

/** Shown once. */
export interface Session {
  readonly token: string;
  readonly tokenId: string;
  readonly person: string;
  readonly expiresAt: number;
}

/** Whatever identifies the caller besides what they claim. */
export interface Attempt {
  readonly person: string;
  readonly password: string;
  readonly address: string;
}

/** One name is slowed down soon, an address later: behind a proxy many people have one. */
const BY_NAME = { free: 5, firstWaitMs: 5_000, longestWaitMs: 15 * 60_000 };
const BY_ADDRESS = { free: 50, firstWaitMs: 1_000, longestWaitMs: 60_000 };
/** Attempts that may wait for their turn: one is hashed at a time, since each takes 128 MiB. */
const MAX_WAITING = 16;

type Failure = 'wrong' | 'not_allowed';

export class SignInDesk {
  readonly #deps: SignInDeskDeps;
  readonly #names = new SignInThrottle(BY_NAME);
  readonly #addresses = new SignInThrottle(BY_ADDRESS);
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  /** Attempts that were refused unread since the last record of a failure. */
  #unrecorded = 0;

  constructor(deps: SignInDeskDeps) {
    this.#deps = deps;
  }

  /**
   * A session for the right password. Throws GatewayError not_signed_in, the same whether name or password is wrong, and
   * too_many_attempts. ATTACKER-CONTROLLED: the attempt.
   */
  async withPassword(attempt: Attempt): Promise<Session> {
    this.#requireTurn(attempt);
    this.#waiting += 1;
    const judged = this.#turn.then(() => this.#isRight(attempt));
    // The next one waits for this one, however it ends.
    this.#turn = judged.catch(() => undefined);
    const right = await judged.finally(() => {
      this.#waiting -= 1;
    });
    if (!right) {
      await this.noteFailure('wrong', { via: 'password', person: attempt.person, address: attempt.address });
      throw new GatewayError('not_signed_in', { publicMessage: 'name or password is wrong' });
    }
    this.#names.succeeded(attempt.person);
    return this.admit({ person: attempt.person, via: 'password', sessionMs: this.#deps.sessionMs });
  }

  /** A session for somebody who has shown who they are. */
  async admit(who: SignedIn): Promise<Session> {
    const { control, randomBytes, sha256, clock } = this.#deps;
    const { key, id, events, expiresAt } = openSession(who, { randomBytes, sha256, now: clock() });
    await control.commitIdentity(events, who.person);
    return { token: key, tokenId: id, person: who.person, expiresAt };
  }

  get sessionMs(): number {
    return this.#deps.sessionMs;
  }

  /** A name is recorded where it is one of ours: what somebody types into the wrong field may be a password. */
  async noteFailure(
    why: Failure,
    from: { readonly via: SignedIn['via']; readonly person?: string; readonly address: string },
  ): Promise<void> {
    const known = from.person !== undefined && this.#deps.control.identity.person(from.person) !== undefined;
    const unread = this.#unrecorded;
    this.#unrecorded = 0;
    await this.#deps.ledger.append([
      {
        kind: 'sign_in_failed',
        body: {
          via: from.via,
          why,
          address: from.address,
          ...(known ? { person: from.person ?? '' } : {}),
          ...(unread === 0 ? {} : { throttled_before: unread }),
        },
      },
    ]);
  }

  /** Refused before any work is done, and counted instead of recorded: who floods must not fill the ledger. */
  #requireTurn({ person, address }: Attempt): void {
    const now = this.#deps.clock();
    const wait = Math.max(this.#names.waitOf(person, now), this.#addresses.waitOf(address, now));
    if (wait === 0 && this.#waiting < MAX_WAITING) return;
    this.#unrecorded += 1;
    throw new GatewayError('too_many_attempts', {
      publicMessage: `try again in ${Math.max(1, Math.ceil(wait / 1000))} s`,
    });
  }

  async #isRight({ person, password, address }: Attempt): Promise<boolean> {
    const { control, clock } = this.#deps;
    // Counted before it is judged: attempts at once are no way around the throttle.
    this.#names.failed(person, clock());
    this.#addresses.failed(address, clock());
    const right = await isPassword(password, control.passwords.of(person));
    if (right && control.identity.person(person) !== undefined) {
      this.#addresses.succeeded(address);
      return true;
    }
    return false;
  }
}
