import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createIdentityDirectory } from './directory.ts';
import type { IdentityEvent } from './events.ts';
import { issueAdminToken } from './key-commands.ts';
import { hashPassword, isPassword, readVerifier } from './passwords.ts';
import { addPerson, changePerson, openSession, removePerson, setPassword } from './people-commands.ts';
import { permissionsOf, ROLES } from './roles.ts';
import { SignInThrottle } from './sign-in-throttle.ts';

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
const same = (name: string) => name.toLowerCase();
const CHEAP = { n: 2 ** 4, r: 8, p: 1 };

function world() {
  const directory = createIdentityDirectory({ sha256 });
  const record = (...events: readonly IdentityEvent[]) => {
    for (const event of events) directory.apply(event);
  };
  record(addPerson(directory, { person: 'anna', roles: ['approver'], groups: ['finance'] }, same));
  const mint = (now: number) => ({ randomBytes: (size: number) => randomBytes(size), sha256, now });
  const session = openSession({ person: 'anna', via: 'password', sessionMs: 100 }, mint(0));
  record(...session.events);
  const token = issueAdminToken(mint(0), { role: 'admin', person: 'anna', scopes: ['read', 'policy.write'] });
  record(...token.events);
  const may = (key: string, now = 1) => {
    const outcome = directory.authenticateAdmin(key, now);
    return 'refused' in outcome ? outcome.refused : [...outcome.admin.permissions];
  };
  return { directory, record, mint, session, token, may };
}

describe('people', () => {
  it('may do with a session what their account allows at that moment, until it ends', () => {
    const { directory, record, session, may } = world();
    expect(may(session.key)).toContain('approvals.decide');
    expect(directory.authenticateAdmin(session.key, 1)).toMatchObject({
      admin: { person: 'anna', groups: ['finance'], roles: ['approver'] },
    });
    record(changePerson(directory, { person: 'anna', roles: ['viewer'] }));
    expect(may(session.key)).toEqual(['read', 'scan']);
    expect(may(session.key, 100)).toBe('expired');
  });

  it('can never do more with a token than its scopes, its role and their account allow together', () => {
    const { directory, record, token, may } = world();
    expect(may(token.key)).toEqual(['read']);
    record(changePerson(directory, { person: 'anna', roles: ['policy_author', 'viewer'] }));
    expect(may(token.key)).toEqual(['read', 'policy.write']);
  });

  it('who are removed are out at once, and stay out when the name comes back', () => {
    const { directory, record, session, token, may } = world();
    record(removePerson(directory, 'anna'));
    record(addPerson(directory, { person: 'anna', roles: ['admin'] }, same));
    expect([may(session.key), may(token.key)]).toEqual(['revoked', 'revoked']);
  });

  it('of a provider are who their subject is: a name has one holder, and a holder one name, until it is freed', () => {
    const { directory, record, mint, may } = world();
    const signIn = (person: string, subject: string, issuer = 'https://id.example') => {
      const who = { person, via: 'oidc', roles: ['approver'], groups: [], issuer, subject } as const;
      const session = openSession({ ...who, sessionMs: 100 }, mint(0));
      record(...session.events);
      return may(session.key) === 'unknown' ? 'refused' : 'in';
    };
    expect([signIn('bob', '1'), signIn('bob', '1')]).toEqual(['in', 'in']);
    expect([signIn('bob', '2'), signIn('bobby', '1')]).toEqual(['refused', 'refused']);
    expect(signIn('bob', '2', 'https://other.example')).toBe('in');
    expect(directory.providerNames.nameOf({ issuer: 'https://id.example', subject: '1' })).toBe('bob');
    record(removePerson(directory, 'bob'));
    expect([signIn('bob', '2'), signIn('bobby', '1'), signIn('bob', '1')]).toEqual(['in', 'in', 'refused']);
  });

  it('lose their sessions, not their tokens, with a new password', () => {
    const { directory, record, session, token, may } = world();
    record(setPassword(directory, 'anna'));
    expect([may(session.key), may(token.key)]).toEqual(['revoked', ['read']]);
  });

  it('are not added twice, under look-alike names, with unknown roles or with none', () => {
    const { directory } = world();
    expect(() => addPerson(directory, { person: 'Anna', roles: ['viewer'] }, same)).toThrow(/anna already/);
    expect(() => addPerson(directory, { person: 'bob', roles: ['root'] }, same)).toThrow(/roles/);
    expect(() => addPerson(directory, { person: 'bob', roles: [] }, same)).toThrow(/roles/);
    expect(() => setPassword(directory, 'bob')).toThrow(/no account/);
  });

  it('have roles of which only admin manages people, erases, and may do everything', () => {
    const holders = (permission: Parameters<ReturnType<typeof permissionsOf>['has']>[0]) =>
      ROLES.filter((role) => permissionsOf([role]).has(permission));
    expect(holders('people.manage')).toEqual(['admin']);
    expect(holders('ledger.erase')).toEqual(['admin']);
    expect(holders('policy.write')).toEqual(['admin', 'policy_author']);
    expect(holders('approvals.decide')).toEqual(['admin', 'approver']);
    expect(holders('contents.read')).toEqual(['admin', 'auditor']);
  });
});

describe('passwords', () => {
  it('are recognised, however the keyboard composed them, and no other is', async () => {
    const kept = await hashPassword('trois cafés noirs', randomBytes, CHEAP);
    const read = readVerifier(JSON.stringify(kept));
    expect(await isPassword('trois cafe\u0301s noirs', read)).toBe(true);
    expect(await isPassword('trois cafes noirs', read)).toBe(false);
    expect(JSON.stringify(kept)).not.toContain('trois');
    expect(await hashPassword('trois cafés noirs', randomBytes, CHEAP)).not.toEqual(kept);
  });

  it('of nobody are wrong after the same work', async () => {
    expect(await isPassword('whatever it is', undefined)).toBe(false);
    expect(await isPassword('x'.repeat(1_000_000), undefined)).toBe(false);
  });

  it('that are short are refused, and what is no verifier is none', async () => {
    await expect(hashPassword('short', randomBytes, CHEAP)).rejects.toThrow(/12 to 256/);
    for (const text of ['', '{}', 'null', '{"algorithm":"scrypt","n":3}'])
      expect(readVerifier(text)).toBeUndefined();
  });
});

describe('guessing', () => {
  it('has to wait after the free failures, each time longer, up to a bound; a success forgets', () => {
    const throttle = new SignInThrottle({ free: 2, firstWaitMs: 10, longestWaitMs: 35 });
    const waits = [1, 2, 3, 4, 5].map(() => {
      throttle.failed('a', 0);
      return throttle.waitOf('a', 0);
    });
    expect(waits).toEqual([0, 10, 20, 35, 35]);
    expect([throttle.waitOf('a', 35), throttle.waitOf('b', 0)]).toEqual([0, 0]);
    throttle.succeeded('a');
    expect(throttle.waitOf('a', 0)).toBe(0);
  });

  it('under many names is remembered for a bounded number of them', () => {
    const throttle = new SignInThrottle({ free: 1, firstWaitMs: 10, longestWaitMs: 10 });
    for (let n = 0; n <= 10_000; n += 1) throttle.failed(`n${n}`, 0);
    expect([throttle.waitOf('n0', 0), throttle.waitOf('n1', 0)]).toEqual([0, 10]);
  });
});
