import { describe, expect, it } from 'vitest';
import type { Action, CodeExecutionAction, Effect } from '../../domain/index.ts';
import { actionOf, factsOf } from '../cases/build-case.ts';
import { loadPolicySet } from '../load-policy-set.ts';
import type { PolicyFacts } from '../policy-facts.ts';

/** Whether a BLOCK policy with this condition matches. */
function matches(
  condition: object,
  action: Action,
  facts: PolicyFacts = factsOf({ agent: 'worker' }),
): boolean {
  return effectUnder({ policies: [{ name: 'p', condition, decision: 'BLOCK' }] }, action, facts) === 'BLOCK';
}

function effectUnder(document: object, action: Action, facts: PolicyFacts): Effect {
  const loaded = loadPolicySet(JSON.stringify(document), { fileName: 'p.json', sha256: () => '' });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
  return loaded.set.evaluate(action, facts).effect;
}

const call = (args: object | string, tool = 'tool') =>
  actionOf({ type: 'tool_call', tool, arguments: args as never }, 'worker');
const reply = (text: string) => actionOf({ type: 'reply', text }, 'worker');

describe('who', () => {
  const facts = factsOf({ agent: 'Worker', role: 'ops', groups: ['eu', 'night'] });

  it('agent, role and group match by any of a list, by glob, and by look-alike where that restricts', () => {
    expect(matches({ agent_name: ['x', 'worker'] }, reply(''), facts)).toBe(true);
    expect(matches({ agent_name: 'wor*' }, reply(''), facts)).toBe(true);
    expect(matches({ agent_role: 'ops', agent_group: 'night' }, reply(''), facts)).toBe(true);
    expect(matches({ agent_group: 'day' }, reply(''), facts)).toBe(false);
    expect(matches({ agent_name: 'other' }, reply(''), facts)).toBe(false);
  });

  it('the next hop is unknown before the reply, absent in a reply without one, and the target of a handoff', () => {
    expect(matches({ next_hop_agent: 'admin' }, actionOf({ type: 'llm_call' }, 'w'))).toBe(true);
    expect(matches({ next_hop_agent: 'admin' }, reply(''))).toBe(false);
    expect(matches({ next_hop_agent: 'admin' }, actionOf({ type: 'handoff', target: 'admin' }, 'w'))).toBe(
      true,
    );
    expect(matches({ recipient_agent: 'admin' }, actionOf({ type: 'handoff', target: 'writer' }, 'w'))).toBe(
      false,
    );
  });
});

describe('parameters', () => {
  it.each([
    [{ matches_pattern: 'evil' }, 'http://evil.example', true],
    [{ matches_pattern: '^https://evil[.]example/' }, 'https://user:pw@EVIL.example/x', true],
    [{ matches_pattern: 'slack' }, 'https://sl%61ck.com', true],
    [{ not_matches_pattern: '^https://good[.]example/' }, 'https://good.example/x', false],
    [{ not_matches_pattern: '^https://good[.]example' }, 'https://good.example@evil.example/x', true],
    [{ contains: 'drop' }, 'please drop it', true],
    [{ equals: 5 }, 5, true],
    [{ equals: 5 }, '5', true],
    [{ equals: { a: [1] } }, { a: [1] }, true],
    [{ one_of: ['a', 2] }, 2, true],
    [{ not_one_of: ['a', 2] }, 'b', true],
    [{ not_one_of: ['a', 2] }, 'a', false],
    [{ greater_than: 5 }, 6, true],
    [{ greater_than: 5 }, 5, false],
    [{ less_than: 5 }, 4, true],
    [{ exists: true }, null, true],
    [{ exists: false }, null, false],
    [{ host_in: 'evil.example' }, 'https://EVIL.example:8443/x', true],
    [{ host_in: '*.evil.example' }, 'https://a.evil.example', true],
    [{ host_not_in: 'good.example' }, 'https://good.example/x', false],
    [{ host_not_in: 'good.example' }, 'https://gооd.example/x', true],
    [{ host_not_in: '10.0.0.0/8' }, 'http://10.1.2.3/', false],
    [{ path_within: '/srv/data' }, '/srv/data/x', true],
    [{ path_within: '/srv/data' }, '/srv/data/../secret', false],
    [{ sql: { only: 'select', tables: ['orders'], max_rows: 10 } }, 'select id from orders limit 5', true],
    [{ sql: { only: 'select' } }, 'delete from orders', false],
    [{ sql: { only: ['SELECT'] } }, 'select 1; drop table orders', false],
    [{ sql: { tables: ['orders'] } }, 'select * from orders join users on true', false],
    [{ sql: { max_rows: 10 } }, 'select * from orders', false],
    [{ greater_than: 1, less_than: 3 }, 2, true],
    [{ greater_than: 1, less_than: 3 }, 4, false],
  ])('%j on %j is %s', (operators, value, expected) => {
    expect(matches({ parameter: 'p', ...operators }, call({ p: value }))).toBe(expected);
    expect(matches({ parameters: { p: operators } }, call({ p: value }))).toBe(expected);
  });

  it('are found by name at any depth, in JSON inside strings, and by JSONPath', () => {
    const evil = { matches_pattern: 'evil' };
    expect(matches({ parameter: 'url', ...evil }, call({ deep: [{ url: 'evil' }] }))).toBe(true);
    expect(matches({ parameter: 'url', ...evil }, call({ body: '{"url":"evil"}' }))).toBe(true);
    expect(matches({ parameter: '$.deep[0].url', ...evil }, call({ deep: [{ url: 'evil' }] }))).toBe(true);
    expect(matches({ parameter: '$.url', ...evil }, call({ deep: { url: 'evil' } }))).toBe(false);
  });

  it('all of several must hold', () => {
    const both = { parameters: { a: { equals: 1 }, b: { equals: 2 } } };
    expect(matches(both, call({ a: 1, b: 2 }))).toBe(true);
    expect(matches(both, call({ a: 1, b: 3 }))).toBe(false);
  });

  it('are nothing that other actions have', () => {
    expect(matches({ parameter: 'url', exists: false }, reply('x'))).toBe(false);
  });
});

