// Whatever changes what the gateway would decide goes on record first, then takes effect: agents, keys, policies, approvals.

import {
  type ApprovalBoard,
  createApprovalBoard,
  createGrantBook,
  createOverrideBook,
  type GrantBook,
  isGrantEvent,
  type OverrideBook,
  readHoldEvent,
  readOverrideEvent,
} from '../../approvals/index.ts';
import type { AuditLedger, RecordDraft, StoredRecord } from '../../audit/index.ts';
import { type Clock, GatewayError, type Sha256Hex, stringField } from '../../domain/index.ts';
import {
  createIdentityDirectory,
  type IdentityDirectory,
  type IdentityEvent,
  isOwnName,
  type PasswordVerifier,
  readIdentityEvent,
  setPassword,
} from '../../identity/index.ts';
import { type HaltScope, Halts } from '../../limits/index.ts';
import { PasswordBook, VERIFIER } from './password-book.ts';
import { type Activation, PolicyShelf, requirePolicySet } from './policy-shelf.ts';

export interface ControlDeps {
  readonly ledger: AuditLedger;
  readonly clock: Clock;
  readonly sha256: Sha256Hex;
}

export interface ActivationRequest {
  readonly text: string;
  readonly fileName: string;
  readonly author: string;
  readonly reason: string;
  /** The version whose text this one was made of. */
  readonly derivedFrom?: string;
}

/** The folded control state, and the only way to change it: append, then apply. */
export class ControlPlane {
  readonly identity: IdentityDirectory;
  readonly approvals: ApprovalBoard = createApprovalBoard();
  readonly grants: GrantBook = createGrantBook();
  readonly overrides: OverrideBook = createOverrideBook();
  readonly policies = new PolicyShelf();
  readonly halts = new Halts();
  readonly passwords = new PasswordBook();
  readonly #deps: ControlDeps;

  private constructor(deps: ControlDeps) {
    this.#deps = deps;
    this.identity = createIdentityDirectory({ sha256: deps.sha256 });
  }

  /** Folds the ledger's control records. Throws GatewayError store_damaged when one of them can not be read. */
  static async open(deps: ControlDeps): Promise<ControlPlane> {
    const plane = new ControlPlane(deps);
    let latest: StoredRecord | undefined;
    for await (const record of deps.ledger.controlRecords()) {
      if (record.kind === 'policy_activated') {
        if (latest !== undefined) plane.policies.note(activationOf(latest));
        latest = record;
      } else plane.#fold(record);
    }
    if (latest !== undefined) await plane.#restorePolicy(latest);
    await plane.passwords.load(deps.ledger);
    return plane;
  }

