import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, sallyport, serve, temporaryDirectory } from './cli.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let gateway: Served;
let data: readonly [string, string];

beforeAll(async () => {
  directory = await temporaryDirectory();
  data = ['--data', join(directory.path, 'd')];
  gateway = await serve(...data);
});
afterAll(async () => {
  await gateway.stop();
  await directory.remove();
});

async function file(name: string, text: string): Promise<string> {
  const path = join(directory.path, name);
  await writeFile(path, text);
  return path;
}

const BROKEN = `policies:
  - name: a
    conditon: { tool_name: shell }
    decision: BLOK
`;

describe('wrong input', () => {
  it.each([
    [['froblicate'], "unknown command 'froblicate'"],
    [['agnets', 'list'], 'Did you mean agents?'],
    [['agents', 'lst'], 'Did you mean list?'],
    [['status', '--dat', 'x'], 'Did you mean --data?'],
    [['agents', 'add'], "missing required argument 'name'"],
    [['status', 'extra'], 'too many arguments'],
    [['audit', 'query', '--agent'], 'argument missing'],
  ])('%j is refused with the nearest word or what is missing', async (argv, message) => {
    const ran = await sallyport(...argv);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain(message);
    expect(ran.err).toContain('--help');
  });

  it.each([
    [['keys', 'issue', 'first_agent', '--expires', '5'], '--expires "5"'],
    [['keys', 'issue', 'first_agent', '--expires', '1w'], '--expires "1w"'],
    [['keys', 'rotate', 'x', '--grace', 'soon'], '--grace "soon"'],
    [['audit', 'query', '--limit', 'many'], '--limit "many"'],
    [['audit', 'query', '--limit', '0'], '--limit "0"'],
    [['audit', 'tail', '-n', '-3'], '--lines "-3"'],
    [['audit', 'query', '--decision', 'block'], 'decision "block": did you mean `BLOCK`?'],
    [['audit', 'query', '--decision', 'no'], 'expected one of: ALLOW, LOG, CONSTRAIN, BLOCK'],
    [['audit', 'query', '--kind', 'exchange_request'], 'did you mean `exchange_requested`?'],
    [['audit', 'query', '--kind', 'halted,resume'], 'kind "resume": did you mean `resumed`?'],
    [['audit', 'query', '--kind', ''], 'kind: is empty'],
    [['audit', 'query', '--kind', 'nothing'], 'expected one of: log_opened'],
    [['audit', 'query', '--finding', 'promt_injection'], 'did you mean `prompt_injection`?'],
    [['audit', 'query', '--finding', 'nothing', '--text', 'x'], 'expected one of: dangerous_code'],
    [['agents', 'add', 'a', '--upstream', 'opnai'], 'upstreams "opnai": there is none of this name'],
    [['overrides', 'add', 'promt_injection', '--reason', 'x'], 'did you mean `prompt_injection`?'],
    [
      ['overrides', 'add', 'runaway', '--reason', 'x', '--uses', 'many'],
      '--uses "many": expected a whole number',
    ],
    [['tokens', 'issue', '--role', 'audtor'], 'role: "audtor": did you mean `auditor`?'],
    [['people', 'add', 'anna', '--role', 'viewr'], 'roles: "viewr": did you mean `viewer`?'],
    [['stop', 'agnt', 'first_agent', '--reason', 'x'], 'did you mean `agent`?'],
    [['export', '--to', 'parqet', '--out', 'x'], 'did you mean `parquet`?'],
    [['export', '--to', 'jsonl', '--format', 'natve'], 'did you mean `native`?'],
    [['audit', 'query', '--from', 'yesterday'], 'ISO 8601'],
    [['audit', 'show', 'x'], 'index'],
    [['audit', 'show', '99999'], 'no record 99999'],
    [['agents', 'add', 'no spaces'], 'characters'],
    [['agents', 'add', 'first_agent'], 'already'],
    [['agents', 'remove', 'nobody'], 'no agent'],
    [['keys', 'issue', 'first_agnet'], 'no agent of this name; did you mean `first_agent`?'],
    [['keys', 'revoke', 'nothing'], 'no key'],
    [['keys', 'issue', 'first_agent', '--expires', '0s'], 'expires_in_ms: expected number to be >0'],
    [['policy', 'rollback', 'x'], 'version: at least 4 characters'],
    [['stop', 'agent', 'first_agnet', '--reason', 'odd'], 'no agent first_agnet, so nothing was stopped'],
    [['tokens', 'issue', '--role', 'viewer', '--scope', 'ledger.erase'], 'viewer does not hold ledger.erase'],
    [['stop', 'project', 'x', '--reason', 'odd'], 'the project has none'],
    [['agents', 'add', 'a', '--owner', 'local-operator'], 'name of the gateway itself'],
    [['ledger', 'export', 'package.json'], 'package.json: it is a file'],
    [['export', '--to', 'parquet', '--out', 'package.json'], 'package.json: it is a file'],
    [['export', '--to', 'parquet', '--out', 'package.json/x'], 'something above it is a file'],
    [
      [
        'evidence',
        '--framework',
        'soc2',
        '--from',
        '2026-01-01',
        '--to',
        '2027-01-01',
        '--out',
        'package.json',
      ],
      'package.json: it is a file',
    ],
    [['approvals', 'show', 'ap_x'], 'no approval'],
    [['approvals', 'approve', 'ap_x'], 'no approval'],
    [['approvals', 'deny', 'ap_x'], 'no approval'],
  ])('%j says what is wrong with it', async (argv, message) => {
    const ran = await sallyport(...argv, ...data);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain(message);
    expect(ran.err).not.toContain('internal error');
  });

  it.each([
    ['overrides', ['overrides', 'list'], ['overrides', 'add', 'runaway', '--reason', 'x']],
    ['halts', ['halts'], ['stop', 'workflow', 'w', '--reason', 'x']],
    ['agents', ['agents', 'list'], ['agents', 'add', 'another']],
    ['tokens', ['tokens', 'list'], ['tokens', 'issue', '--role', 'viewer']],
    ['people', ['people', 'list'], ['people', 'add', 'anna', '--role', 'viewer']],
    ['grants', ['approvals', 'grants'], undefined],
    ['exports', ['export', 'status'], undefined],
    ['approvals', ['approvals', 'list'], undefined],
  ])('--json prints %s one a line, and nothing where there are none', async (_, list, add) => {
    const before = (await sallyport(...list, ...data, '--json')).objects;
    if (add !== undefined) expect((await sallyport(...add, ...data)).code).toBe(0);
    const after = (await sallyport(...list, ...data, '--json')).objects;
    expect(after).toHaveLength(before.length + (add === undefined ? 0 : 1));
    for (const each of after) expect(Object.keys(each).length).toBeGreaterThan(1);
  });

  it('a query without a match says so on standard error, and prints nothing', async () => {
    const ran = await sallyport('audit', 'query', '--agent', 'nobody', ...data);
    expect(ran).toMatchObject({ code: 0, out: '', err: 'no record matches\n' });
  });

  it('a directory that is none of ours is named, with two ways to go on', async () => {
    const path = join(directory.path, 'other');
    await mkdir(path);
    const ran = await sallyport('audit', 'tail', '--data', path);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(`${path} is not a Sallyport data directory`);
    expect(ran.err).toContain('--data');
    expect(ran.err).toContain('sallyport serve');
  });
});

