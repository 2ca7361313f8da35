// The active policy set: changed only by a recorded activation, atomically; a broken text never replaces a good one.

import { GatewayError, type Sha256Hex } from '../../domain/index.ts';
import { type Diagnostic, loadPolicySet, type PolicySet } from '../../policy/index.ts';

/** One activation as the ledger keeps it. */
export interface Activation {
  readonly version: string;
  readonly fileName: string;
  readonly author: string;
  readonly reason: string;
  readonly at: number;
  /** The version whose text this one was made of, where the gateway made it. */
  readonly derivedFrom?: string;
}

/** A text that can not be activated, with every problem that was found. */
export class PolicyRejected extends GatewayError {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    const first = diagnostics.find((diagnostic) => diagnostic.severity === 'error') ?? diagnostics[0];
    const place = first === undefined ? '' : `: ${first.file}:${first.line}:${first.column} ${first.message}`;
    super('config_invalid', { publicMessage: `the policy does not load${place}` });
    this.diagnostics = diagnostics;
  }
}

/** Loads a policy text. Throws PolicyRejected with all diagnostics. */
export function requirePolicySet(
  text: string,
  options: { readonly fileName: string; readonly sha256: Sha256Hex },
): PolicySet {
  const loaded = loadPolicySet(text, options);
  if (!loaded.ok) throw new PolicyRejected(loaded.diagnostics);
  return loaded.set;
}

export class PolicyShelf {
  #active: { readonly set: PolicySet; readonly activation: Activation } | undefined;
  readonly #history: Activation[] = [];
  #authors: readonly string[] = [];

  get active(): PolicySet | undefined {
    return this.#active?.set;
  }

  get activation(): Activation | undefined {
    return this.#active?.activation;
  }

  /** Every activation, oldest first. */
  get history(): readonly Activation[] {
    return this.#history;
  }

  /** Everybody who has a part in the text in force: who activated it, now or before, or what it was made of. */
  get authors(): readonly string[] {
    return this.#authors;
  }

  /** Called once the activation is on record. */
  put(set: PolicySet, activation: Activation): void {
    this.#history.push(activation);
    this.#active = { set, activation };
    this.#authors = this.#authorsOf(activation.version);
  }

  /** An activation of the past, whose text was replaced since. */
  note(activation: Activation): void {
    this.#history.push(activation);
  }

  #authorsOf(version: string): readonly string[] {
    const versions = new Set([version]);
    const authors = new Set<string>();
    // Newest first: what a text was made of was activated before it.
    for (const activation of [...this.#history].reverse()) {
      if (!versions.has(activation.version)) continue;
      authors.add(activation.author);
      if (activation.derivedFrom !== undefined) versions.add(activation.derivedFrom);
    }
    return [...authors];
  }
}
