import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/domain/index.ts';
import { type Ran, type Served, sallyport, serve, temporaryDirectory } from './cli.ts';

const POLICY = `
default_decision: { decision: BLOCK, mode: shadow }
agents:
  coder: { tools: [search] }
tools:
  search: { category: data_access }
  shell: { category: code }
policies:
  - name: no-shell
    condition: { tool_name: shell }
    decision: BLOCK
    reason: No shell here
`;

/** The one value of a key in the one object that a command printed. */
function only(ran: Ran): JsonObject {
  expect(ran.err).toBe('');
  expect(ran.objects).toHaveLength(1);
  return ran.objects[0] ?? {};
}

/** The same commands with a gateway that runs, and without one: the directory is opened by the command itself. */
describe.each([
  ['while the gateway runs', true],
  ['while no gateway runs', false],
])('an installation %s', (_, live) => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let served: Served | undefined;
  let data: readonly [string, string];

  beforeAll(async () => {
    directory = await temporaryDirectory();
    data = ['--data', directory.path];
    await writeFile(join(directory.path, 'policy.yaml'), POLICY);
    served = await serve(...data);
    if (!live) {
      await served.stop();
      served = undefined;
    }
  });
  afterAll(async () => {
    await served?.stop();
    await directory.remove();
  });

  it('says in its status what is enforced and what is not', async () => {
    const status = only(await sallyport('status', ...data, '--json'));
    expect(status).toMatchObject({
      running: live,
      agents: 1,
      approvals_pending: 0,
      policy: { mode: 'observing', default_decision: 'BLOCK', default_mode: 'shadow' },
    });
    const { code, out } = await sallyport('status', ...data);
    expect(code).toBe(0);
    expect(out).toContain(live ? 'http://127.0.0.1:' : 'not running');
    expect(out).toContain('observing');
    expect(out).toMatch(/^default +BLOCK \(shadow\)$/m);
  });

  it('adds agents and keys, shows each key once, lists them without it, and ends them', async () => {
    const scope = ['--role', 'coding', '--model', 'gpt-4o*'];
    const added = only(await sallyport('agents', 'add', 'coder', ...scope, ...data, '--json'));
    expect(added).toMatchObject({ agent: 'coder', key: expect.stringMatching(/^sp-/) });
    const second = only(
      await sallyport('keys', 'issue', 'coder', '--expires', '30d', '--note', 'ci', ...data, '--json'),
    );
    const rotated = only(
      await sallyport('keys', 'rotate', String(second['key_id']), '--grace', '0s', ...data, '--json'),
    );
    const revoked = await sallyport('keys', 'revoke', String(added['key_id']), ...data);
    expect(revoked.out).toContain('no longer works');
    const list = await sallyport('agents', 'list', ...data, '--json');
    for (const issued of [added, second, rotated]) expect(list.out).not.toContain(String(issued['key']));
    const coder = list.objects.find((agent) => agent['agent'] === 'coder');
    expect(coder).toMatchObject({
      role: 'coding',
      keys: [
        { key_id: added['key_id'], state: 'revoked' },
        { key_id: second['key_id'], state: 'expired', note: 'ci' },
        { key_id: rotated['key_id'], state: 'live' },
      ],
    });
    const table = await sallyport('agents', 'list', ...data);
    expect(table.out).toMatch(/^AGENT +ROLE +SCOPE +KEYS\n/);
    expect(table.out).toMatch(/^coder +coding +gpt-4o\* /m);
    expect((await sallyport('agents', 'remove', 'coder', ...data)).out).toContain('removed coder');
    expect((await sallyport('agents', 'list', ...data, '--json')).objects).toHaveLength(1);
    const keyless = await sallyport('agents', 'add', 'quiet', '--no-key', ...data);
    expect(keyless.out).not.toContain('sp-');
  });

  it('activates a policy, shows it, explains it, enforces it, and keeps the history', async () => {
    const file = join(directory.path, 'policy.yaml');
    const active = await sallyport('policy', 'activate', file, '--reason', 'first try', ...data);
    expect(active).toMatchObject({ code: 0, err: '' });
    expect(active.out).toContain('default decision: BLOCK, observed only');
    expect((await sallyport('policy', 'show', ...data)).out).toContain(POLICY.trim());
    const explained = await sallyport('policy', 'explain', 'coder', 'shell', ...data);
    expect(explained.out).toMatch(/^coder calls shell: /);
    expect(explained.out).toContain('no-shell');
    const misspelt = await sallyport('policy', 'explain', 'codre', 'shell', ...data);
    expect(misspelt.out).toContain('not declared in `agents:`; did you mean `coder`?');
    const enforced = await sallyport('policy', 'enforce', ...data);
    expect(enforced.out).toContain('default decision: BLOCK, enforced');
    const again = await sallyport('policy', 'enforce', ...data);
    expect(again.code).toBe(2);
    expect(again.err).toContain('already enforces');
    const history = await sallyport('policy', 'history', ...data, '--json');
    expect(history.objects.map((activation) => activation['reason'])).toEqual([
      'starter policy of a new installation',
      'first try',
      'sallyport policy enforce',
    ]);
  });

  it('activates a policy that names what it does not declare, and says so', async () => {
    const file = join(directory.path, 'misspelt.yaml');
    await writeFile(
      file,
      'agents: {coder: {}}\npolicies: [{name: a, condition: {agent_name: codr}, decision: BLOCK}]\n',
    );
    const active = await sallyport('policy', 'activate', file, ...data);
    expect(active.code).toBe(0);
    expect(active.err).toContain('misspelt.yaml:2:');
    expect(active.err).toContain('the agent `codr` is not declared; did you mean `coder`?');
    expect((await sallyport('policy', 'rollback', 'sha256:', ...data)).code).toBe(2);
    const history = (await sallyport('policy', 'history', ...data, '--json')).objects;
    expect(String(history.at(-1)?.['at'])).toMatch(/^\d{4}-\d{2}-\d{2}T.*Z$/);
    const earlier = String(history.at(-2)?.['version']);
    expect(await sallyport('policy', 'rollback', earlier, ...data)).toMatchObject({ code: 0, err: '' });
  });

  it('reads its records by tail, query and show, and every line of --json is an object', async () => {
    const tail = await sallyport('audit', 'tail', '-n', '3', ...data, '--json');
    expect(tail.objects).toHaveLength(3);
    const query = await sallyport(
      'audit',
      'query',
      '--kind',
      'policy_activated',
      '--limit',
      '2',
      ...data,
      '--json',
    );
    expect(query.objects.map((record) => record['kind'])).toEqual(['policy_activated', 'policy_activated']);
    const newest = await sallyport('audit', 'query', '--newest', '--limit', '1', ...data);
    expect(newest.out.split('\n')).toHaveLength(2);
    const index = String(query.objects[0]?.['index']);
    const shown = only(await sallyport('audit', 'show', index, '--contents', ...data, '--json'));
    expect(shown['contents']).toEqual([{ name: 'policy', text: expect.stringContaining('exfiltration') }]);
    const read = await sallyport('audit', 'query', '--kind', 'contents_read', ...data, '--json');
    expect(read.objects).toHaveLength(1);
    expect((await sallyport('audit', 'show', index, ...data)).out).toContain('"kind": "policy_activated"');
  });

  it('has nothing that waits for a person', async () => {
    expect((await sallyport('approvals', 'list', ...data)).out).toBe('no pending approvals\n');
    expect((await sallyport('approvals', 'list', ...data, '--json')).out).toBe('');
  });

  it('verifies', async () => {
    const ran = await sallyport('verify', ...data);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toMatch(/^intact {2}log /);
    expect(only(await sallyport('verify', '--no-contents', ...data, '--json'))).toMatchObject({ ok: true });
  });
});