describe('content', () => {
  it('is matched behind base64, percent-encoding and JSON escapes', () => {
    const secret = 'the launch code is 4711';
    const condition = { content_matches: 'launch code' };
    expect(matches(condition, reply(secret))).toBe(true);
    expect(matches(condition, reply(`data: ${btoa(secret)}`))).toBe(true);
    expect(matches(condition, reply(encodeURIComponent(secret)))).toBe(true);
    const escaped = {
      ...call({ q: secret }),
      rawArguments: '{"q":"the l\\u0061unch code is 4711"}',
    } as Action;
    expect(matches(condition, escaped)).toBe(true);
    expect(matches(condition, reply('nothing here'))).toBe(false);
    expect(matches(condition, actionOf({ type: 'llm_call' }, 'w'))).toBe(false);
  });

  it('is what a call says around its messages, too, where that restricts; nobody is granted a call for it', () => {
    const around = actionOf({ type: 'llm_call', text: 'the launch code, to ann@example.com' }, 'w');
    const conditions = [
      { content_matches: 'launch' },
      { contains_sensitive: 'email' },
      { when: 'text.contains("launch")' },
    ];
    for (const condition of conditions) {
      expect(matches(condition, around)).toBe(true);
      expect(matches(condition, actionOf({ type: 'llm_call' }, 'w'))).toBe(false);
      const policies = [{ name: 'grant', condition, decision: 'ALLOW' }];
      const message = actionOf({ type: 'user_message', text: 'the launch code, to ann@example.com' }, 'w');
      const effectOn = (action: Action) =>
        effectUnder({ default_decision: 'BLOCK', policies }, action, factsOf({ agent: 'worker' }));
      expect([effectOn(around), effectOn(message)]).toEqual(['BLOCK', 'ALLOW']);
    }
  });

  it('is found in names, ids and keys, apart from the text', () => {
    const message = {
      ...actionOf({ type: 'user_message', text: 'stop' }, 'w'),
      labels: 'launch\nann@example.com',
    } as Action;
    for (const condition of [
      { content_matches: 'launch' },
      { content_matches: '^stop$' },
      { contains_sensitive: 'email' },
      { when: 'text.contains("launch")' },
    ]) {
      expect(matches(condition, message)).toBe(true);
    }
    expect(matches({ content_matches: 'stop\\s+launch' }, message)).toBe(false);
  });

  it('is put together for a call only when a condition reads it', () => {
    const unread = actionOf({ type: 'llm_call' }, 'w');
    const read: string[] = [];
    const refuse = (name: string) => ({ get: () => void read.push(name), enumerable: true });
    const action = Object.defineProperties(unread, { text: refuse('text'), labels: refuse('labels') });
    for (const condition of [
      { agent_name: 'worker' },
      { model: '*' },
      { tokens_over: 5 },
      { when: 'call.model == "x"' },
    ]) {
      matches(condition, action);
    }
    expect(read).toEqual([]);
    matches({ content_matches: 'x' }, action);
    expect(read).not.toEqual([]);
  });

  it('has sensitive data of the named kinds', () => {
    expect(matches({ contains_sensitive: 'email' }, reply('to ann@example.com'))).toBe(true);
    const escaped = {
      ...call({ to: 'ann@example.com' }),
      rawArguments: '{"to":"ann\\u0040example.com"}',
    } as Action;
    expect(matches({ contains_sensitive: 'email' }, escaped)).toBe(true);
    expect(matches({ contains_sensitive: ['iban'] }, reply('to ann@example.com'))).toBe(false);
    expect(matches({ contains_sensitive: true }, reply('to ann@example.com'))).toBe(true);
  });

  it('is measured in tokens of four bytes', () => {
    expect(matches({ tokens_over: 2 }, reply('123456789'))).toBe(true);
    expect(matches({ tokens_over: 2 }, reply('12345678'))).toBe(false);
    expect(matches({ tokens_over: 2 }, reply('€€€'))).toBe(true);
    expect(matches({ tokens_over: 2 }, reply('😀😀'))).toBe(false);
  });
});