  #fold(record: StoredRecord): void {
    this.halts.apply(record);
    const identity = readIdentityEvent(record);
    if (identity !== undefined) {
      this.identity.apply(identity);
      this.passwords.note(identity, record.index);
    }
    const override = readOverrideEvent(record);
    if (override !== undefined) this.overrides.apply(override);
    const hold = readHoldEvent(record);
    if (hold === undefined) return;
    if (isGrantEvent(hold)) this.grants.apply(hold);
    else this.approvals.apply(hold);
  }

  async #restorePolicy(record: StoredRecord): Promise<void> {
    const activation = activationOf(record);
    const text = await this.#policySource(record);
    const set = requirePolicySet(text, { fileName: activation.fileName, sha256: this.#deps.sha256 });
    this.policies.put(set, activation);
  }

  /**
   * Who must not approve what this agent asks for: its owner, and whoever has a part in the policy in force. The gateway's
   * own names are left out: they bar nobody, so a list that held them would say what is not so.
   */
  barredFrom(agent: string): readonly string[] {
    const owner = this.identity.agent(agent)?.owner;
    const people = owner === undefined ? this.policies.authors : [owner, ...this.policies.authors];
    return people.filter((person) => !isOwnName(person));
  }

  /** Stops, or lets go on, an agent, a workflow or all of the project. On record before it takes effect. */
  async commitHalt(change: {
    readonly kind: 'halted' | 'resumed';
    readonly scope: HaltScope;
    readonly name: string;
    readonly by: string;
    readonly reason: string;
  }): Promise<void> {
    const { kind, ...body } = change;
    await this.#deps.ledger.append([{ kind, body }]);
    this.halts.apply({ kind, body, time: this.#deps.clock() });
  }

  /** Records identity events in one batch, then applies them. */
  async commitIdentity(events: readonly IdentityEvent[], by: string): Promise<void> {
    await this.#deps.ledger.append(
      events.map((event): RecordDraft => ({ kind: event.kind, body: { ...event.body, by } })),
    );
    for (const event of events) {
      this.identity.apply(event);
      this.passwords.note(event);
    }
  }

  /** Records that a person has a new password, then lets it in. INVARIANT: the verifier is content, never body: bodies are exported. */
  async commitPassword(person: string, verifier: PasswordVerifier, by: string): Promise<void> {
    const event = setPassword(this.identity, person);
    const contents = [{ name: VERIFIER, bytes: Buffer.from(JSON.stringify(verifier)) }];
    await this.#deps.ledger.append([{ kind: event.kind, body: { ...event.body, by }, contents }]);
    this.identity.apply(event);
    this.passwords.put(person, verifier);
  }

  /** The text of an activation of the past, by the beginning of its version. Throws GatewayError not_found or conflict. */
  async policyText(
    version: string,
  ): Promise<{ readonly text: string; readonly fileName: string; readonly version: string }> {
    const matching = this.policies.history.filter(
      (activation) =>
        activation.version.startsWith(version) || activation.version.startsWith(`sha256:${version}`),
    );
    const versions = new Set(matching.map((activation) => activation.version));
    const [found] = matching;
    if (found === undefined)
      throw new GatewayError('not_found', { publicMessage: 'no activation has this version' });
    if (versions.size > 1)
      throw new GatewayError('conflict', { publicMessage: 'several versions begin like this' });
    for await (const record of this.#deps.ledger.controlRecords()) {
      if (record.kind === 'policy_activated' && record.body['version'] === found.version) {
        return { text: await this.#policySource(record), fileName: found.fileName, version: found.version };
      }
    }
    throw new GatewayError('not_found', { publicMessage: 'the ledger no longer holds this version' });
  }

  async #policySource(record: StoredRecord): Promise<string> {
    const contents = await this.#deps.ledger.contents(record.index);
    const item = 'erased' in contents ? undefined : contents.find((candidate) => candidate.name === 'policy');
    if (item === undefined) {
      throw new GatewayError('store_damaged', {
        publicMessage: 'the text of a policy is missing from the ledger',
      });
    }
    return Buffer.from(item.bytes).toString('utf8');
  }

  /** Loads, records and activates a policy text; answers the activation. Throws PolicyRejected before anything changes. */
  async activatePolicy(request: ActivationRequest): Promise<Activation> {
    const set = requirePolicySet(request.text, { fileName: request.fileName, sha256: this.#deps.sha256 });
    const { text, ...described } = request;
    const { fileName, author, reason, derivedFrom } = described;
    const activation: Activation = { ...described, version: set.version, at: this.#deps.clock() };
    const previous = this.policies.activation?.version;
    const body = {
      version: set.version,
      file_name: fileName,
      author,
      reason,
      ...(previous === undefined ? {} : { previous }),
      ...(derivedFrom === undefined ? {} : { derived_from: derivedFrom }),
    };
    const contents = [{ name: 'policy', bytes: Buffer.from(text) }];
    await this.#deps.ledger.append([{ kind: 'policy_activated', body, contents }]);
    this.policies.put(set, activation);
    return activation;
  }
}

function activationOf(record: StoredRecord): Activation {
  const text = (key: string): string => stringField(record.body, key) ?? '';
  const derivedFrom = stringField(record.body, 'derived_from');
  return {
    version: text('version'),
    fileName: text('file_name'),
    author: text('author'),
    reason: text('reason'),
    at: record.time,
    ...(derivedFrom === undefined ? {} : { derivedFrom }),
  };
}
