// The command line as an operator meets it: a first start, wrong files, ports and directories, and what a restart keeps.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { createTerminal } from '../../src/cli/terminal.ts';
import { callTool, type ScriptedModel, say, startScriptedModel } from '../../src/demo/model-server/index.ts';
import { isJsonObject, type JsonObject, type JsonValue, stringField } from '../../src/domain/index.ts';
import { agentHeaders, open, send } from '../support/call.ts';
import { ask, told } from '../support/chat.ts';
import { compiled } from '../support/compiled.ts';
import { startTestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const COMMAND = compiled('cli/main.ts');

let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'sallyport-setup-'));
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(place, name);
  writeFileSync(path, text);
  return path;
}

const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): ChildProcess {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a command to its end, as a process of its own. */
function spawned(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = start(args, environment);
  const text = { out: '', err: '' };
  child.stdout?.on('data', (part: Buffer) => {
    text.out += part.toString();
  });
  child.stderr?.on('data', (part: Buffer) => {
    text.err += part.toString();
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...text })));
}

/** The same command line without a process, where nothing but its words and its exit code counts. */
async function ran(args: readonly string[]): Promise<Ended> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const terminal = createTerminal({ json: false, color: false, stdout, stderr });
  const code = await run(args, terminal, new AbortController().signal);
  return { code, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
}

interface Served {
  readonly listening: JsonObject;
  stop(): Promise<void>;
}

