import { describe, expect, it } from 'vitest';
import { factsOf } from './cases/build-case.ts';
import { loadPolicySet } from './load-policy-set.ts';

const { agent } = factsOf({ agent: 'worker' }).call;

function memoisable(policy: object, type: 'user_message' | 'tool_result' = 'user_message'): boolean {
  const document = { policies: [{ name: 'p', decision: 'BLOCK', ...policy }] };
  const loaded = loadPolicySet(JSON.stringify(document), { fileName: 'p.json', sha256: () => 'x' });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
  return loaded.set.memoisable(agent, type);
}

describe('what is decided the same whenever it comes', () => {
  const rate = { limit: 1, within_seconds: 60, per: 'agent' };

  it.each([
    { after: { tool_name: 'read', within_seconds: 60 } },
    { count_over: rate },
    { agent_tokens_over: 5 },
    { workflow_tokens_over: 5 },
    { consecutive_replies_over: 5 },
    { outside_hours: { from: '08:00', to: '18:00' } },
    { days: ['sat'] },
    { when: 'history.agent_tokens > 5' },
    { when: 'now > 5' },
    { any: [{ model: 'm' }, { not: { all: [{ days: ['sat'] }] } }] },
  ])('is not what %j looks at', (condition) => {
    expect(memoisable({ condition })).toBe(false);
    expect(memoisable({ condition, decision: 'ALLOW' })).toBe(false);
    expect(memoisable({ condition: { model: 'm' }, unless: condition })).toBe(false);
    expect(memoisable({ condition, mode: 'shadow' })).toBe(true);
    expect(memoisable({ condition, decision: 'LOG' })).toBe(true);
  });

  it('is what reads the message and its call only', () => {
    expect(memoisable({ condition: { content_matches: 'a', model: 'm', agent_name: 'worker' } })).toBe(true);
    expect(memoisable({ condition: { when: 'text.contains("a")' } })).toBe(true);
  });

  it('is what such a condition of other agents, tools or types leaves alone', () => {
    expect(memoisable({ condition: { count_over: rate, agent_name: 'other' } })).toBe(true);
    expect(memoisable({ condition: { count_over: rate, tool_name: 'pay' } })).toBe(true);
    const results = { condition: { count_over: rate, action_type: 'tool_result' } };
    expect([memoisable(results), memoisable(results, 'tool_result')]).toEqual([true, false]);
  });
});
