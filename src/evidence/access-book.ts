// Who could come in at the period's end, and since when: agents, their keys, and administrators' tokens.

import type { StoredRecord } from '../audit/index.ts';
import { type EpochMs, ownField, stringField } from '../domain/index.ts';

export interface AccessRow {
  readonly kind: 'agent' | 'key' | 'admin token';
  readonly id: string;
  /** The agent of a key, the person of a token. */
  readonly holder: string;
  readonly since: EpochMs;
  readonly until: EpochMs | undefined;
  readonly state: 'live' | 'expired' | 'revoked' | 'removed';
}

const KINDS: ReadonlySet<string> = new Set([
  'agent_added',
  'agent_changed',
  'agent_removed',
  'key_issued',
  'key_rotated',
  'key_revoked',
  'admin_token_issued',
  'admin_token_revoked',
]);

export class AccessBook {
  readonly #rows = new Map<string, AccessRow>();

  static knows(kind: string): boolean {
    return KINDS.has(kind);
  }

  take({ kind, body, time }: StoredRecord): void {
    const agent = stringField(body, 'agent') ?? '';
    const keyId = stringField(body, 'key_id') ?? '';
    const tokenId = stringField(body, 'token_id') ?? '';
    switch (kind) {
      case 'agent_added':
        this.#rows.set(`agent ${agent}`, {
          kind: 'agent',
          id: agent,
          holder: '',
          since: time,
          until: undefined,
          state: 'live',
        });
        return;
      case 'agent_removed':
        this.#end(`agent ${agent}`, 'removed', time);
        return;
      case 'key_issued': {
        const until = ownField(body, 'expires_at');
        const ends = typeof until === 'number' ? until : undefined;
        this.#rows.set(`key ${keyId}`, {
          kind: 'key',
          id: keyId,
          holder: agent,
          since: time,
          until: ends,
          state: 'live',
        });
        return;
      }
      case 'key_rotated': {
        const until = ownField(body, 'grace_until');
        this.#limit(`key ${stringField(body, 'old_key_id') ?? ''}`, typeof until === 'number' ? until : time);
        return;
      }
      case 'key_revoked':
        this.#end(`key ${keyId}`, 'revoked', time);
        return;
      case 'admin_token_issued':
        this.#rows.set(`token ${tokenId}`, {
          kind: 'admin token',
          id: tokenId,
          holder: stringField(body, 'person') ?? '',
          since: time,
          until: undefined,
          state: 'live',
        });
        return;
      case 'admin_token_revoked':
        this.#end(`token ${tokenId}`, 'revoked', time);
        return;
      default:
        return;
    }
  }

  /** All that could come in at any time of the period, as they stood at its end. */
  rows({ from, to }: { readonly from: EpochMs; readonly to: EpochMs }): readonly AccessRow[] {
    return [...this.#rows.values()]
      .filter((row) => row.until === undefined || row.until >= from)
      .map((row) =>
        row.state === 'live' && row.until !== undefined && row.until < to
          ? { ...row, state: 'expired' as const }
          : row,
      )
      .sort((a, b) => a.since - b.since || (a.id < b.id ? -1 : 1));
  }

  #end(key: string, state: AccessRow['state'], until: EpochMs): void {
    const row = this.#rows.get(key);
    if (row !== undefined) this.#rows.set(key, { ...row, state, until });
  }

  #limit(key: string, until: EpochMs): void {
    const row = this.#rows.get(key);
    if (row !== undefined) this.#rows.set(key, { ...row, until: Math.min(until, row.until ?? until) });
  }
}
