// Whose name it is: people choose their names at an identity provider, but not the subject that it knows them by.

/** Who somebody is at a provider: unique and never given to another (OpenID Connect Core §2; names are neither, §5.7). */
export interface Subject {
  readonly issuer: string;
  readonly subject: string;
}

/** Names of people of identity providers. The first subject of an issuer to sign in under a name has it until it is freed. */
export class ProviderNames {
  readonly #subjects = new Map<string, string>();
  readonly #names = new Map<string, string>();

  /** The name under which this subject signed in first. */
  nameOf(who: Subject): string | undefined {
    return this.#names.get(keyOf(who.issuer, who.subject));
  }

  /** Whether this subject may be known by the name: it is its own, or nobody's and it has none. */
  mayTake(name: string, who: Subject): boolean {
    const holder = this.#subjects.get(keyOf(who.issuer, name));
    return holder === undefined ? this.nameOf(who) === undefined : holder === who.subject;
  }

  /** Whether somebody of any provider has this name. */
  has(name: string): boolean {
    return [...this.#names.values()].includes(name);
  }

  /** False, and nothing is changed, where `mayTake` says no. */
  take(name: string, who: Subject): boolean {
    if (!this.mayTake(name, who)) return false;
    this.#subjects.set(keyOf(who.issuer, name), who.subject);
    this.#names.set(keyOf(who.issuer, who.subject), name);
    return true;
  }

  /** Whoever signs in under it next has it. */
  free(name: string): void {
    for (const [key, taken] of this.#names) {
      if (taken !== name) continue;
      this.#names.delete(key);
      this.#subjects.delete(keyOf(key.slice(0, key.indexOf(' ')), name));
    }
  }
}

/** INVARIANT: an issuer has no space (`claimSchema`), so that no two pairs have one key. */
const keyOf = (issuer: string, word: string): string => `${issuer} ${word}`;
