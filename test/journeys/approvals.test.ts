// People in the path: what is held, what they are asked, and that each answer releases exactly one thing, once.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callTool, type Reply, say } from '../../src/demo/model-server/index.ts';
import { type JsonObject, ownField, stringField } from '../../src/domain/index.ts';
import { type Answer, agentHeaders, type Call, collect, open, send } from '../support/call.ts';
import { ask, told } from '../support/chat.ts';
import { activate, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';

const holding = (seconds: number, condition = '{ tool_name: transfer }'): string => `
policies:
  - name: ask-first
    condition: ${condition}
    decision: CONSTRAIN
    action: { require_approval: true, timeout_seconds: ${seconds} }
`;
const MODES = [
  ['buffered', {}],
  ['streamed', { stream: true }],
] as const;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(async () => {
  expect(await gateway.verify()).toMatchObject({ ok: true });
  await gateway.close();
});

/** Each test has a workflow of its own, and with it questions and answers of its own. */
let workflow = '';
let began = 0;
beforeEach(async () => {
  began = (await gateway.records()).length;
  workflow = `w-${began}`;
});

async function start(policy: string, reply: Reply = callTool('transfer', { amount: 10 })): Promise<void> {
  await activate(gateway.admin, policy);
  gateway.model.play(() => reply);
}

function call(more: JsonObject = {}, ...headers: readonly string[]): Call {
  const own = agentHeaders(gateway.key('coder'), 'x-workflow-id', workflow, ...headers);
  return { url: gateway.url, headers: own, body: ask('Pay the bill', more) };
}

const AGAIN = ['x-stainless-retry-count', '1'];

interface Question {
  readonly id: string;
  readonly shown: string;
  readonly shows: JsonObject;
}

async function pending(): Promise<readonly string[]> {
  const list = ownField((await gateway.admin('GET', '/approvals')).body, 'approvals');
  const own = (Array.isArray(list) ? list : []).filter((each) => stringField(each, 'workflow') === workflow);
  return own.map((each) => stringField(each, 'approval_id') ?? '');
}

/** Waits until this many questions are open, and looks at the newest. */
async function question(count = 1): Promise<Question> {
  const id = await until(async () => {
    const ids = await pending();
    return ids.length >= count ? ids.at(-1) : undefined;
  });
  const { body } = await gateway.admin('GET', `/approvals/${id}`);
  return { id, shown: stringField(body, 'shown') ?? '', shows: body['shows'] as JsonObject };
}

async function answerTo(asked: Question, decision: 'approve' | 'deny'): Promise<number> {
  const body = { decision, shown: asked.shown, reason: 'looked at it' };
  return (await gateway.admin('POST', `/approvals/${asked.id}`, body)).status;
}

/** What was recorded since this test began, the change of its policy left out. */
async function recorded(kind?: string): Promise<readonly JsonObject[]> {
  const fresh = (await gateway.records()).slice(began);
  return fresh.filter((record) =>
    kind === undefined ? record['kind'] !== 'policy_activated' : record['kind'] === kind,
  );
}

async function kinds(): Promise<readonly unknown[]> {
  return (await recorded()).map((record) => record['kind']);
}

const callsOf = (answer: Answer) => told(answer).flatMap((choice) => choice.calls);
const TRANSFER = [{ name: 'transfer', arguments: '{"amount":10}' }];

describe.each(MODES)('a held call of a tool, %s', (_, more) => {
  test('is released as it was when a person approves', async () => {
    await start(holding(60));
    const answer = send(call(more));
    const asked = await question();
    expect(asked.shows).toMatchObject({ agent: 'coder', tool: 'transfer', arguments: { amount: 10 } });
    expect(await answerTo(asked, 'approve')).toBe(200);
    expect(callsOf(await answer)).toEqual(TRANSFER);
    expect(gateway.model.requests).toHaveLength(1);
    expect(await kinds()).toEqual([
      'exchange_requested',
      'approval_requested',
      'contents_read',
      'approval_decided',
      'approval_used',
      'exchange_completed',
    ]);
  });

  test('is refused when a person denies, and the agent is told so', async () => {
    await start(holding(60));
    const answer = send(call(more));
    await answerTo(await question(), 'deny');
    const choices = told(await answer);
    expect(choices.flatMap((choice) => choice.calls)).toEqual([]);
    expect(choices[0]?.text).toMatch(/a person denied this.*looked at it/);
    expect((await recorded('exchange_completed'))[0]).toMatchObject({
      policy_decision: 'BLOCK',
    });
  });

  test('is refused when nobody answers in time, and that is no denial', async () => {
    await start(holding(0.2));
    const choices = told(await send(call(more)));
    expect(choices.flatMap((choice) => choice.calls)).toEqual([]);
    expect(choices[0]?.text).toMatch(/nobody approved this in time/);
    expect(await kinds()).toEqual([
      'exchange_requested',
      'approval_requested',
      'approval_expired',
      'exchange_completed',
    ]);
  });

  test('is asked about once when the client gives up and tries again, and the second try gets the reply', async () => {
    await start(holding(60));
    const first = open(call(more));
    const asked = await question();
    first.leave();
    const second = open(call(more, ...AGAIN));
    if ('stream' in more) await second.head;
    await answerTo(asked, 'approve');
    expect(callsOf(await collect(await second.head))).toEqual(TRANSFER);
    expect(gateway.model.requests).toHaveLength(1);
    expect(await recorded('approval_requested')).toHaveLength(1);
    expect(await recorded('exchange_requested')).toHaveLength(1);
  });

  test('is kept for a client that was away when a person approved', async () => {
    await start(holding(60));
    const first = open(call(more));
    const asked = await question();
    first.leave();
    await answerTo(asked, 'approve');
    await until(async () => (await recorded('exchange_completed'))[0]);
    const back = await send(call(more, ...AGAIN));
    expect(callsOf(back)).toEqual(TRANSFER);
    expect(gateway.model.requests).toHaveLength(1);
    expect(await recorded('approval_requested')).toHaveLength(1);
  });

  test('is given once: the kept reply is not given again', async () => {
    await start(holding(60));
    const first = open(call(more));
    const asked = await question();
    first.leave();
    await answerTo(asked, 'approve');
    await until(async () => (await recorded('exchange_completed'))[0]);
    expect(callsOf(await send(call(more, ...AGAIN)))).toEqual(TRANSFER);
    const third = open(call(more, ...AGAIN));
    expect((await question()).id).not.toBe(asked.id);
    third.leave();
  });

  test('is a new question when an argument has changed', async () => {
    await start(holding(60));
    let amount = 10;
    gateway.model.play(() => callTool('transfer', { amount: amount++ }));
    const small = send(call(more));
    const first = await question();
    const large = send(call({ ...more, seed: 2 }));
    const second = await question(2);
    expect(second.shows).toMatchObject({ arguments: { amount: 11 } });
    expect(second.shown).not.toBe(first.shown);
    expect(
      (await gateway.admin('POST', `/approvals/${second.id}`, { decision: 'approve', shown: first.shown }))
        .status,
    ).toBe(409);
    await answerTo(first, 'approve');
    expect(callsOf(await small)).toEqual(TRANSFER);
    expect(await pending()).toEqual([second.id]);
    await answerTo(second, 'deny');
    expect(callsOf(await large)).toEqual([]);
  });

  test('releases one of two equal calls: an approval is used up', async () => {
    await start(holding(60));
    const both = [send(call(more)), send(call(more))];
    await until(() => (gateway.model.requests.length === 2 ? true : undefined));
    const asked = await question();
    // Both replies must be held before the answer; the second one attaches without a record of its own.
    await until(async () =>
      (await kinds()).filter((kind) => kind === 'exchange_requested').length === 2 ? true : undefined,
    );
    await answerTo(asked, 'approve');
    const first = await Promise.race(both);
    const late = await pending();
    for (const id of late) {
      const { body } = await gateway.admin('GET', `/approvals/${id}`);
      await gateway.admin('POST', `/approvals/${id}`, { decision: 'deny', shown: body['shown'] ?? '' });
    }
    const answers = await Promise.all(both);
    expect(first.status).toBe(200);
    expect(answers.flatMap(callsOf)).toEqual(TRANSFER);
    expect(await recorded('approval_used')).toHaveLength(1);
  });

  test('is decided once: a second answer is a conflict', async () => {
    await start(holding(60));
    const answer = send(call(more));
    const asked = await question();
    expect(await answerTo(asked, 'deny')).toBe(200);
    expect(await answerTo(asked, 'approve')).toBe(409);
    expect(callsOf(await answer)).toEqual([]);
  });

  test('is refused when the policy changed while it waited', async () => {
    await start(holding(60));
    const answer = send(call(more));
    const asked = await question();
    await gateway.admin('POST', '/policy/activate', {
      text: 'policies: [{ name: stop, condition: { tool_name: transfer }, decision: BLOCK }]',
      file_name: 'other.yaml',
    });
    await answerTo(asked, 'approve');
    expect(callsOf(await answer)).toEqual([]);
  });
});

test('a held stream has its head and a comment at once, and nothing of the call', async () => {
  await start(holding(60));
  const client = open(call({ stream: true }));
  const response = await client.head;
  const asked = await question();
  let early = '';
  response.on('data', (part: Buffer) => {
    early += part.toString();
  });
  await until(() => (early.includes(`: approval pending ${asked.id}\n\n`) ? true : undefined));
  expect(early).not.toMatch(/transfer|amount/);
  await answerTo(asked, 'approve');
  await new Promise((resolve) => response.once('end', resolve));
  expect(early).toMatch(/transfer/);
  expect(early.endsWith('data: [DONE]\n\n')).toBe(true);
});

test('a held document drips white space for a client that would give up, and stays one document', async () => {
  await start(holding(60));
  const client = open(call({}, 'x-stainless-read-timeout', '1'));
  const response = await client.head;
  const drop = await new Promise<Buffer>((resolve) => response.once('data', resolve));
  expect(drop.toString().trim()).toBe('');
  await answerTo(await question(), 'approve');
  expect(callsOf(await collect(response))).toEqual(TRANSFER);
});

describe.each(MODES)('a held request, %s', (_, more) => {
  const ASK_BEFORE = holding(60, '{ action_type: llm_call }');

  test('reaches the model only after a person approves', async () => {
    await start(ASK_BEFORE, say('Paid.'));
    const answer = send(call(more));
    const asked = await question();
    expect(gateway.model.requests).toHaveLength(0);
    await answerTo(asked, 'approve');
    expect(told(await answer)[0]?.text).toBe('Paid.');
    expect(gateway.model.requests).toHaveLength(1);
  });

  test('never reaches the model when a person denies', async () => {
    await start(ASK_BEFORE, say('Paid.'));
    const answer = send(call(more));
    await answerTo(await question(), 'deny');
    expect(told(await answer)[0]?.text).toMatch(/a person denied this/);
    expect(gateway.model.requests).toHaveLength(0);
  });

  test('that was approved while its client was away passes when the client is back', async () => {
    await start(ASK_BEFORE, say('Paid.'));
    const first = open(call(more));
    const asked = await question();
    first.leave();
    await until(async () => (await recorded('exchange_aborted'))[0]);
    expect(await answerTo(asked, 'approve')).toBe(200);
    const back = await send(call(more, ...AGAIN));
    expect(told(back)[0]?.text).toBe('Paid.');
    expect(gateway.model.requests).toHaveLength(1);
    expect(await recorded('approval_requested')).toHaveLength(1);
  });
});

const FENCED = 'Run this:\n\n```python\nprint(sum([1, 2]))\n```\n';

describe.each(MODES)('held code in a reply, %s', (_, more) => {
  const ASK_FOR_CODE = holding(60, '{ action_type: code_execution }');

  test('is released as it was when a person approves what would run', async () => {
    await start(ASK_FOR_CODE, say(FENCED));
    const answer = send(call(more));
    const asked = await question();
    expect(JSON.stringify(asked.shows)).toContain('print(sum([1, 2]))');
    await answerTo(asked, 'approve');
    expect(told(await answer)[0]?.text).toBe(FENCED);
    expect(gateway.model.requests).toHaveLength(1);
  });

  test('is taken out when a person denies', async () => {
    await start(ASK_FOR_CODE, say(FENCED));
    const answer = send(call(more));
    await answerTo(await question(), 'deny');
    const [choice] = told(await answer);
    expect(choice?.text).not.toContain('print(sum');
    expect(choice?.text).toMatch(/a person denied this/);
  });
});

describe.each(MODES)('a held handoff, %s', (_, more) => {
  const ASK_FOR_HANDOFF = holding(60, '{ action_type: handoff }');
  const HANDOFF = callTool('transfer_to_other', {});

  test('goes through when a person approves', async () => {
    await start(ASK_FOR_HANDOFF, HANDOFF);
    const answer = send(call(more));
    const asked = await question();
    expect(JSON.stringify(asked.shows)).toContain('other');
    await answerTo(asked, 'approve');
    expect(callsOf(await answer)).toEqual([{ name: 'transfer_to_other', arguments: '{}' }]);
  });

  test('does not happen when a person denies', async () => {
    await start(ASK_FOR_HANDOFF, HANDOFF);
    const answer = send(call(more));
    await answerTo(await question(), 'deny');
    expect(callsOf(await answer)).toEqual([]);
  });
});
