// Contents that are gone on purpose: what was asked for, and which records an erasure on record explains.

import { type JsonObject, ownField } from '../domain/index.ts';
import type { ContentOwner, StoredRecord } from './record.ts';
import { readRetention } from './retention.ts';

const SCOPES = ['workflow', 'agent', 'subject'] as const;

/** Whose contents are erased: all that one of the three names owns. */
export interface ErasureScope {
  readonly scope: (typeof SCOPES)[number];
  readonly name: string;
}

export interface ErasureRequest extends ErasureScope {
  readonly reason: string;
  /** Who asked for it. */
  readonly by: string;
}

export interface Erasure {
  /** The record that says so. */
  readonly index: number;
  /** Workflows that lost contents: they are closed, since what they may do is no longer known. */
  readonly workflows: number;
}

/** The body of a `contents_erased` record. */
export function erasureBody({ scope, name, reason, by }: ErasureRequest): JsonObject {
  return { scope, name, reason, by };
}

/** What a `contents_erased` record says that it erased; undefined for a body that is none. */
export function readErasure(body: JsonObject): ErasureScope | undefined {
  const scope = SCOPES.find((each) => each === ownField(body, 'scope'));
  const name = ownField(body, 'name');
  return scope === undefined || typeof name !== 'string' || name === '' ? undefined : { scope, name };
}

/** Whose contents the records say are gone. */
export class ErasedOwners {
  readonly #names: Readonly<Record<ErasureScope['scope'], Set<string>>> = {
    workflow: new Set(),
    agent: new Set(),
    subject: new Set(),
  };

  /** Whether the record says anything of it. */
  note(record: StoredRecord): boolean {
    if (record.kind === 'retention_applied') {
      for (const workflow of readRetention(record.body) ?? []) this.#names.workflow.add(workflow);
      return true;
    }
    const erasure = record.kind === 'contents_erased' ? readErasure(record.body) : undefined;
    if (erasure !== undefined) this.#names[erasure.scope].add(erasure.name);
    return erasure !== undefined;
  }

  covers(owner: ContentOwner): boolean {
    return SCOPES.some((scope) => this.#names[scope].has(owner[scope]));
  }
}

/**
 * Contents that are not there, each of which a later `contents_erased` or `retention_applied` record must explain: so nobody erases in silence.
 */
export class MissingContents {
  readonly #byOwner = new Map<string, { readonly owner: ContentOwner; readonly indexes: number[] }>();

  /** The contents of this record are not there. */
  add(index: number, owner: ContentOwner): void {
    const key = JSON.stringify([owner.workflow, owner.agent, owner.subject]);
    const entry = this.#byOwner.get(key) ?? { owner, indexes: [] };
    this.#byOwner.set(key, entry);
    entry.indexes.push(index);
  }

  /** A record that comes after all that were added: an erasure explains what it covers. Answers how many. */
  explain(record: StoredRecord): number {
    const erased = new ErasedOwners();
    if (!erased.note(record)) return 0;
    let explained = 0;
    for (const [key, { owner, indexes }] of this.#byOwner) {
      if (!erased.covers(owner)) continue;
      explained += indexes.length;
      this.#byOwner.delete(key);
    }
    return explained;
  }

  /** Records whose contents are missing and unexplained, in ascending order. */
  unexplained(): readonly number[] {
    return [...this.#byOwner.values()].flatMap(({ indexes }) => indexes).sort((a, b) => a - b);
  }
}
