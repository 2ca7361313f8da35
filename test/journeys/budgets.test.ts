// Budgets and the kill switch: what is used up is refused for good, nothing is charged twice, and a person can stop everything.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { hang, say } from '../../src/demo/model-server/index.ts';
import { ownField } from '../../src/domain/index.ts';
import { type Answer, agentHeaders, send } from '../support/call.ts';
import { ask, told } from '../support/chat.ts';
import { startTestGateway, type TestGateway, type TestGatewayOptions } from '../support/gateway.ts';
import { until } from '../support/until.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

/** How often the model behind each gateway was asked. */
const asked = new Map<TestGateway, number>();

async function start(options: TestGatewayOptions): Promise<TestGateway> {
  let count = 0;
  const script: TestGatewayOptions['script'] = () => {
    count++;
    asked.set(gateway, count);
    return say('fine');
  };
  const gateway = await startTestGateway({ script, ...options });
  asked.set(gateway, 0);
  open.push(gateway);
  return gateway;
}

const budget = (lines: string): string => `policies: []\nlimits:\n  budgets:\n    - ${lines}\n`;
const call = (
  gateway: TestGateway,
  more: { agent?: string; headers?: readonly string[]; body?: object } = {},
): Promise<Answer> =>
  send({
    url: gateway.url,
    headers: agentHeaders(gateway.key(more.agent ?? 'coder'), ...(more.headers ?? [])),
    body: { ...ask(`hello ${Math.random()}`), ...more.body },
  });
const text = (answer: Answer): string =>
  told(answer)
    .map((choice) => choice.text)
    .join();

test('requests: what is over is refused in a way that no SDK repeats, and says what, how much and until when', async () => {
  const gateway = await start({ policy: budget('{ name: few, per: agent, window: day, max_requests: 2 }') });
  await call(gateway);
  await call(gateway);
  const third = await call(gateway);
  expect(third.status).toBe(200);
  expect(text(third)).toContain(
    'The budget per day of this agent (few: 2 requests) does not cover this call until the next day begins',
  );
  expect(asked.get(gateway)).toBe(2);
  const [record] = (await gateway.records({ decision: 'BLOCK' })).slice(-1);
  expect(JSON.stringify(record)).toContain('limits.budgets.few');
});

test('requests: calls at the same time do not pass together', async () => {
  const gateway = await start({ policy: budget('{ name: few, per: agent, window: day, max_requests: 3 }') });
  await Promise.all(Array.from({ length: 8 }, () => call(gateway)));
  expect(asked.get(gateway)).toBe(3);
});

test('requests: another workflow id with each call sheds nothing', async () => {
  const gateway = await start({
    policy: budget('{ name: few, per: project, window: month, max_requests: 2 }'),
  });
  for (const id of ['a', 'b', 'c', 'd']) await call(gateway, { headers: ['x-workflow-id', id] });
  expect(asked.get(gateway)).toBe(2);
});

test('tokens: what a call may use is set aside before it, and what it did not use is given back after it', async () => {
  const gateway = await start({ policy: budget('{ name: t, per: agent, window: day, max_tokens: 700 }') });
  // Each may use 500; each uses far less: one after the other they fit, at the same time they do not.
  for (let turn = 0; turn < 3; turn++) await call(gateway, { body: { max_tokens: 500 } });
  expect(asked.get(gateway)).toBe(3);
  await Promise.all([
    call(gateway, { body: { max_tokens: 500 } }),
    call(gateway, { body: { max_tokens: 500 } }),
  ]);
  expect(asked.get(gateway)).toBe(4);
});

test('cost: a model without a price is not let past a budget of money', async () => {
  const gateway = await start({
    policy: budget('{ name: money, per: project, window: month, max_cost: 5 }'),
  });
  expect(text(await call(gateway))).toContain('a cost of 5');
  expect(asked.get(gateway)).toBe(0);
});

test('a restart forgets nothing that was used', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-budgets-'));
  open.push({ close: () => rm(directory, { recursive: true }) });
  const policy = budget('{ name: few, per: agent, window: month, max_requests: 2 }');
  const first = await start({ policy, directory });
  const key = first.key('coder');
  await call(first);
  await open.pop()?.close();
  const second = await start({ directory });
  const again = (): Promise<Answer> =>
    send({ url: second.url, headers: agentHeaders(key), body: ask(`more ${Math.random()}`) });
  await again();
  expect(text(await again())).toContain('few: 2 requests');
  expect(asked.get(second)).toBe(1);
});

test('a person stops an agent: its call under way ends, later ones are refused, others go on, and it can be resumed', async () => {
  let isAsked = false;
  const gateway = await start({
    policy: 'default_decision: ALLOW\npolicies: []\n',
    agents: ['coder', 'writer'],
    script: () => {
      isAsked = true;
      return hang();
    },
  });
  const running = call(gateway);
  await until(() => (isAsked ? true : undefined));
  const stopped = await gateway.admin('POST', '/halts', {
    scope: 'agent',
    name: 'coder',
    reason: 'looks wrong',
  });
  expect(stopped.body).toMatchObject({ calls_stopped: 1 });
  const ended = await running;
  expect(ended.status).toBe(403);
  expect(ended.headers.get('x-should-retry')).toBe('false');
  expect(text(await call(gateway))).toContain(
    '[blocked by policy] This agent is stopped by a person until further notice. Do not retry: it will be blocked again.',
  );
  gateway.model.play(() => say('fine'));
  expect(text(await call(gateway, { agent: 'writer' }))).toBe('fine');
  expect((await gateway.admin('GET', '/halts')).body).toMatchObject({
    halts: [{ name: 'coder', reason: 'looks wrong' }],
  });
  await gateway.admin('POST', '/halts/resume', { scope: 'agent', name: 'coder', reason: 'looked' });
  expect(text(await call(gateway))).toBe('fine');
  const kinds = (await gateway.records({ kind: 'halted,resumed' })).map((record) => ownField(record, 'kind'));
  expect(kinds).toEqual(['halted', 'resumed']);
});

test('a stopped project lets nobody through, and nothing that is not stopped can be resumed', async () => {
  const gateway = await start({ policy: 'default_decision: ALLOW\npolicies: []\n' });
  await gateway.admin('POST', '/halts', { scope: 'project', reason: 'incident' });
  expect(text(await call(gateway))).toContain('All agents are stopped');
  expect(
    (await gateway.admin('POST', '/halts/resume', { scope: 'agent', name: 'coder', reason: 'x' })).status,
  ).toBe(404);
  expect((await gateway.admin('POST', '/halts', { scope: 'agent', reason: 'x' })).status).toBe(400);
});
