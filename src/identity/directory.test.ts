import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIdentityDirectory } from './directory.ts';
import { type IdentityEvent, readIdentityEvent } from './events.ts';
import { formatKey, KEY_ENTROPY_BYTES } from './key-format.ts';

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
const mint = (seed: number) => formatKey('sp', new Uint8Array(KEY_ENTROPY_BYTES).fill(seed));
const KEYS = [mint(1), mint(2), mint(3), mint(4)];
const [ONE, TWO] = [mint(1), mint(2)];

const added = (agent: string): IdentityEvent => ({ kind: 'agent_added', body: { agent, groups: [] } });
const issued = (key: typeof ONE, agent: string, expires_at?: number): IdentityEvent => ({
  kind: 'key_issued',
  body: {
    key_id: key.id,
    agent,
    secret_hash: sha256(key.secret),
    ...(expires_at === undefined ? {} : { expires_at }),
  },
});
const revoked = (key: typeof ONE): IdentityEvent => ({ kind: 'key_revoked', body: { key_id: key.id } });

function fold(...events: IdentityEvent[]) {
  const directory = createIdentityDirectory({ sha256 });
  for (const event of events) directory.apply(event);
  return directory;
}

describe('directory', () => {
  it('knows the agent behind each of its keys, with role, groups and scope', () => {
    const coder = {
      agent: 'coder',
      role: 'developer',
      groups: ['eng'],
      upstreams: ['openai'],
      models: ['gpt-*'],
    };
    const directory = fold({ kind: 'agent_added', body: coder }, issued(ONE, 'coder'), issued(TWO, 'coder'));
    const identity = {
      name: 'coder',
      role: 'developer',
      groups: ['eng'],
      upstreams: ['openai'],
      models: ['gpt-*'],
    };
    expect(directory.authenticate(ONE.text, 0)).toEqual({ agent: { ...identity, keyId: ONE.id } });
    expect(directory.authenticate(TWO.text, 0)).toEqual({ agent: { ...identity, keyId: TWO.id } });
  });

  it('says what is wrong with a key, but tells its state only to one who knows the secret', () => {
    const directory = fold(added('a'), issued(ONE, 'a', 100), issued(TWO, 'a'), revoked(TWO));
    const forged = (id: string) => {
      const bytes = new Uint8Array(KEY_ENTROPY_BYTES).fill(id === ONE.id ? 1 : 2);
      return formatKey('sp', bytes.fill(99, 9)).text;
    };
    expect(directory.authenticate(undefined, 0)).toEqual({ refused: 'missing' });
    expect(directory.authenticate('', 0)).toEqual({ refused: 'missing' });
    expect(directory.authenticate('sk-1234', 0)).toEqual({ refused: 'malformed' });
    expect(directory.authenticate(mint(9).text, 0)).toEqual({ refused: 'unknown' });
    expect(directory.authenticate(ONE.text, 99)).toHaveProperty('agent.name', 'a');
    expect(directory.authenticate(ONE.text, 100)).toEqual({ refused: 'expired' });
    expect(directory.authenticate(TWO.text, 0)).toEqual({ refused: 'revoked' });
    expect(forged(ONE.id)).toContain(ONE.id);
    expect(directory.authenticate(forged(ONE.id), 100)).toEqual({ refused: 'unknown' });
    expect(directory.authenticate(forged(TWO.id), 0)).toEqual({ refused: 'unknown' });
  });

  it('hashes once for a key that exists and once for one that does not', () => {
    let hashed = 0;
    const counting = (bytes: Uint8Array | string) => {
      hashed += 1;
      return sha256(bytes);
    };
    const directory = createIdentityDirectory({ sha256: counting });
    directory.apply(added('a'));
    directory.apply(issued(ONE, 'a'));
    directory.authenticate(ONE.text, 0);
    expect(hashed).toBe(1);
    directory.authenticate(TWO.text, 0);
    expect(hashed).toBe(2);
  });

  it('keeps a rotated key until the grace ends, and never longer than its own expiry', () => {
    const rotated = (grace_until: number): IdentityEvent => ({
      kind: 'key_rotated',
      body: { old_key_id: ONE.id, new_key_id: TWO.id, grace_until },
    });
    const directory = fold(added('a'), issued(ONE, 'a', 50), issued(TWO, 'a'), rotated(20));
    expect(directory.authenticate(ONE.text, 19)).toHaveProperty('agent');
    expect(directory.authenticate(ONE.text, 20)).toEqual({ refused: 'expired' });
    expect(directory.authenticate(TWO.text, 1000)).toHaveProperty('agent');
    expect(directory.key(ONE.id)).toMatchObject({ expiresAt: 20, replacedBy: TWO.id });
    directory.apply(rotated(900));
    expect(directory.authenticate(ONE.text, 20)).toEqual({ refused: 'expired' });
  });

  it('does not bring keys back when a removed name is taken again', () => {
    const directory = fold(
      added('a'),
      issued(ONE, 'a'),
      { kind: 'agent_removed', body: { agent: 'a' } },
      added('a'),
    );
    expect(directory.authenticate(ONE.text, 0)).toEqual({ refused: 'revoked' });
    expect(directory.keysOf('a')).toMatchObject([{ keyId: ONE.id, revoked: true }]);
  });

  it('does not open the administrative door with an agent key, nor the other way round', () => {
    const token = formatKey('spa', new Uint8Array(KEY_ENTROPY_BYTES).fill(1));
    const body = { token_id: token.id, secret_hash: sha256(token.secret), role: 'admin' } as const;
    const directory = fold(added('a'), issued(ONE, 'a'), { kind: 'admin_token_issued', body });
    expect(directory.authenticateAdmin(token.text, 0)).toMatchObject({
      admin: { tokenId: token.id, roles: ['admin'] },
    });
    expect(directory.authenticateAdmin(ONE.text, 0)).toEqual({ refused: 'malformed' });
    expect(directory.authenticate(token.text, 0)).toEqual({ refused: 'malformed' });
    directory.apply({ kind: 'admin_token_revoked', body: { token_id: token.id } });
    expect(directory.authenticateAdmin(token.text, 0)).toMatchObject({ refused: 'revoked' });
    expect(directory.adminTokens()).toMatchObject([{ tokenId: token.id, revoked: true }]);
  });

  it('never shows a secret hash', () => {
    const directory = fold(added('a'), issued(ONE, 'a'));
    expect(JSON.stringify([directory.key(ONE.id), directory.keysOf('a')])).not.toContain(sha256(ONE.secret));
  });
});