async function serve(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Served> {
  const child = start(['serve', '--json', '--port', '0', ...args], environment);
  const listening = await new Promise<JsonObject>((resolve, reject) => {
    let err = '';
    child.stderr?.on('data', (part: Buffer) => {
      err += part.toString();
    });
    child.once('close', (code) => reject(new Error(`serve ended with code ${code}: ${err}`)));
    if (child.stdout === null) throw new Error('no output');
    createInterface({ input: child.stdout }).on('line', (line) => {
      const value: JsonValue = JSON.parse(line);
      if (isJsonObject(value) && value['event'] === 'listening') resolve(value);
    });
  });
  return {
    listening,
    stop: async () => {
      const closed = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      await closed;
    },
  };
}

describe('a start that can not succeed', () => {
  test('a wrong configuration: every problem with file, line and column, and what was meant', async () => {
    const config = file('wrong.yaml', 'listen:\n  prot: 8787\nlimits:\n  max_actions: many\n');
    const { code, err, out } = await ran(['serve', '--config', config, '--data', join(place, 'never-1')]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`${config}:2:3`);
    expect(err).toContain('port');
    expect(err).toContain(`${config}:4:16`);
  });

  test('a secret in the configuration is refused without being repeated', async () => {
    const secret = `sk-proj-${'a1B2'.repeat(10)}`;
    const config = file(
      'secret.yaml',
      `upstreams:\n  main: { kind: openai, base_url: "https://a.example/v1", api_key: "${secret}" }\n`,
    );
    const { code, err } = await ran(['serve', '--config', config, '--data', join(place, 'never-2')]);
    expect(code).toBe(2);
    expect(err).toContain(`${config}:2:`);
    expect(err).not.toContain(secret);
  });

  test('a wrong policy: file, line, column, and the nearest word', async () => {
    const policy = file(
      'wrong-policy.yaml',
      'policies:\n  - name: a\n    condition: { tool_nam: x }\n    decision: BLOCK\n',
    );
    const { code, err } = await ran([
      'serve',
      '--policy',
      policy,
      '--port',
      '0',
      '--data',
      join(place, 'never-3'),
    ]);
    expect(code).toBe(2);
    expect(err).toMatch(/wrong-policy\.yaml:3:18/);
    expect(err).toContain('tool_name');
  });

  test('policy check says the same without a gateway', async () => {
    const policy = file(
      'checked.yaml',
      'policies:\n  - name: a\n    condition: { matches_pattern: "(?=x)" }\n    decision: STOP\n',
    );
    const { code, out } = await ran(['policy', 'check', policy]);
    expect(code).toBe(2);
    expect(out).toContain(`${policy}:4:15`);
  });

  test('a configuration that is not there', async () => {
    const { code, err } = await ran(['serve', '--config', join(place, 'nowhere.yaml')]);
    expect(code).toBe(2);
    expect(err).toContain('nowhere.yaml');
  });

  test('a port that is no port', async () => {
    const { code, err } = await ran(['serve', '--port', '99999', '--data', join(place, 'never-4')]);
    expect(code).toBe(2);
    expect(err).toMatch(/--port "?99999/);
  });

  test('a port that is taken: said at once, with the port', async () => {
    const { server, port } = await taken();
    const { code, err } = await ran(['serve', '--port', String(port), '--data', join(place, 'fresh')]);
    server.close();
    expect(code).toBe(2);
    expect(err).toContain(String(port));
  });

  test('a directory that can not be made', async () => {
    const { code, err } = await ran(['serve', '--port', '0', '--data', join(file('plain', ''), 'data')]);
    expect(code).toBe(2);
    expect(err).toContain('plain');
    expect(err).not.toContain('internal error');
  });

  test('a second process on the same directory', async () => {
    const directory = join(place, 'shared');
    const first = await startTestGateway({
      policy: 'policies: []\n',
      directory: mkdtempSync(`${directory}-`),
    });
    const { code, err } = await spawned(['serve', '--port', '0', '--data', first.directory], {
      OPENAI_API_KEY: 'k',
    });
    expect(code).toBe(2);
    expect(err).toMatch(/another process/i);
    // The first one is not disturbed.
    first.model.play(() => say('Here.'));
    const answer = await send({
      url: first.url,
      headers: agentHeaders(first.key('coder')),
      body: ask('Hello'),
    });
    expect(told(answer)[0]?.text).toBe('Here.');
    await first.close();
  });
});

async function taken(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

describe('a first start', () => {
  let model: ScriptedModel;
  beforeAll(async () => {
    model = await startScriptedModel({ script: () => say('Hello.') });
  });
  afterAll(() => model.close());

  test('makes an empty directory a working installation and shows its secrets once, also after a start that failed', async () => {
    const environment = { OPENAI_API_KEY: 'upstream', OPENAI_BASE_URL: `${model.url}/v1` };
    // The directory of the start whose port was taken.
    const data = ['--data', join(place, 'fresh')];
    const first = await serve(data, environment);
    const key = stringField(first.listening, 'first_agent_key') ?? '';
    expect(stringField(first.listening, 'admin_token')).toMatch(/^spa/);
    const status = first.listening['status'] as JsonObject;
    expect(status['policy']).toMatchObject({ mode: 'observing', default_decision: 'BLOCK' });
    const hello = await send({
      url: stringField(first.listening, 'url') ?? '',
      headers: agentHeaders(key),
      body: ask('Hi'),
    });
    expect(told(hello)[0]?.text).toBe('Hello.');
    await first.stop();

    const second = await serve(data, environment);
    expect(Object.keys(second.listening).filter((name) => /key|token/.test(name))).toEqual([]);
    const again = await send({
      url: stringField(second.listening, 'url') ?? '',
      headers: agentHeaders(key),
      body: ask('Hi'),
    });
    expect(told(again)[0]?.text).toBe('Hello.');
    await second.stop();
    const verified = await spawned(['verify', ...data]);
    expect({ code: verified.code, err: verified.err }).toEqual({ code: 0, err: '' });
  });
});

describe('a restart', () => {
  const POLICY = `
policies:
  - name: no-third
    condition: { tool_name: pay, count_over: { limit: 2, within_seconds: 3600, per: agent } }
    decision: BLOCK
  - name: look
    condition: { action_type: user_message }
    decision: LOG
`;
  const headers = (key: string) => agentHeaders(key, 'x-workflow-id', 'w1');

  test('keeps agents, keys, policy, what was said, and how often', async () => {
    const directory = mkdtempSync(join(place, 'kept-'));
    const script = () => callTool('pay', { amount: 1 });
    const before = await startTestGateway({ policy: POLICY, directory, script });
    const key = before.key('coder');
    const pay = (url: string) => send({ url, headers: headers(key), body: ask('Pay') });
    expect(told(await pay(before.url))[0]?.calls).toHaveLength(1);
    const version = (await before.admin('GET', '/policy')).body['version'];
    await before.close();

    const after = await startTestGateway({ directory, script, agents: [] });
    expect((await after.admin('GET', '/policy')).body['version']).toBe(version);
    expect(told(await pay(after.url))[0]?.calls).toHaveLength(1);
    const seen = (await after.records({ kind: 'exchange_requested' })).map(
      (record) => record['messages_new'],
    );
    expect(seen).toEqual([1, 0]);
    const third = await pay(after.url);
    expect(told(third)[0]?.text).toContain('[blocked by policy]');
    expect(told(third)[0]?.calls).toEqual([]);
    expect(await after.verify()).toMatchObject({ ok: true });
    await after.close();
  });

  test('keeps a question that waits for a person, and its answer is used by the same call', async () => {
    const directory = mkdtempSync(join(place, 'asked-'));
    const policy =
      'policies: [{ name: ask, condition: { action_type: llm_call }, decision: CONSTRAIN, action: { require_approval: true } }]';
    const before = await startTestGateway({ policy, directory });
    const key = before.key('coder');
    const call = { headers: headers(key), body: ask('Pay') };
    const waiting = open({ url: before.url, ...call });
    const id = await until(async () => {
      const list = (await before.admin('GET', '/approvals')).body['approvals'];
      return Array.isArray(list) ? stringField(list[0], 'approval_id') : undefined;
    });
    waiting.leave();
    await until(async () => (await before.records({ kind: 'exchange_aborted' }))[0]);
    await before.close();

    const after = await startTestGateway({ directory, script: () => say('Paid.'), agents: [] });
    const { body } = await after.admin('GET', `/approvals/${id}`);
    expect(body).toMatchObject({ status: 'pending', agent: 'coder' });
    await after.admin('POST', `/approvals/${id}`, { decision: 'approve', shown: body['shown'] ?? '' });
    expect(told(await send({ url: after.url, ...call }))[0]?.text).toBe('Paid.');
    await after.close();
  });
});
