// People come in: by password, by an identity provider, slowed down when they guess, and each time on record.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type JsonObject, stringField } from '../../src/domain/index.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { Browser, type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';

let gateway: TestGateway;
let provider: IdentityProvider | undefined;
afterEach(async () => {
  await gateway.close();
  await provider?.close();
  provider = undefined;
});

const V1 = '/admin/v1';
const PASSWORD = 'four words are enough';

async function signIn(body: unknown): Promise<{ readonly status: number; readonly body: JsonObject }> {
  const response = await fetch(`${gateway.url}${V1}/sign-in`, { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as JsonObject };
}

async function call(token: string, path: string, method = 'GET'): Promise<Response> {
  return fetch(`${gateway.url}${V1}${path}`, { method, headers: { authorization: `Bearer ${token}` } });
}

test('by password: a session with the roles of the account, until it is ended; the ledger holds no password', async () => {
  gateway = await startTestGateway({ policy: 'policies: []\n' });
  await gateway.admin('POST', '/people', { person: 'anna', roles: ['auditor'], groups: ['audit'] });
  expect((await signIn({ person: 'anna', password: PASSWORD })).status).toBe(401);
  await gateway.admin('PUT', '/people/anna/password', { password: PASSWORD });
  const { status, body } = await signIn({ person: 'anna', password: PASSWORD });
  expect(status).toBe(200);
  const token = stringField(body, 'token') ?? '';
  expect(await (await call(token, '/session')).json()).toMatchObject({
    name: 'anna',
    roles: ['auditor'],
    kind: 'person',
  });
  expect((await call(token, '/tokens')).status).toBe(403);
  expect((await call(token, '/session', 'DELETE')).status).toBe(200);
  expect((await call(token, '/session')).status).toBe(401);
  const records = JSON.stringify(await gateway.records());
  for (const secret of [PASSWORD, 'scrypt', token.slice(17)]) expect(records).not.toContain(secret);
  expect(await gateway.records({ kind: 'signed_in' })).toMatchObject([{ person: 'anna', via: 'password' }]);
  expect(await gateway.records({ kind: 'sign_in_failed' })).toMatchObject([{ person: 'anna', why: 'wrong' }]);
});

test('guessing is slowed down, and a flood of guesses is counted, not recorded', async () => {
  gateway = await startTestGateway({ policy: 'policies: []\n' });
  const wrong = { person: 'hunter2-typed-here', password: 'wrong wrong wrong' };
  const answers: number[] = [];
  for (let attempt = 0; attempt < 8; attempt += 1) answers.push((await signIn(wrong)).status);
  expect(answers.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
  expect(answers.slice(5)).toContain(429);
  const records = await gateway.records({ kind: 'sign_in_failed' });
  expect(records.length).toBeLessThan(8);
  expect(JSON.stringify(records)).not.toContain('hunter2');
});

async function withProvider(): Promise<{ readonly callback: string }> {
  let url = '';
  const people = {
    bob: { preferred_username: 'bob', groups: ['payments', 'everybody'] },
    eve: { preferred_username: 'eve', groups: ['everybody'] },
    anna: { preferred_username: 'anna', groups: ['payments'] },
    mallory: { preferred_username: 'bob', groups: ['payments'] },
    lee: { preferred_username: 'ann.lee@bank.example', groups: ['payments'] },
    lea: { preferred_username: 'ann-lee.bank.example', groups: ['payments'] },
    dots: { preferred_username: 'аnn.lee', groups: ['payments'] },
  };
  // The provider must know where the gateway listens, and the gateway where the provider is.
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  provider = await startIdentityProvider(() => `${url}${V1}/sign-in/oidc/callback`, people);
  gateway = await startTestGateway({
    policy: 'policies: []\n',
    port,
    signIn: {
      oidc: {
        issuer: provider.issuer,
        client_id: 'sallyport',
        client_secret_env: 'OIDC_SECRET',
        public_url: url,
        roles: { payments: ['approver'] },
      },
    },
    env: { OIDC_SECRET: 'the-secret-of-the-client-of-this-test' },
  });
  return { callback: `${url}${V1}/sign-in/oidc/callback` };
}

/** What somebody finds who signs in at the provider with a browser of their own. */
async function arriving(who: string, callback: string): Promise<Response> {
  const browser = new Browser();
  return browser.visit(await browser.signIn(`${gateway.url}${V1}/sign-in/oidc`, who, callback));
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

test('by an identity provider: its groups become roles; who has none, or a local name, stays outside', async () => {
  const { callback } = await withProvider();
  const start = `${gateway.url}${V1}/sign-in/oidc`;
  const bob = new Browser();
  const back = await bob.signIn(start, 'bob', callback);
  const answer = await bob.visit(back);
  expect(answer.status).toBe(200);
  const token = String(((await answer.json()) as { token: string }).token);
  expect(await (await call(token, '/session')).json()).toMatchObject({
    name: 'bob',
    roles: ['approver'],
    groups: ['payments', 'everybody'],
  });
  expect(await gateway.records({ kind: 'signed_in' })).toMatchObject([
    { person: 'bob', via: 'oidc', issuer: provider?.issuer, subject: 'bob' },
  ]);
  expect((await arriving('eve', callback)).status).toBe(403);
  await gateway.admin('POST', '/people', { person: 'anna', roles: ['viewer'] });
  expect((await arriving('anna', callback)).status).toBe(403);
  expect(await gateway.records({ kind: 'sign_in_failed' })).toMatchObject([
    { via: 'oidc', why: 'not_allowed' },
    { via: 'oidc', why: 'not_allowed' },
  ]);
});

test('by an identity provider: a name belongs to whoever signed in under it first, until it is freed', async () => {
  const { callback } = await withProvider();
  const arrive = (who: string) => arriving(who, callback);
  const bob = String(((await (await arrive('bob')).json()) as { token: string }).token);
  const refused = await arrive('mallory');
  expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('somebody else')]);
  expect((await arrive('bob')).status).toBe(200);
  expect((await gateway.admin('DELETE', '/people/bob')).status).toBe(200);
  expect((await call(bob, '/session')).status).toBe(401);
  expect((await arrive('mallory')).status).toBe(200);
  expect((await arrive('bob')).status).toBe(403);
});

test('by an identity provider: a mail address is a name with - between its words; two that become one are not confused', async () => {
  const { callback } = await withProvider();
  const arrive = (who: string) => arriving(who, callback);
  const token = String(((await (await arrive('lee')).json()) as { token: string }).token);
  expect(await (await call(token, '/session')).json()).toMatchObject({ name: 'ann-lee-bank-example' });
  expect(await (await arrive('lea')).text()).toContain('somebody else');
  // A Cyrillic letter that looks like a Latin one.
  expect(await (await arrive('dots')).text()).toContain('holds no name');
});

test('by an identity provider in a browser: a page that shows the token once and is kept nowhere', async () => {
  const { callback } = await withProvider();
  const bob = new Browser();
  const back = await bob.signIn(`${gateway.url}${V1}/sign-in/oidc`, 'bob', callback);
  const answer = await bob.visit(back, undefined, 'text/html,application/xhtml+xml,*/*;q=0.8');
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  const page = await answer.text();
  expect(page).toContain('Signed in as bob');
  const token = /<pre>(spa-[^<]+)<\/pre>/.exec(page)?.[1] ?? '';
  expect((await call(token, '/session')).status).toBe(200);
  const again = await bob.visit(back, undefined, 'text/html');
  expect(again.status).toBe(401);
  expect(again.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const refusal = await again.text();
  expect(refusal).toContain('Not signed in');
  expect(refusal).toContain('href="/admin/v1/sign-in/oidc"');
});

test('an answer of the provider is good once, in the browser that asked, and unchanged', async () => {
  const { callback } = await withProvider();
  const start = `${gateway.url}${V1}/sign-in/oidc`;
  const bob = new Browser();
  const back = await bob.signIn(start, 'bob', callback);
  // Somebody else's browser: a stolen or planted answer.
  expect((await new Browser().visit(back)).status).toBe(401);
  const changed = new URL(back);
  changed.searchParams.set('state', 'another');
  expect((await bob.visit(changed.href)).status).toBe(401);
  // The ticket was used up by the changed one.
  expect((await bob.visit(back)).status).toBe(401);
  expect(await gateway.records({ kind: 'signed_in' })).toEqual([]);
});

test('a restart keeps accounts, passwords and sessions; a removed account takes its password along', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-people-'));
  gateway = await startTestGateway({ policy: 'policies: []\n', directory });
  await gateway.admin('POST', '/people', { person: 'anna', roles: ['auditor'] });
  await gateway.admin('PUT', '/people/anna/password', { password: PASSWORD });
  const token = String((await signIn({ person: 'anna', password: PASSWORD })).body['token']);
  await gateway.close();
  gateway = await startTestGateway({ directory });
  expect((await call(token, '/session')).status).toBe(200);
  expect((await signIn({ person: 'anna', password: PASSWORD })).status).toBe(200);
  await gateway.admin('DELETE', '/people/anna');
  await gateway.admin('POST', '/people', { person: 'anna', roles: ['admin'] });
  await gateway.close();
  gateway = await startTestGateway({ directory });
  expect((await call(token, '/session')).status).toBe(401);
  expect((await signIn({ person: 'anna', password: PASSWORD })).status).toBe(401);
  await gateway.close();
  await rm(directory, { recursive: true });
  gateway = await startTestGateway({});
});