describe('directory, whatever the order of events', () => {
  const agent = fc.constantFrom('a', 'b');
  const key = fc.constantFrom(...KEYS);
  const time = fc.nat(20);
  const event: fc.Arbitrary<IdentityEvent> = fc.oneof(
    { weight: 3, arbitrary: agent.map(added) },
    {
      weight: 1,
      arbitrary: agent.map((name): IdentityEvent => ({ kind: 'agent_removed', body: { agent: name } })),
    },
    {
      weight: 4,
      arbitrary: fc.tuple(key, agent, fc.option(time, { nil: undefined })).map((row) => issued(...row)),
    },
    { weight: 1, arbitrary: key.map(revoked) },
    {
      weight: 2,
      arbitrary: fc.tuple(key, key, time).map(
        ([old, next, grace_until]): IdentityEvent => ({
          kind: 'key_rotated',
          body: { old_key_id: old.id, new_key_id: next.id, grace_until },
        }),
      ),
    },
  );

  it('lets exactly those keys in that nothing on record speaks against', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), time, (events, now) => {
        const directory = fold(...events);
        for (const key of KEYS) {
          const outcome = directory.authenticate(key.text, now);
          const reasons = reasonsAgainst(events, key.id, now);
          if (reasons.length > 0) expect(outcome, reasons.join()).not.toHaveProperty('agent');
          else expect(outcome).toHaveProperty('agent.keyId', key.id);
          // Who showed the secret is asked for it once.
          expect(directory.present(key.id, now)).toEqual(outcome);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('gives the same answers when its events went through JSON and the ledger', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), time, (events, now) => {
        const again = events.map((each) => readIdentityEvent(JSON.parse(JSON.stringify(each))));
        const [before, after] = [fold(...events), fold(...again.filter((each) => each !== undefined))];
        for (const key of KEYS)
          expect(after.authenticate(key.text, now)).toEqual(before.authenticate(key.text, now));
      }),
    );
  });
});

/** Why a key must not be let in, found by searching the events instead of folding them. */
function reasonsAgainst(events: readonly IdentityEvent[], keyId: string, now: number): string[] {
  const reasons: string[] = [];
  const at = events.findIndex((event) => event.kind === 'key_issued' && event.body.key_id === keyId);
  const issue = events[at];
  if (issue?.kind !== 'key_issued') return ['never issued'];
  const owner = issue.body.agent;
  const ofOwner = (event: IdentityEvent) => 'agent' in event.body && event.body.agent === owner;
  const before = events.slice(0, at).findLast((event) => event.kind.startsWith('agent_') && ofOwner(event));
  if (before?.kind !== 'agent_added') reasons.push('issued to nobody');
  if (issue.body.expires_at !== undefined && issue.body.expires_at <= now) reasons.push('expired');
  for (const [index, event] of events.entries()) {
    if (event.kind === 'key_revoked' && event.body.key_id === keyId) reasons.push('revoked');
    if (event.kind === 'agent_removed' && index > at && ofOwner(event)) reasons.push('agent removed');
    if (event.kind === 'key_rotated' && event.body.old_key_id === keyId) {
      if (event.body.grace_until <= now) reasons.push('grace over');
      if (index < at) reasons.push('replaced before it was issued');
    }
  }
  return reasons;
}

describe('identity events', () => {
  it('leave other kinds of record alone', () => {
    expect(readIdentityEvent({ kind: 'exchange_requested', body: {} })).toBeUndefined();
    expect(readIdentityEvent({ kind: 'constructor', body: {} })).toBeUndefined();
  });

  it.each([
    ['key_revoked', {}],
    ['key_revoked', { key_id: 12 }],
    ['key_issued', { key_id: '0123456789ab', agent: '../etc', secret_hash: 'a'.repeat(64) }],
    ['key_issued', { key_id: '0123456789ab', agent: 'a', secret_hash: 'a'.repeat(63) }],
    ['agent_added', { agent: 'a' }],
    ['admin_token_issued', { token_id: '0123456789ab', secret_hash: 'a'.repeat(64), role: 'root' }],
  ])('that can not be read stop the start (%s, %#)', (kind, body) => {
    expect(() => readIdentityEvent({ kind, body })).toThrow(
      expect.objectContaining({ code: 'store_damaged' }),
    );
  });
});
