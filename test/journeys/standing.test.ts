// A message that was let through once, sent again where it may not pass: by another agent, to another model, after something else.

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { callTools, say } from '../../src/demo/model-server/index.ts';
import { type JsonObject, ownField } from '../../src/domain/index.ts';
import { type Answer, agentHeaders, send } from '../support/call.ts';
import { ask, told } from '../support/chat.ts';
import { activate, startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ agents: ['agent_a', 'agent_b'] });
});
afterAll(async () => {
  expect(await gateway.verify()).toMatchObject({ ok: true });
  await gateway.close();
});

let workflow = 0;
beforeEach(() => {
  workflow += 1;
  gateway.model.play(() => say('Hello.'));
});

function call(agent: string, body: JsonObject, id = `standing-${workflow}`): Promise<Answer> {
  return send({ url: gateway.url, headers: agentHeaders(gateway.key(agent), 'x-workflow-id', id), body });
}

const passed = (answer: Answer): boolean => told(answer)[0]?.text === 'Hello.';

const block = (condition: string): string => `
policies:
  - name: stop
    condition: { action_type: user_message, content_matches: SECRET, ${condition} }
    decision: BLOCK
`;

test('what another agent was allowed to say is judged for this one', async () => {
  await activate(gateway.admin, block('agent_name: agent_b'));
  expect(passed(await call('agent_a', ask('SECRET words')))).toBe(true);
  expect(passed(await call('agent_b', ask('SECRET words')))).toBe(false);
  expect(passed(await call('agent_a', ask('SECRET words')))).toBe(true);
});

test.each([
  ['model', 'model: gpt-4o', { model: 'gpt-4o-mini' }, {}],
  ['form of reply', 'stream: true', {}, { stream: true }],
])('what was allowed for another %s is judged for this one', async (_, condition, allowed, stopped) => {
  await activate(gateway.admin, block(condition));
  expect(passed(await call('agent_a', ask('SECRET words', allowed)))).toBe(true);
  const requests = gateway.model.requests.length;
  await call('agent_a', ask('SECRET words', stopped));
  expect(gateway.model.requests).toHaveLength(requests);
});

test('what was changed for one agent is changed for the other, and stays changed for the first', async () => {
  await activate(
    gateway.admin,
    `
policies:
  - name: mask
    condition: { action_type: user_message, contains_sensitive: email }
    decision: CONSTRAIN
    action: { redact: [email] }
`,
  );
  for (const agent of ['agent_a', 'agent_b', 'agent_a', 'agent_b']) {
    expect(passed(await call(agent, ask('Write to jane@example.com')))).toBe(true);
    expect(JSON.stringify(gateway.model.requests.at(-1))).not.toContain('jane@example.com');
  }
});

const AFTER_READ = `
policies:
  - name: stop
    condition:
      action_type: user_message
      content_matches: SECRET
      after: { tool_name: read, within_seconds: 3600 }
    decision: BLOCK
`;

test('what passed before something happened does not pass after it, and the block is on record', async () => {
  await activate(gateway.admin, AFTER_READ);
  const agent = 'agent_a';
  const body = ask('SECRET words');
  expect(passed(await call(agent, body))).toBe(true);
  expect(passed(await call(agent, body))).toBe(true);
  gateway.model.play(() => callTools([{ name: 'read', arguments: {}, id: 'call_read' }]));
  await call(agent, ask('Read it'));
  gateway.model.play(() => say('Hello.'));
  expect(passed(await call(agent, body))).toBe(false);
  const requested = await gateway.records({ kind: 'exchange_requested', workflow: `standing-${workflow}` });
  const decisions = requested.map((record) => actionsOf(record));
  expect(decisions).toEqual([
    ['llm_call ALLOW', 'user_message ALLOW'],
    ['llm_call ALLOW'],
    ['llm_call ALLOW', 'user_message ALLOW'],
    ['llm_call ALLOW', 'user_message BLOCK'],
  ]);
});

function actionsOf(record: JsonObject): readonly string[] {
  const actions = ownField(record, 'actions');
  return (Array.isArray(actions) ? actions : []).map((action) => {
    const [type, decision] = [
      ownField(action as JsonObject, 'type'),
      ownField(action as JsonObject, 'decision'),
    ];
    return `${String(type)} ${String(decision)}`;
  });
}

test('a rate that was used up in one workflow is used up for its text under the id of another', async () => {
  await activate(
    gateway.admin,
    `
policies:
  - name: at-most-two
    condition: { action_type: llm_call, count_over: { limit: 2, within_seconds: 3600, per: workflow } }
    decision: BLOCK
`,
  );
  const saidIn = (id: string) => `A reply that is long enough to be telling, given in ${id}.`;
  const [x, y] = [`x-${workflow}`, `y-${workflow}`];
  for (const id of [x, y]) {
    gateway.model.play(() => say(saidIn(id)));
    await call('agent_a', ask(`Begin ${id}`), id);
  }
  gateway.model.play(() => say('Hello.'));
  const carrying = (...ids: string[]): JsonObject => ({
    model: 'gpt-4o',
    messages: ids.map((id) => ({ role: 'assistant', content: saidIn(id) })),
  });
  expect(passed(await call('agent_a', carrying(x), x))).toBe(true);
  expect(passed(await call('agent_a', carrying(x, y), y))).toBe(false);
  expect(passed(await call('agent_a', carrying(x), y))).toBe(false);
  expect(passed(await call('agent_a', carrying(y), y))).toBe(true);
  // What y has used, x has not: the calls that carried both moved nobody.
  expect(passed(await call('agent_a', ask('Go on'), x))).toBe(false);
});
