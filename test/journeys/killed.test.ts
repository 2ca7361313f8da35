// A gateway that is killed while people are asked: the question, the answer and the held reply are all still there.

import { type ChildProcess, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { callTools, type ScriptedModel, startScriptedModel } from '../../src/demo/model-server/index.ts';
import { type JsonObject, type JsonValue, stringField } from '../../src/domain/index.ts';
import { sallyport, temporaryDirectory } from '../cli/cli.ts';
import { agentHeaders, collect, open, send } from '../support/call.ts';
import { ask, told } from '../support/chat.ts';
import { compiled } from '../support/compiled.ts';
import { until } from '../support/until.ts';

const POLICY = `
policies:
  - name: ask-first
    condition: { tool_name: pay }
    decision: CONSTRAIN
    action: { require_approval: true, timeout_seconds: 600 }
`;
const CALLS = [
  { name: 'pay', arguments: { amount: 1 } },
  { name: 'pay', arguments: { amount: 2 } },
];
const RELEASED = CALLS.map(({ name, arguments: args }) => ({ name, arguments: JSON.stringify(args) }));
const COMMAND = compiled('cli/main.ts');
const START_MS = 120_000;

let model: ScriptedModel;
beforeAll(async () => {
  model = await startScriptedModel();
});
afterAll(() => model.close());

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let data: readonly [string, string];
let key = '';
const alive = new Set<ChildProcess>();
beforeEach(async () => {
  directory = await temporaryDirectory();
  data = ['--data', join(directory.path, 'd')];
  await writeFile(
    join(directory.path, 'c.yaml'),
    JSON.stringify({
      upstreams: { scripted: { kind: 'openai', base_url: `${model.url}/v1`, api_key_env: 'UPSTREAM_KEY' } },
    }),
  );
  await writeFile(join(directory.path, 'p.yaml'), POLICY);
  model.play(() => callTools(CALLS));
});
afterEach(async () => {
  for (const child of alive) await kill(child);
  await directory.remove();
});

/** A gateway in a process of its own. The first one of a directory tells the key. */
async function start(): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const file = (name: string): string => join(directory.path, name);
  const child = spawn(
    process.execPath,
    [
      ...[COMMAND, 'serve', ...data, '--port', '0', '--json'],
      ...['--config', file('c.yaml'), '--policy', file('p.yaml')],
    ],
    { env: { ...process.env, UPSTREAM_KEY: 'any' }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  alive.add(child);
  const listening = await new Promise<JsonValue>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the gateway ended with ${code}`)));
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line)));
  });
  key = stringField(listening, 'first_agent_key') ?? key;
  return { url: stringField(listening, 'url') ?? '', child };
}

/** As the kernel kills: no handler runs, nothing is flushed. */
function kill(child: ChildProcess): Promise<void> {
  alive.delete(child);
  return new Promise((resolve) => {
    child.removeAllListeners('exit');
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

const callTo = (url: string, more: JsonObject, ...headers: readonly string[]) => ({
  url,
  headers: agentHeaders(key, ...headers),
  body: ask('Pay both bills', more),
});
const AGAIN = ['x-stainless-retry-count', '1'];

async function pending(): Promise<readonly string[]> {
  const { objects } = await sallyport('approvals', 'list', ...data, '--json');
  return objects.map((approval) => String(approval['approval_id']));
}

async function kindsOf(kind: string): Promise<number> {
  const { objects } = await sallyport('audit', 'query', '--kind', kind, ...data, '--json');
  return objects.length;
}

async function heldThenKilled(more: JsonObject): Promise<readonly string[]> {
  const first = await start();
  const client = open(callTo(first.url, more));
  const asked = await until(async () => ((await pending()).length === 2 ? pending() : undefined));
  // One of two answers is in when the process dies: it must count afterwards, and the other still be asked for.
  await sallyport('approvals', 'approve', asked[0] ?? '', '--reason', 'known payee', ...data);
  await kill(first.child);
  client.leave();
  return asked;
}

const MODES = [
  ['buffered', {}],
  ['streamed', { stream: true }],
] as const;

test.each(MODES)(
  'the client comes back, people answer, and it gets the held reply itself, %s',
  async (_, more) => {
    const [one, two] = await heldThenKilled(more);
    const { url } = await start();
    expect(await pending()).toEqual([two]);
    const back = open(callTo(url, more, ...AGAIN));
    await until(async () => ((await kindsOf('exchange_retried')) === 1 ? true : undefined));
    expect(await sallyport('approvals', 'approve', two ?? '', ...data)).toMatchObject({ code: 0 });
    const choices = told(await collect(await back.head));
    expect(choices.flatMap((choice) => choice.calls)).toEqual(RELEASED);
    expect(model.requests).toHaveLength(1);
    expect(await kindsOf('approval_requested')).toBe(2);
    expect(await kindsOf('approval_used')).toBe(2);
    expect(one).not.toBe(two);
  },
  START_MS,
);

test.each([
  ['approve', RELEASED, /^$/],
  ['deny', [], /a person denied this.*too much/],
] as const)(
  'people answer before the client is back (%s), and the answer holds',
  async (decision, calls, text) => {
    const [, two = ''] = await heldThenKilled({});
    const { url } = await start();
    await sallyport('approvals', decision, two, '--reason', 'too much', ...data);
    const choices = told(await send(callTo(url, {}, ...AGAIN)));
    expect(choices.flatMap((choice) => choice.calls)).toEqual(calls);
    expect(choices[0]?.text ?? '').toMatch(text);
    expect(model.requests).toHaveLength(1);
    expect(await kindsOf('approval_requested')).toBe(2);
  },
  START_MS,
);

test(
  'another call is not given what was held',
  async () => {
    await heldThenKilled({});
    const { url } = await start();
    const other = open(callTo(url, { seed: 7 }, ...AGAIN));
    await until(() => (model.requests.length === 2 ? true : undefined));
    other.leave();
  },
  START_MS,
);
