// How holds end when something else changes: an agent that was removed, and a reply of which one question can not be put.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AuditLedger } from '../../src/audit/index.ts';
import { callTool, callTools } from '../../src/demo/model-server/index.ts';
import { GatewayError, type JsonObject, ownField, stringField } from '../../src/domain/index.ts';
import { openEmbeddedLedger } from '../../src/store/index.ts';
import { agentHeaders, collect, open, send } from '../support/call.ts';
import { ask, told } from '../support/chat.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';

const HOLDING = `
policies:
  - name: ask-first
    condition: { tool_name: pay }
    decision: CONSTRAIN
    action: { require_approval: true, timeout_seconds: 60 }
`;

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await startTestGateway({ policy: HOLDING });
});
afterEach(() => gateway.close());

function call(more: JsonObject = {}) {
  return { url: gateway.url, headers: agentHeaders(gateway.key('coder')), body: ask('Pay', more) };
}

async function pending(): Promise<readonly string[]> {
  const list = ownField((await gateway.admin('GET', '/approvals')).body, 'approvals');
  return (Array.isArray(list) ? list : []).map((each) => stringField(each, 'approval_id') ?? '');
}

async function approve(id: string): Promise<void> {
  const { body } = await gateway.admin('GET', `/approvals/${id}`);
  await gateway.admin('POST', `/approvals/${id}`, { decision: 'approve', shown: body['shown'] ?? '' });
}

test.each([{}, { stream: true }])(
  'what was approved for an agent that is gone by then is refused: %j',
  async (more) => {
    gateway.model.play(() => callTool('pay', { amount: 1 }));
    const answer = send(call(more));
    const [id = ''] = await until(async () => ((await pending()).length > 0 ? pending() : undefined));
    await gateway.admin('DELETE', '/agents/coder');
    await approve(id);
    const [choice] = told(await answer);
    expect(choice?.calls).toEqual([]);
    expect(choice?.text).toMatch(/no longer valid/);
  },
);

test('a held reply is stored once, however many questions it raises', async () => {
  gateway.model.play(() =>
    callTools(Array.from({ length: 5 }, (_, amount) => ({ name: 'pay', arguments: { amount } }))),
  );
  const client = open(call({ stream: true }));
  const asked = await until(async () => ((await pending()).length === 5 ? pending() : undefined));
  const questions = await gateway.records({ kind: 'approval_requested' });
  const stored = await Promise.all(questions.map(({ index }) => gateway.contents(Number(index))));
  expect(stored.filter((contents) => contents.has('held'))).toHaveLength(1);
  for (const id of asked) await approve(id);
  const [choice] = told(await collect(await client.head));
  expect(choice?.calls).toHaveLength(5);
});

const TWO_TIMES = `
policies:
  - name: ask-briefly
    condition: { tool_name: pay }
    decision: CONSTRAIN
    action: { require_approval: true, timeout_seconds: 0.2 }
  - name: ask-longer
    condition: { tool_name: ship }
    decision: CONSTRAIN
    action: { require_approval: true, timeout_seconds: 60 }
`;

