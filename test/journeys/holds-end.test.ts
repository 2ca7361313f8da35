// How holds end when something else changes: an agent that was removed, and a reply of which one question can not be put.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { callTool, callTools } from '../../src/demo/model-server/index.ts';
import { type JsonObject, ownField, stringField } from '../../src/domain/index.ts';
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
