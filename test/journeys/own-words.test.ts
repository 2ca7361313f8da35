// An agent's own words coming back are judged once; what stands around them for the first time is still looked at.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callTool, say } from '../../src/demo/model-server/index.ts';
import type { JsonObject } from '../../src/domain/index.ts';
import { type Answer, agentHeaders, send } from '../support/call.ts';
import { told } from '../support/chat.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { NO_CANARY } from './bypass/policies.ts';

const NAME = 'CANARY-555555555555';
const USER = { role: 'user', content: 'What is new?' };
const WORDS = 'Nothing is new, and nothing will be for quite some time.';

describe('the history of an agent', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ policy: NO_CANARY, agents: ['coder'] });
  });
  afterAll(() => gateway.close());

  function ask(...messages: readonly JsonObject[]): Promise<Answer> {
    const headers = agentHeaders(gateway.key('coder'), 'x-workflow-id', 'own-words');
    return send({ url: gateway.url, headers, body: { model: 'gpt-4o', messages: [...messages] } });
  }

  function saidIn(answer: Answer): string {
    return told(answer)
      .map(({ text }) => text)
      .join();
  }

  async function typesIn(answer: Answer): Promise<unknown> {
    const [record] = await gateway.records({ exchange: answer.exchange ?? '' });
    const actions = record?.['actions'];
    return Array.isArray(actions) ? actions.map((action) => (action as JsonObject)['type']) : actions;
  }

  test('is no action where it repeats what was released, and blocks the call where a name in it is not', async () => {
    gateway.model.play(() => say(WORDS));
    const first = await ask(USER);
    expect(saidIn(first)).toBe(WORDS);
    const again = { role: 'assistant', content: WORDS };
    const blocked = await ask(USER, { ...again, name: NAME }, USER);
    expect(saidIn(blocked)).toContain('[blocked by policy]');
    const fine = await ask(USER, { ...again, name: 'coder' }, USER);
    expect(saidIn(fine)).toBe(WORDS);
    expect(await typesIn(fine)).toEqual(['llm_call']);
  });

  test('may name calls as the model did, and not otherwise', async () => {
    gateway.model.play(() => callTool('lookup', { q: 'weather' }));
    const first = await ask(USER);
    const [choice] = told(first);
    const [call] = choice?.calls ?? [];
    gateway.model.play(() => say(WORDS));
    const called = (id: string): JsonObject => ({
      role: 'assistant',
      content: null,
      tool_calls: [{ id, type: 'function', function: { name: 'lookup', arguments: call?.arguments ?? '' } }],
    });
    const answered = (id: string): JsonObject => ({ role: 'tool', tool_call_id: id, content: 'none' });
    const blocked = await ask(USER, called(NAME), answered(NAME));
    expect(saidIn(blocked)).toContain('[blocked by policy]');
    const id = /"id":\s*"(call_[^"]+)"/.exec(first.text)?.[1] ?? '';
    expect(id).not.toBe('');
    const fine = await ask(USER, called(id), answered(id));
    expect(saidIn(fine)).toBe(WORDS);
    expect(await typesIn(fine)).toEqual(['llm_call', 'tool_result']);
  });
});