describe('a policy file', () => {
  it.each([
    ['policy', 'check'],
    ['policy', 'test'],
  ])('that is broken is shown by `%s %s` with every place and the nearest word', async (...command) => {
    const path = await file('broken.yaml', BROKEN);
    const ran = await sallyport(...command, path);
    expect(ran.code).toBe(2);
    const shown = ran.out + ran.err;
    expect(shown).toContain(`${path}:2:5 error`);
    expect(shown).toContain(`${path}:3:5 error`);
    expect(shown).toContain('did you mean `condition`?');
    expect(shown).toContain(`${path}:4:15 error`);
    expect(shown).toContain('did you mean `BLOCK`?');
  });

  it('that is broken is not activated, and what was in force stays', async () => {
    const before = await sallyport('policy', 'show', ...data);
    const path = await file('broken.yaml', BROKEN);
    const ran = await sallyport('policy', 'activate', path, ...data);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain(`${path}:3:5 error`);
    expect((await sallyport('policy', 'show', ...data)).out).toBe(before.out);
  });

  it('that is broken is one JSON value for machines', async () => {
    const ran = await sallyport('policy', 'check', await file('broken.yaml', BROKEN), '--json');
    expect(ran.code).toBe(2);
    expect(ran.objects).toEqual([expect.objectContaining({ ok: false, diagnostics: expect.any(Array) })]);
  });

  it('that is not there, or is a directory, is named', async () => {
    const missing = join(directory.path, 'none.yaml');
    for (const command of ['check', 'activate', 'test']) {
      const ran = await sallyport('policy', command, missing);
      expect(ran.code).toBe(2);
      expect(ran.err).toContain(`${missing}: there is no such file`);
    }
    expect((await sallyport('policy', 'check', directory.path)).err).toContain('it is a directory');
  });

  it('without default_decision is fine, and the note says what that means', async () => {
    const ran = await sallyport('policy', 'check', await file('open.yaml', 'policies: []\n'));
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('default_decision');
    expect(ran.out).toContain('ok ');
  });

  it('has its JSON Schema, on one line for machines', async () => {
    const pretty = await sallyport('policy', 'schema');
    const compact = await sallyport('policy', 'schema', '--json');
    expect(compact.objects).toEqual([JSON.parse(pretty.out)]);
  });
});

describe('policy test', () => {
  const POLICY = 'policies:\n  - { name: no-shell, condition: { tool_name: shell }, decision: BLOCK }\n';
  const CASES = (effect: string): string =>
    `cases:\n  - name: the shell\n    agent: coder\n    action: { type: tool_call, tool: shell, arguments: {} }\n    expect: { effect: ${effect} }\n`;

  it('finds the cases beside the policy', async () => {
    const path = await file('p.yaml', POLICY);
    await file('p.cases.yaml', CASES('BLOCK'));
    expect(await sallyport('policy', 'test', path)).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 of 1 cases as expected'),
    });
  });

  it('answers 1 and names the case where one is decided otherwise', async () => {
    const path = await file('p.yaml', POLICY);
    const cases = await file('other.cases.yaml', CASES('ALLOW'));
    const ran = await sallyport('policy', 'test', path, cases);
    expect(ran.code).toBe(1);
    expect(ran.out).toContain(`${cases}:5:`);
    expect(ran.out).toContain('`the shell`: expected ALLOW, decided BLOCK');
    const json = await sallyport('policy', 'test', path, cases, '--json');
    expect(json.code).toBe(1);
    expect(json.objects).toEqual([
      expect.objectContaining({ name: 'the shell', passed: false, effect: 'BLOCK' }),
    ]);
  });

  it('answers 2 for cases that are missing or not valid', async () => {
    const path = await file('lonely.yaml', POLICY);
    expect((await sallyport('policy', 'test', path)).err).toContain(
      'lonely.cases.yaml: there is no such file',
    );
    const ran = await sallyport('policy', 'test', path, await file('bad.cases.yaml', 'case: []\n'));
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('bad.cases.yaml:1:');
  });
});
