// What is kept of each person's password: read from the contents of the ledger's records, forgotten with the account.

import type { AuditLedger } from '../../audit/index.ts';
import { type IdentityEvent, type PasswordVerifier, readVerifier } from '../../identity/index.ts';

/** The name of the content item. */
export const VERIFIER = 'verifier';

export class PasswordBook {
  readonly #verifiers = new Map<string, PasswordVerifier>();
  /** Where the latest one lies that was not read yet. */
  readonly #unread = new Map<string, number>();

  /** Undefined where the person has no password, or it was erased: then nobody comes in with one. */
  of(person: string): PasswordVerifier | undefined {
    return this.#verifiers.get(person);
  }

  put(person: string, verifier: PasswordVerifier): void {
    this.#verifiers.set(person, verifier);
  }

  /** Follows the directory: a removed person's password is not the next one's of that name. */
  note(event: IdentityEvent, index?: number): void {
    if (event.kind === 'password_set' && index !== undefined) this.#unread.set(event.body.person, index);
    if (event.kind !== 'person_removed') return;
    this.#verifiers.delete(event.body.person);
    this.#unread.delete(event.body.person);
  }

  async load(ledger: Pick<AuditLedger, 'contents'>): Promise<void> {
    for (const [person, index] of this.#unread) {
      const contents = await ledger.contents(index);
      const item = 'erased' in contents ? undefined : contents.find(({ name }) => name === VERIFIER);
      const verifier =
        item === undefined ? undefined : readVerifier(Buffer.from(item.bytes).toString('utf8'));
      if (verifier !== undefined) this.#verifiers.set(person, verifier);
    }
    this.#unread.clear();
  }
}