/** A real ledger that can not take records of one kind. */
async function ledgerWithout(directory: string, kind: string): Promise<AuditLedger> {
  const real = await openEmbeddedLedger({ directory, clock: Date.now });
  const append: AuditLedger['append'] = (drafts) =>
    drafts.some((draft) => draft.kind === kind)
      ? Promise.reject(new GatewayError('ledger_unavailable', { publicMessage: 'no disk for this' }))
      : real.append(drafts);
  return new Proxy(real, {
    get(target, name) {
      if (name === 'append') return append;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

test('when one hold of a reply fails, the questions of the others are taken back', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-holds-'));
  const ledger = await ledgerWithout(directory, 'approval_expired');
  const failing = await startTestGateway({ policy: TWO_TIMES, directory, ledger });
  try {
    failing.model.play(() =>
      callTools([
        { name: 'pay', arguments: { amount: 1 } },
        { name: 'ship', arguments: { to: 'x' } },
      ]),
    );
    const answer = await send({
      url: failing.url,
      headers: agentHeaders(failing.key('coder')),
      body: ask('Pay'),
    });
    expect(answer.status).toBe(503);
    expect(await failing.records({ kind: 'approval_withdrawn' })).toHaveLength(2);
    expect((await failing.admin('GET', '/approvals')).body).toEqual({ approvals: [] });
  } finally {
    await failing.close();
    await rm(directory, { recursive: true });
  }
});

test.each([{}, { stream: true }])(
  'what was approved is refused when the scope of its agent was narrowed meanwhile: %j',
  async (more) => {
    gateway.model.play(() => callTool('pay', { amount: 1 }));
    const answer = send(call(more));
    const [id = ''] = await until(async () => ((await pending()).length > 0 ? pending() : undefined));
    await gateway.admin('PUT', '/agents/coder', { agent: 'coder', models: ['other-model'] });
    await approve(id);
    const [choice] = told(await answer);
    expect(choice?.calls).toEqual([]);
    expect(choice?.text).toMatch(/may not use this model/);
  },
);

test('a reply that was kept is not given to an agent whose scope was narrowed', async () => {
  gateway.model.play(() => callTool('pay', { amount: 1 }));
  const first = open(call());
  const [id = ''] = await until(async () => ((await pending()).length > 0 ? pending() : undefined));
  first.leave();
  await approve(id);
  await until(async () => (await gateway.records({ kind: 'exchange_completed' }))[0]);
  await gateway.admin('PUT', '/agents/coder', { agent: 'coder', models: ['other-model'] });
  const back = await send({ ...call(), headers: [...call().headers, 'x-stainless-retry-count', '1'] });
  expect(told(back).flatMap((choice) => choice.calls)).toEqual([]);
  expect(gateway.model.requests).toHaveLength(1);
});

test('many holds of one reply cost one listener each and no warning', async () => {
  const warnings: Error[] = [];
  const hear = (warning: Error) => warnings.push(warning);
  process.on('warning', hear);
  gateway.model.play(() =>
    callTools(Array.from({ length: 40 }, (_, amount) => ({ name: 'pay', arguments: { amount } }))),
  );
  const client = open(call({ stream: true }));
  await until(async () => ((await pending()).length === 40 ? true : undefined));
  client.leave();
  process.off('warning', hear);
  expect(warnings).toEqual([]);
});

test('a number that readers round differently is shown as it is written, and conditions do not trust it', async () => {
  gateway.model.play(() => callTool('pay', '{"amount": 12345678901234567890}'));
  const client = open(call());
  const [id = ''] = await until(async () => ((await pending()).length > 0 ? pending() : undefined));
  const { body } = await gateway.admin('GET', `/approvals/${id}`);
  expect(ownField(body['shows'], 'arguments')).toBe('{"amount": 12345678901234567890}');
  client.leave();
});

test('the record says what a person approved, and why it was asked, in one sentence', async () => {
  gateway.model.play(() => callTool('pay', { amount: 1 }));
  const answer = send(call());
  const [id = ''] = await until(async () => ((await pending()).length > 0 ? pending() : undefined));
  await approve(id);
  await answer;
  const [record] = await gateway.records({ kind: 'exchange_completed' });
  const reasons = JSON.stringify(record?.['actions']);
  expect(reasons).toContain('policy \\"ask-first\\"; approved by a person');
});

test('looking at what is held is on record', async () => {
  gateway.model.play(() => callTool('pay', { amount: 1 }));
  const client = open(call());
  const [id = ''] = await until(async () => ((await pending()).length > 0 ? pending() : undefined));
  await gateway.admin('GET', `/approvals/${id}`);
  expect(await gateway.records({ kind: 'contents_read' })).toHaveLength(1);
  client.leave();
});