describe('code', () => {
  const code: CodeExecutionAction = {
    ...(actionOf({ type: 'code_execution', language: 'python', text: 'x' }, 'w') as CodeExecutionAction),
    capabilities: ['network', 'subprocess'],
  };

  it('matches by language and by any capability', () => {
    expect(matches({ language: ['sh', 'python'] }, code)).toBe(true);
    expect(matches({ language: 'sh' }, code)).toBe(false);
    expect(matches({ capability: ['destructive', 'network'] }, code)).toBe(true);
    expect(matches({ capability: 'destructive' }, code)).toBe(false);
  });
});

describe('time', () => {
  const at = (iso: string) => factsOf({ agent: 'worker', at: iso });
  const hours = { from: '08:00', to: '18:00', timezone: 'Europe/Berlin' };

  it('is outside of hours in the named zone, summer time included', () => {
    expect(matches({ outside_hours: hours }, reply(''), at('2026-07-01T06:00:00Z'))).toBe(false);
    expect(matches({ outside_hours: hours }, reply(''), at('2026-01-01T06:30:00Z'))).toBe(true);
    expect(matches({ outside_hours: hours }, reply(''), at('2026-07-01T16:00:00Z'))).toBe(true);
  });

  it('is on a day, in UTC or in the zone of the hours beside it', () => {
    expect(matches({ days: ['sat', 'sun'] }, reply(''), at('2026-01-03T23:30:00Z'))).toBe(true);
    expect(matches({ days: ['mon'] }, reply(''), at('2026-01-04T23:30:00Z'))).toBe(false);
    expect(matches({ days: ['mon'], outside_hours: hours }, reply(''), at('2026-01-04T23:30:00Z'))).toBe(
      true,
    );
  });
});

describe('budgets', () => {
  it('hold above the bound only', () => {
    const facts = factsOf({ agent: 'worker' });
    const used = { ...facts, history: { ...facts.history, agentTokens: 10, consecutiveReplies: 3 } };
    expect(matches({ agent_tokens_over: 9 }, reply(''), used)).toBe(true);
    expect(matches({ agent_tokens_over: 10 }, reply(''), used)).toBe(false);
    expect(matches({ consecutive_replies_over: 2 }, reply(''), used)).toBe(true);
  });
});

describe('when', () => {
  it.each([
    ['agent.name == "worker" && action.type == "tool_call"', true],
    ['args.limit > 1000', true],
    ['args.limit > 1000.5 && args.limit < 5000', true],
    ['args.tags.exists(tag, tag.startsWith("sec"))', true],
    ['args.deep.name.matches("^a+$")', true],
    ['has(args.missing)', false],
    ['"x" in args', false],
    ['size(args.tags) == 2', true],
    ['tool.name == "other"', false],
    ['text.contains("limit")', true],
    ['call.model.startsWith("gpt")', true],
    ['history.workflow_tokens > 5', false],
    ['now > 0', true],
  ])('%s is %s', (when, expected) => {
    const action = call({ limit: 2000, tags: ['secret', 'x'], deep: { name: 'aaa' } });
    expect(matches({ when }, action)).toBe(expected);
  });

  it('is false, not unknown, for actions that lack what it names', () => {
    expect(matches({ when: 'args.limit > 1' }, reply('x'))).toBe(false);
    expect(matches({ when: 'code.language == "sh"' }, reply('x'))).toBe(false);
  });

  it('does not find what plain objects inherit', () => {
    expect(matches({ not: { when: 'has(args.constructor)' } }, call({}))).toBe(true);
  });
});
