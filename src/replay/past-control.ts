// Agents, halts and policies as they were when so many records were durable.

import type { StoredRecord } from '../audit/index.ts';
import { type AgentIdentity, type Sha256Hex, stringField } from '../domain/index.ts';
import { createIdentityDirectory, type IdentityDirectory, readIdentityEvent } from '../identity/index.ts';
import { Halts } from '../limits/index.ts';
import { loadPolicySet, type PolicySet } from '../policy/index.ts';
import { type LedgerSource, openRecord, textOf } from './log-reader.ts';

/** Only ever moves forward. */
export class PastControl {
  readonly identity: IdentityDirectory;
  readonly halts = new Halts();
  readonly #records: readonly StoredRecord[];
  readonly #sets: ReadonlyMap<string, PolicySet>;
  #next = 0;
  #active: string | undefined;

  private constructor(
    records: readonly StoredRecord[],
    sets: ReadonlyMap<string, PolicySet>,
    sha256: Sha256Hex,
  ) {
    this.#records = records;
    this.#sets = sets;
    this.identity = createIdentityDirectory({ sha256 });
  }

  /** Reads the text of every policy that was ever in force. A text that is gone, or loads no more, is no set. */
  static async open(
    source: LedgerSource,
    records: readonly StoredRecord[],
    sha256: Sha256Hex,
  ): Promise<PastControl> {
    const sets = new Map<string, PolicySet>();
    for (const record of records) {
      if (record.kind !== 'policy_activated') continue;
      const text = textOf(await openRecord(source, record), 'policy');
      const fileName = stringField(record.body, 'file_name') ?? '';
      const loaded = text === undefined ? undefined : loadPolicySet(text, { fileName, sha256 });
      if (loaded?.ok === true) sets.set(loaded.set.version, loaded.set);
    }
    return new PastControl(records, sets, sha256);
  }

  /** As of `size` durable records. */
  advanceTo(size: number): void {
    for (;;) {
      const record = this.#records[this.#next];
      if (record === undefined || record.index >= size) return;
      this.#next++;
      this.halts.apply(record);
      const event = readIdentityEvent(record);
      if (event !== undefined) this.identity.apply(event);
      if (record.kind === 'policy_activated') this.#active = stringField(record.body, 'version');
    }
  }

  get active(): PolicySet | undefined {
    return this.#active === undefined ? undefined : this.#sets.get(this.#active);
  }

  policy(version: string): PolicySet | undefined {
    return this.#sets.get(version);
  }

  /** The agent as its key would have let it in; undefined for one that nobody knew. */
  agent(name: string, keyId: string): AgentIdentity | undefined {
    const known = this.identity.agent(name);
    if (known === undefined) return undefined;
    const { role, groups, upstreams, models } = known;
    return { name, role, groups, keyId, upstreams, models };
  }
}
