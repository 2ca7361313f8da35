// Rates and sequences that an agent would like to start anew: by another workflow id, a forged retry, or many calls at once.

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { callTools, say } from '../../src/demo/model-server/index.ts';
import { type JsonObject, stringField } from '../../src/domain/index.ts';
import { type Answer, agentHeaders, send } from '../support/call.ts';
import { ask, told } from '../support/chat.ts';
import { activate, startTestGateway, type TestGateway } from '../support/gateway.ts';

const atMostTwo = (per: string): string => `
policies:
  - name: at-most-two
    condition: { tool_name: pay, count_over: { limit: 2, within_seconds: 3600, per: ${per} } }
    decision: BLOCK
`;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ agents: [] });
});
afterAll(async () => {
  expect(await gateway.verify()).toMatchObject({ ok: true });
  await gateway.close();
});

/** Each test has an agent of its own, and with it a history of its own. */
let number = 0;
let key = '';
beforeEach(async () => {
  number += 1;
  key = stringField((await gateway.admin('POST', '/agents', { agent: `agent_${number}` })).body, 'key') ?? '';
});

async function start(policy: string): Promise<void> {
  let payments = 0;
  await activate(gateway.admin, policy);
  const agent = number;
  gateway.model.play(() => {
    const nth = payments++;
    return callTools([{ name: 'pay', arguments: { nth }, id: `call_${agent}_${nth}` }]);
  });
}

function pay(body: JsonObject, ...headers: readonly string[]): Promise<Answer> {
  return send({ url: gateway.url, headers: agentHeaders(key, ...headers), body });
}

const paid = (answer: Answer): boolean => told(answer).some((choice) => choice.calls.length > 0);

test('per agent: a new workflow with each call sheds nothing', async () => {
  await start(atMostTwo('agent'));
  const outcomes: boolean[] = [];
  for (let turn = 0; turn < 4; turn++) {
    outcomes.push(paid(await pay(ask(`Payment ${turn}`), 'x-workflow-id', `fresh-${number}-${turn}`)));
  }
  expect(outcomes).toEqual([true, true, false, false]);
});

test.each([
  ['in the header', (turn: number) => ['x-workflow-id', `fresh-${number}-${turn}`]],
  ['left out', () => []],
])('per workflow: a conversation that goes on sheds nothing by a new id, %s', async (_, headers) => {
  await start(atMostTwo('workflow'));
  const messages: JsonObject[] = [
    { role: 'user', content: `Pay all of the bills of ${key}, one after the other` },
  ];
  const outcomes: boolean[] = [];
  for (let turn = 0; turn < 4; turn++) {
    const answer = await pay({ model: 'gpt-4o', messages }, ...headers(turn));
    outcomes.push(paid(answer));
    if (!paid(answer)) continue;
    const [{ message }] = (answer.json() as unknown as { choices: [{ message: JsonObject }] }).choices;
    const [call] = message['tool_calls'] as unknown as [{ id: string }];
    messages.push(message, { role: 'tool', tool_call_id: call.id, content: 'done' });
  }
  expect(outcomes).toEqual([true, true, false, false]);
});

test('a forged retry count is no way past a rate: each call is recorded and counted', async () => {
  await start(atMostTwo('agent'));
  const outcomes: boolean[] = [];
  for (let turn = 0; turn < 4; turn++) {
    outcomes.push(paid(await pay(ask('Pay'), 'x-stainless-retry-count', String(turn + 1))));
  }
  expect(outcomes).toEqual([true, true, false, false]);
  expect(await gateway.records({ kind: 'exchange_requested', agent: `agent_${number}` })).toHaveLength(4);
});

test('the same body again is a new call, not an old answer', async () => {
  await start('policies: []\n');
  const answers = [await pay(ask('Pay')), await pay(ask('Pay'), 'x-stainless-retry-count', '1')];
  expect(answers.map((answer) => told(answer)[0]?.calls[0]?.arguments)).toEqual(['{"nth":0}', '{"nth":1}']);
});

test('calls at the same time do not pass a rate together', async () => {
  await start(atMostTwo('agent'));
  const answers = await Promise.all(Array.from({ length: 12 }, (_, at) => pay(ask(`Payment ${at}`))));
  expect(answers.filter(paid)).toHaveLength(2);
});

test('calls of one reply do not pass a rate together', async () => {
  await start(atMostTwo('agent'));
  gateway.model.play(() => ({
    kind: 'completion',
    choices: [{ toolCalls: Array.from({ length: 5 }, (_, nth) => ({ name: 'pay', arguments: { nth } })) }],
  }));
  const calls = told(await pay(ask('Pay all')))[0]?.calls ?? [];
  expect(calls.length).toBeLessThanOrEqual(2);
});

test('requests at the same time do not pass a rate on requests together', async () => {
  await start(`
policies:
  - name: at-most-two-requests
    condition: { action_type: llm_call, count_over: { limit: 2, within_seconds: 3600, per: agent } }
    decision: BLOCK
`);
  gateway.model.play(() => say('Hello.'));
  const answers = await Promise.all(Array.from({ length: 12 }, (_, at) => pay(ask(`Hello ${at}`))));
  expect(answers.filter((answer) => told(answer)[0]?.text === 'Hello.')).toHaveLength(2);
  expect(gateway.model.requests).toHaveLength(2);
});
