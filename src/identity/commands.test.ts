import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { addAgent, changeAgent, removeAgent } from './agent-commands.ts';
import { createIdentityDirectory, type IdentityDirectory } from './directory.ts';
import type { IdentityEvent } from './events.ts';
import { issueAdminToken, issueKey, revokeAdminToken, revokeKey, rotateKey } from './key-commands.ts';

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
const skeleton = (name: string) => name.toLowerCase().replaceAll('0', 'o').replaceAll('-', '_');

function world() {
  let seed = 0;
  const directory = createIdentityDirectory({ sha256 });
  const record = (...events: readonly IdentityEvent[]) => {
    for (const event of events) directory.apply(event);
  };
  const mint = (now: number) => {
    seed += 1;
    return { randomBytes: (size: number) => new Uint8Array(size).fill(seed), sha256, now };
  };
  return { directory, record, mint };
}

function withAgent(): ReturnType<typeof world> & { directory: IdentityDirectory } {
  const made = world();
  made.record(addAgent(made.directory, { agent: 'coder' }, skeleton));
  return made;
}

const fault = (code: string) => expect.objectContaining({ name: 'GatewayError', code });

describe('agents', () => {
  it('are added with their scope, changed and removed', () => {
    const { directory, record } = withAgent();
    record(changeAgent(directory, { agent: 'coder', role: 'dev', groups: ['eng'], models: ['gpt-*'] }));
    expect(directory.agents()).toEqual([{ agent: 'coder', role: 'dev', groups: ['eng'], models: ['gpt-*'] }]);
    record(removeAgent(directory, 'coder'));
    expect(directory.agents()).toEqual([]);
  });

  it.each(['coder', 'Coder', 'c0der'])('can not be told apart from coder: %s', (agent) => {
    const { directory } = withAgent();
    expect(() => addAgent(directory, { agent }, skeleton)).toThrow(fault('conflict'));
  });

  it.each(['', 'a b', 'a/b', '../a', 'аdmin', 'a\n', 'x'.repeat(65), '__proto__ '])(
    'are not named %j',
    (agent) => {
      const { directory } = world();
      expect(() => addAgent(directory, { agent }, skeleton)).toThrow(fault('invalid_request'));
    },
  );

  it('may be named like a property of every object', () => {
    const { directory, record } = world();
    record(
      addAgent(directory, { agent: '__proto__' }, skeleton),
      addAgent(directory, { agent: 'constructor' }, skeleton),
    );
    expect(directory.agents().map((each) => each.agent)).toEqual(['__proto__', 'constructor']);
  });

  it('that are not there can not be changed or removed', () => {
    const { directory } = world();
    expect(() => changeAgent(directory, { agent: 'toString' })).toThrow(fault('not_found'));
    expect(() => removeAgent(directory, 'x')).toThrow(fault('not_found'));
  });

  it('do not get a scope that is not well-formed', () => {
    const { directory } = withAgent();
    expect(() => changeAgent(directory, { agent: 'coder', models: ['gpt 4'] })).toThrow(
      fault('invalid_request'),
    );
    expect(() => changeAgent(directory, { agent: 'coder', groups: ['a b'] })).toThrow(/groups/);
  });
});

describe('keys', () => {
  it('are shown once: the event holds no part of the secret', () => {
    const { directory, record, mint } = withAgent();
    const { key, events } = issueKey(directory, { agent: 'coder', note: 'laptop' }, mint(5));
    record(...events);
    expect(directory.authenticate(key, 5)).toHaveProperty('agent.name', 'coder');
    expect(JSON.stringify(events)).not.toContain(key.slice(16, 59));
    expect(directory.keysOf('coder')).toMatchObject([
      { note: 'laptop', revoked: false, expiresAt: undefined },
    ]);
  });

  it('expire when asked to', () => {
    const { directory, record, mint } = withAgent();
    const { key, events } = issueKey(directory, { agent: 'coder', expiresInMs: 10 }, mint(5));
    record(...events);
    expect(directory.authenticate(key, 14)).toHaveProperty('agent');
    expect(directory.authenticate(key, 15)).toEqual({ refused: 'expired' });
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e15])(
    'do not live for %d ms',
    (expiresInMs) => {
      const { directory, mint } = withAgent();
      expect(() => issueKey(directory, { agent: 'coder', expiresInMs }, mint(0))).toThrow(
        fault('invalid_request'),
      );
    },
  );

  it('are not issued to nobody, nor with a note that could forge a line of output', () => {
    const { directory, mint } = withAgent();
    expect(() => issueKey(directory, { agent: 'ghost' }, mint(0))).toThrow(fault('not_found'));
    expect(() => issueKey(directory, { agent: 'coder', note: 'a\nb' }, mint(0))).toThrow(
      fault('invalid_request'),
    );
    expect(() => issueKey(directory, { agent: 'coder', note: '\u001b[2J' }, mint(0))).toThrow(
      fault('invalid_request'),
    );
  });

  it('are rotated: both work during the grace, then only the new one; no second rotation of the old one', () => {
    const { directory, record, mint } = withAgent();
    const old = issueKey(directory, { agent: 'coder' }, mint(0));
    record(...old.events);
    const next = rotateKey(directory, { keyId: old.id, graceMs: 10 }, mint(100));
    record(...next.events);
    expect(next.events.map((event) => event.kind)).toEqual(['key_issued', 'key_rotated']);
    expect(directory.authenticate(old.key, 109)).toHaveProperty('agent');
    expect(directory.authenticate(old.key, 110)).toEqual({ refused: 'expired' });
    expect(directory.authenticate(next.key, 110)).toHaveProperty('agent.keyId', next.id);
    expect(() => rotateKey(directory, { keyId: old.id, graceMs: 10 }, mint(101))).toThrow(fault('conflict'));
  });

  it('that are revoked stay so and can not be rotated back to life', () => {
    const { directory, record, mint } = withAgent();
    const { id, key, events } = issueKey(directory, { agent: 'coder' }, mint(0));
    record(...events);
    record(revokeKey(directory, id));
    expect(directory.authenticate(key, 1)).toEqual({ refused: 'revoked' });
    expect(() => rotateKey(directory, { keyId: id, graceMs: 10 }, mint(1))).toThrow(fault('conflict'));
    expect(() => revokeKey(directory, 'unknown')).toThrow(fault('not_found'));
  });

  it('of administrators are issued and revoked likewise', () => {
    const { directory, record, mint } = world();
    const { id, key, events } = issueAdminToken(mint(0));
    record(...events);
    expect(directory.authenticateAdmin(key, 0)).toMatchObject({ admin: { tokenId: id, roles: ['admin'] } });
    record(revokeAdminToken(directory, id));
    expect(directory.authenticateAdmin(key, 0)).toEqual({ refused: 'revoked' });
    expect(() => revokeAdminToken(directory, 'ghost')).toThrow(fault('not_found'));
  });
});
