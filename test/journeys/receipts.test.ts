// The receipt of a decision: for the key that made the call, for nobody else, and true without the gateway.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkReceipt, readVerifierLine } from '../../src/audit/index.ts';
import { say } from '../../src/demo/model-server/index.ts';
import { ownField } from '../../src/domain/index.ts';
import { agentHeaders, send } from '../support/call.ts';
import { ask } from '../support/chat.ts';
import { activate, startTestGateway, type TestGateway } from '../support/gateway.ts';

const POLICY = `
policies:
  - name: note
    condition: { action_type: user_message }
    decision: LOG
`;

let gateway: TestGateway;
let id = '';
beforeAll(async () => {
  gateway = await startTestGateway({ agents: ['agent_a', 'agent_b'] });
  await activate(gateway.admin, POLICY);
  gateway.model.play(() => say('Hello.'));
  const answer = await send({
    url: gateway.url,
    headers: agentHeaders(gateway.key('agent_a')),
    body: ask('Hello?'),
  });
  id = answer.headers.get('x-sallyport-decision') ?? '';
});
afterAll(() => gateway.close());

function fetchReceipt(agent: string, path: string): Promise<Response> {
  return fetch(new URL(path, gateway.url), {
    headers: { authorization: `Bearer ${gateway.key(agent)}` },
  });
}

test('the key that made the call gets a proof of each of its records that holds offline', async () => {
  const response = await fetchReceipt('agent_a', `/receipts/${id}.tlog-proof`);
  expect(response.status).toBe(200);
  const key = readVerifierLine(readFileSync(join(gateway.directory, 'signing.pub'), 'utf8'))!;
  const keys = new Map([[key.id, key]]);
  const check = checkReceipt(await response.text(), { keys, policy: undefined, expected: id });
  expect(check).toMatchObject({ ok: true });
  expect(ownField(check.record, 'kind')).toBe('exchange_completed');
  const [first = ''] = (response.headers.get('x-sallyport-records') ?? '').split(',');
  const earlier = await fetchReceipt('agent_a', `/v1/receipts/${id}.tlog-proof?record=${first}`);
  const second = checkReceipt(await earlier.text(), { keys, policy: undefined, expected: id });
  expect(ownField(second.record, 'kind')).toBe('exchange_requested');
});

test('another key, a made-up id, another record and a stranger get nothing', async () => {
  expect((await fetchReceipt('agent_b', `/receipts/${id}.tlog-proof`)).status).toBe(404);
  expect((await fetchReceipt('agent_a', '/receipts/ex_none.tlog-proof')).status).toBe(404);
  expect((await fetchReceipt('agent_a', `/receipts/${id}.tlog-proof?record=0`)).status).toBe(404);
  expect((await fetch(new URL(`/receipts/${id}.tlog-proof`, gateway.url))).status).toBe(401);
});

test('the log is not read without an admin token', async () => {
  for (const path of ['/log/checkpoint', '/log/key', '/log/tile/entries/000.p/1'])
    expect((await fetchReceipt('agent_a', path)).status).toBe(401);
});
