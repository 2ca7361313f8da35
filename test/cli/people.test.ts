// Accounts and tokens as an administrator keeps them by command line, each tried at the door that it opens.

import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compiled } from '../support/compiled.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { sallyport } from './cli.ts';

const COMMAND = compiled('cli/main.ts');
const PASSWORD = 'four words are enough';
/** Enough for a process of its own on a machine with much else to do. */
const PROCESS_MS = 120_000;

let gateway: TestGateway;
let data: readonly [string, string];
beforeAll(async () => {
  gateway = await startTestGateway({ policy: 'policies: []\n' });
  data = ['--data', gateway.directory];
});
afterAll(() => gateway.close());

/** The status of an admin route for who shows this token. */
async function status(token: string, path: string): Promise<number> {
  const response = await fetch(`${gateway.url}/admin/v1${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  await response.arrayBuffer();
  return response.status;
}

async function signIn(person: string, password: string): Promise<Response> {
  return fetch(`${gateway.url}/admin/v1/sign-in`, {
    method: 'POST',
    body: JSON.stringify({ person, password }),
  });
}

/** Sets a password as a pipe does: it is on no command line. */
async function setPassword(person: string, typed: string): Promise<{ readonly code: number; out: string }> {
  const child = spawn(process.execPath, [COMMAND, 'people', 'password', person, ...data], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => {
      out += part.toString();
    });
  child.stdin.end(`${typed}\n`);
  const code = await new Promise<number>((resolve) => child.once('close', (ended) => resolve(ended ?? -1)));
  return { code, out };
}

async function issued(
  ...options: readonly string[]
): Promise<{ readonly id: string; readonly token: string }> {
  const { objects } = await sallyport('tokens', 'issue', ...options, ...data, '--json');
  return { id: String(objects[0]?.['token_id']), token: String(objects[0]?.['token']) };
}

describe('people', () => {
  it('are added, let in by a password that nobody is shown, changed and removed, each at once', {
    timeout: PROCESS_MS,
  }, async () => {
    await sallyport('people', 'add', 'anna', '--role', 'auditor', '--group', 'finance', ...data);
    const before = await sallyport('people', 'list', ...data);
    expect(before.out).toMatch(/anna +auditor +finance +none: cannot sign in/);
    expect((await signIn('anna', PASSWORD)).status).toBe(401);

    const set = await setPassword('anna', PASSWORD);
    expect(set).toEqual({ code: 0, out: expect.not.stringContaining(PASSWORD) });
    const { token } = (await (await signIn('anna', PASSWORD)).json()) as { readonly token: string };
    expect([await status(token, '/decisions'), await status(token, '/tokens')]).toEqual([200, 403]);

    await sallyport('people', 'change', 'anna', '--role', 'viewer', ...data);
    expect([await status(token, '/decisions'), await status(token, '/approvals')]).toEqual([403, 200]);

    expect((await sallyport('people', 'remove', 'anna', ...data)).out).toContain(
      'tokens of anna no longer work',
    );
    expect(await status(token, '/approvals')).toBe(401);
    expect((await signIn('anna', PASSWORD)).status).toBe(401);
    expect((await sallyport('people', 'list', ...data, '--json')).objects).toEqual([]);
  });

  it('get no password that is short, and keep the one that they had', { timeout: PROCESS_MS }, async () => {
    await sallyport('people', 'add', 'bob', '--role', 'viewer', ...data);
    await gateway.admin('PUT', '/people/bob/password', { password: PASSWORD });
    const short = await setPassword('bob', 'short');
    expect(short).toEqual({ code: 2, out: expect.stringContaining('12 to 256 characters') });
    expect((await signIn('bob', PASSWORD)).status).toBe(200);
  });

  it.each([
    ['that is there already', ['add', 'carol', '--role', 'viewer'], 'there is carol already'],
    ['of a group', ['add', 'treasury', '--role', 'viewer'], 'treasury is a group'],
    ['that is the gateway’s own', ['add', 'local-operator', '--role', 'viewer'], 'of the gateway itself'],
    ['that nobody has', ['change', 'nobody', '--role', 'viewer'], 'no account of this name'],
    ['with a role that there is none of', ['add', 'dan', '--role', 'king'], 'one of: admin, policy_author'],
  ])('are refused under a name %s', async (_what, args, why) => {
    await sallyport('people', 'add', 'carol', '--role', 'viewer', '--group', 'treasury', ...data);
    const { code, err } = await sallyport('people', ...args, ...data);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(why) });
  });

  it('who guess a password are told nothing of whose it is, and nothing of agents’ keys', async () => {
    const answers = await Promise.all([
      signIn('carol', 'wrong wrong wrong'),
      signIn('zed', 'wrong wrong wrong'),
    ]);
    const [known, unknown] = await Promise.all(answers.map((answer) => answer.text()));
    expect(known).toBe(unknown);
    expect(known).toContain('name or password is wrong');
    expect(known).toContain('sallyport people password');
    expect(known).not.toContain('keys issue');
  });
});

describe('tokens', () => {
  it('open what role and scope allow, are listed without themselves, and end when they are revoked', async () => {
    const { id, token } = await issued('--role', 'auditor', '--scope', 'read', '--expires', '30d');
    expect([await status(token, '/approvals'), await status(token, '/decisions')]).toEqual([200, 403]);
    const listed = await sallyport('tokens', 'list', ...data);
    expect(listed.out).toMatch(new RegExp(`${id} +live +- +auditor +read +20`));
    expect(listed.out).not.toContain(token);
    expect((await sallyport('tokens', 'revoke', id, ...data)).code).toBe(0);
    expect(await status(token, '/approvals')).toBe(401);
    expect((await sallyport('tokens', 'list', ...data)).out).toMatch(new RegExp(`${id} +revoked`));
  });

  it.each([
    ['a role', ['issue', '--role', 'boss'], 'role: "boss": expected one of'],
    ['no role', ['issue'], "required option '--role <role>' not specified"],
    [
      'a scope',
      ['issue', '--role', 'admin', '--scope', 'everything'],
      'scopes: "everything": expected one of',
    ],
    ['a time', ['issue', '--role', 'admin', '--expires', 'soon'], '--expires'],
    ['an id', ['revoke', 'nope'], 'there is no admin token of this id'],
  ])('are refused for %s that is none, and it is said what is wrong', async (_what, args, why) => {
    const { code, err } = await sallyport('tokens', ...args, ...data);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(why) });
  });
});
