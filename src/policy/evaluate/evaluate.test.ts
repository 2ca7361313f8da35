import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PastAction, ToolCallAction } from '../../domain/index.ts';
import { actionOf, factsOf } from '../cases/build-case.ts';
import { loadPolicySet } from '../load-policy-set.ts';
import type { PolicyFacts } from '../policy-facts.ts';
import type { PolicySet } from '../policy-set.ts';

function load(document: object): PolicySet {
  const loaded = loadPolicySet(JSON.stringify(document), { fileName: 'p.json', sha256: () => 'x' });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics, null, 1));
  return loaded.set;
}

const facts = factsOf({ agent: 'worker' });
const call = (tool: string, args: object | string = {}, parameters?: string[]) =>
  actionOf(
    { type: 'tool_call', tool, arguments: args as never, ...(parameters ? { parameters } : {}) },
    'worker',
  );
const message = (sender: { name: string; verified: boolean } | undefined, text = 'hello') =>
  ({ ...actionOf({ type: 'agent_message', text }, 'worker'), sender }) as ReturnType<typeof actionOf>;

/** The effect of one policy under default ALLOW; ALLOW itself is seen as a grant under default deny. */
function effectOf(policy: object, action: ReturnType<typeof actionOf>, given: PolicyFacts = facts): string {
  const allows = 'decision' in policy && policy.decision === 'ALLOW';
  const set = load({
    ...(allows ? { default_decision: 'BLOCK' } : {}),
    policies: [{ name: 'p', decision: 'BLOCK', ...policy }],
  });
  return set.evaluate(action, given).effect;
}

describe('what can not be evaluated', () => {
  const unreadable = {
    ...call('t'),
    arguments: { kind: 'unreadable', why: 'duplicate_keys' },
  } as ToolCallAction;
  const url = { parameter: 'url', matches_pattern: 'evil' };

  it.each([
    ['arguments that are not JSON', unreadable, url],
    ['a parameter of the wrong type', call('t', { url: 5 }), url],
    ['a number that is text', call('t', { n: '5' }), { parameter: 'n', greater_than: 10 }],
    ['a parameter that the tool has and the call leaves out', call('t', {}, ['url']), url],
    ['a host that can not be read', call('t', { url: '::' }), { parameter: 'url', host_in: 'evil.example' }],
    ['SQL that does not parse', call('t', { q: 'selec' }), { parameter: 'q', sql: { only: 'select' } }],
    ['a message that names no sender', message(undefined), { sender_agent: 'intern' }],
    ['code of no language', actionOf({ type: 'code_execution', text: 'x' }, 'w'), { language: 'sh' }],
    ['code that was not analysed', actionOf({ type: 'code_execution' }, 'w'), { capability: 'network' }],
    ['a tool without a category', call('zzz'), { tool_category: 'external_api' }],
    ['an expression about something absent', call('t', {}), { when: 'args.limit > 5' }],
    ['an expression that is no truth', call('t', {}), { when: '1 + 1' }],
  ])('%s: matches a BLOCK and a CONSTRAIN, never an ALLOW, never as an exception', (_, action, condition) => {
    expect(effectOf({ condition }, action)).toBe('BLOCK');
    const annotate = { decision: 'CONSTRAIN', action: { annotate: true } };
    expect(effectOf({ condition, ...annotate }, action)).toBe('CONSTRAIN');
    expect(effectOf({ condition, decision: 'ALLOW' }, action)).toBe('BLOCK');
    expect(effectOf({ condition: {}, unless: condition }, action)).toBe('BLOCK');
    expect(effectOf({ condition: {}, unless: condition, decision: 'ALLOW' }, action)).toBe('BLOCK');
    expect(effectOf({ condition: { not: condition } }, action)).toBe('BLOCK');
    expect(effectOf({ condition: { any: [condition, { stream: true }] } }, action)).toBe('BLOCK');
    expect(effectOf({ condition: { all: [condition, { stream: true }] } }, action)).toBe('ALLOW');
  });

  it('is recorded as unknown, by condition and reason, without content', () => {
    const set = load({ policies: [{ name: 'p', condition: { ...url, stream: false }, decision: 'BLOCK' }] });
    const decision = set.evaluate(call('t', { url: 4711 }), facts);
    expect(decision.matched).toEqual([
      {
        policy: 'p',
        decision: 'BLOCK',
        mode: 'enforce',
        unknown: true,
        because: ['parameter url matches evil: unknown, the value is not text', 'stream is false'],
      },
    ]);
    expect(JSON.stringify(decision)).not.toContain('4711');
  });

  it('is not a parameter that the tool does not know: that is simply absent', () => {
    expect(effectOf({ condition: url }, call('t', {}, ['other']))).toBe('ALLOW');
    expect(effectOf({ condition: url }, call('t', {}))).toBe('ALLOW');
  });

  it('an agent that did not identify itself is restricted by every name', () => {
    const nobody = factsOf({ agent: '' });
    expect(effectOf({ condition: { agent_name: 'intern' } }, call('t'), nobody)).toBe('BLOCK');
    expect(effectOf({ condition: { agent_name: 'intern' }, decision: 'ALLOW' }, call('t'), nobody)).toBe(
      'BLOCK',
    );
  });

  it('a condition that throws is unknown, by name', () => {
    const history = {
      ...facts.history,
      recent: () => {
        throw new Error('secret');
      },
    };
    const condition = { after: { tool_name: 'x', within_seconds: 5 } };
    const set = load({ policies: [{ name: 'p', condition, decision: 'BLOCK' }] });
    const decision = set.evaluate(call('t'), { ...facts, history });
    expect(decision.effect).toBe('BLOCK');
    expect(decision.matched[0]?.because[0]).toContain('after (tool_name is x)');
    expect(JSON.stringify(decision)).not.toContain('secret');
  });
});

describe('names', () => {
  const alike = [
    'send_httр_request',
    'ｓend_http_request',
    'send%5Fhttp_request',
    'SEND_HTTP_REQUEST',
    'send.http_request',
  ];

  it.each(alike)('the look-alike %s of a denied tool is denied', (name) => {
    expect(effectOf({ condition: { tool_name: 'send_http_request' } }, call(name))).toBe('BLOCK');
    expect(effectOf({ condition: { tool_name: 'send_http_*' } }, call(name))).toBe('BLOCK');
  });

  it.each(alike)('the look-alike %s of an allowed tool is not allowed', (name) => {
    const condition = { tool_name: 'send_http_request' };
    expect(effectOf({ condition, decision: 'ALLOW' }, call('send_http_request'))).toBe('ALLOW');
    expect(effectOf({ condition, decision: 'ALLOW' }, call(name))).toBe('BLOCK');
    const declared = load({
      default_decision: 'BLOCK',
      agents: { worker: { tools: ['send_http_request'] } },
    });
    expect(declared.evaluate(call('send_http_request'), facts).effect).toBe('ALLOW');
    expect(declared.evaluate(call(name), facts).effect).toBe('BLOCK');
  });

  it.each(alike)(
    'the look-alike %s of an exempted tool is not exempted, and of a banned one not let through',
    (name) => {
      const condition = { tool_name: 'send_http_request' };
      expect(effectOf({ condition: { not: condition } }, call('send_http_request'))).toBe('ALLOW');
      expect(effectOf({ condition: { not: condition } }, call(name))).toBe('BLOCK');
      expect(effectOf({ condition: {}, unless: condition }, call(name))).toBe('BLOCK');
      expect(effectOf({ condition: { not: condition }, decision: 'ALLOW' }, call(name))).toBe('BLOCK');
    },
  );

  it('the look-alike of a declared tool keeps that tool’s category as a restriction, and never as a grant', () => {
    const tools = { lookup: { category: 'external_api' } };
    const blocks = load({
      tools,
      policies: [{ name: 'p', condition: { tool_category: 'external_api' }, decision: 'BLOCK' }],
    });
    expect(blocks.evaluate(call('Lookup'), facts).effect).toBe('BLOCK');
    const allow = { name: 'p', condition: { tool_category: 'external_api' }, decision: 'ALLOW' };
    const allows = load({ default_decision: 'BLOCK', tools, policies: [allow] });
    expect(allows.evaluate(call('lookup'), facts).effect).toBe('ALLOW');
    expect(allows.evaluate(call('Lookup'), facts).effect).toBe('BLOCK');
    expect(allows.evaluate(call('send_http_request'), facts).effect).toBe('BLOCK');
  });
});

describe('claims', () => {
  const boss = { sender_agent: 'boss' };
  const claimed = message({ name: 'boss', verified: false });
  const verified = message({ name: 'boss', verified: true });

  it('restrict, whether verified or not', () => {
    expect(effectOf({ condition: boss }, claimed)).toBe('BLOCK');
    expect(effectOf({ condition: boss }, verified)).toBe('BLOCK');
    expect(effectOf({ condition: boss }, message({ name: 'other', verified: false }))).toBe('ALLOW');
  });

  it('grant and exempt only when verified', () => {
    expect(effectOf({ condition: boss, decision: 'ALLOW' }, verified)).toBe('ALLOW');
    expect(effectOf({ condition: boss, decision: 'ALLOW' }, claimed)).toBe('BLOCK');
    expect(effectOf({ condition: {}, unless: boss }, verified)).toBe('ALLOW');
    expect(effectOf({ condition: {}, unless: boss }, claimed)).toBe('BLOCK');
  });

  it('of workflow and user never grant', () => {
    const onBehalf = {
      ...facts,
      call: { ...facts.call, onBehalfOf: { name: 'root', verified: false as const } },
    };
    expect(effectOf({ condition: { on_behalf_of: 'root' } }, call('t'), onBehalf)).toBe('BLOCK');
    expect(effectOf({ condition: { on_behalf_of: 'root' }, decision: 'ALLOW' }, call('t'), onBehalf)).toBe(
      'BLOCK',
    );
    expect(effectOf({ condition: { workflow_id: '*' }, decision: 'ALLOW' }, call('t'))).toBe('BLOCK');
    expect(effectOf({ condition: { when: 'workflow.id == "case"' }, decision: 'ALLOW' }, call('t'))).toBe(
      'BLOCK',
    );
    expect(effectOf({ condition: { when: 'workflow.id == "case"' } }, call('t'))).toBe('BLOCK');
  });
});

describe('several values under one parameter', () => {
  const both = call('t', { url: ['https://good.example', 'https://evil.example'] });

  it('one is enough to restrict, all are needed to grant', () => {
    const good = { parameter: 'url', matches_pattern: '^https://good[.]example' };
    expect(effectOf({ condition: { parameter: 'url', matches_pattern: 'evil' } }, both)).toBe('BLOCK');
    expect(effectOf({ condition: good, decision: 'ALLOW' }, both)).toBe('BLOCK');
    expect(effectOf({ condition: good, decision: 'ALLOW' }, call('t', { url: 'https://good.example' }))).toBe(
      'ALLOW',
    );
    expect(effectOf({ condition: {}, unless: good }, both)).toBe('BLOCK');
    expect(
      effectOf({ condition: { parameter: 'url', not_matches_pattern: '^https://good[.]example' } }, both),
    ).toBe('BLOCK');
  });
});

describe('permission under default deny', () => {
  const document = {
    default_decision: 'BLOCK',
    agents: {
      worker: { tools: ['search', 'db_*'], models: ['gpt-4o'], hands_off_to: ['writer'], code: ['python'] },
    },
  };
  const set = load(document);
  const decide = (action: ReturnType<typeof actionOf>, given = facts) => set.evaluate(action, given);

  it('a declaration grants what it lists and nothing else', () => {
    const code = (language: string) => actionOf({ type: 'code_execution', language, text: 'x' }, 'worker');
    expect(decide(call('search'))).toMatchObject({ effect: 'ALLOW', grantedBy: 'declaration' });
    expect(decide(call('db_read')).effect).toBe('ALLOW');
    expect(decide(call('transfer_to_writer')).effect).toBe('ALLOW');
    expect(decide(call('transfer_to_admin')).effect).toBe('BLOCK');
    expect(decide(call('delete'))).toMatchObject({ effect: 'BLOCK', grantedBy: undefined });
    expect(decide(call('delete')).reason).toBe(
      'Blocked by default: the tool is not declared for this agent.',
    );
    expect(decide(code('python')).effect).toBe('ALLOW');
    expect(decide(code('sh')).effect).toBe('BLOCK');
    expect(decide(actionOf({ type: 'handoff', target: 'writer' }, 'worker')).effect).toBe('ALLOW');
    expect(decide(actionOf({ type: 'handoff', target: 'admin' }, 'worker')).effect).toBe('BLOCK');
    expect(decide(actionOf({ type: 'llm_call' }, 'worker')).effect).toBe('ALLOW');
    expect(
      decide(actionOf({ type: 'llm_call' }, 'worker'), factsOf({ agent: 'worker', model: 'o3' })).effect,
    ).toBe('BLOCK');
    expect(decide(actionOf({ type: 'reply', text: 'x' }, 'worker')).effect).toBe('ALLOW');
  });

  it('an agent without a declaration may do nothing', () => {
    const stranger = factsOf({ agent: 'Worker' });
    for (const type of ['llm_call', 'reply', 'tool_call', 'user_message', 'handoff'] as const) {
      expect(decide(actionOf({ type }, 'Worker'), stranger).effect).toBe('BLOCK');
    }
  });

  it.each([
    ['LOG', {}],
    ['CONSTRAIN', { action: { annotate: true } }],
  ])('a %s does not grant', (decision, rest) => {
    const logging = load({ ...document, policies: [{ name: 'p', condition: {}, decision, ...rest }] });
    expect(logging.evaluate(call('delete'), facts).effect).toBe('BLOCK');
  });

  it('an explicit ALLOW grants, and no ALLOW lifts a BLOCK', () => {
    const allow = { name: 'a', condition: { tool_name: 'delete' }, decision: 'ALLOW' };
    const block = { name: 'b', condition: { tool_name: 'delete' }, decision: 'BLOCK' };
    expect(load({ ...document, policies: [allow] }).evaluate(call('delete'), facts)).toMatchObject({
      effect: 'ALLOW',
      grantedBy: 'a',
    });
    expect(load({ ...document, policies: [allow, block] }).evaluate(call('delete'), facts).effect).toBe(
      'BLOCK',
    );
  });

  it('knows what it could act on', () => {
    expect(set.mayActOn(facts.call.agent, 'reply')).toBe(false);
    expect(set.mayActOn(facts.call.agent, 'tool_call')).toBe(true);
    expect(set.mayActOn(factsOf({ agent: 'x' }).call.agent, 'reply')).toBe(true);
  });
});

describe('shadow', () => {
  it('has no effect at all, and is recorded as "would have"', () => {
    const policies = [
      {
        name: 'b',
        mode: 'shadow',
        condition: {},
        decision: 'BLOCK',
        log_level: 'critical',
        capture_fields: ['x'],
      },
      { name: 'c', mode: 'shadow', condition: {}, decision: 'CONSTRAIN', action: { require_approval: true } },
    ];
    const decision = load({ policies }).evaluate(call('t'), facts);
    expect(decision).toMatchObject({
      effect: 'ALLOW',
      wouldBe: 'BLOCK',
      constraints: undefined,
      logLevel: undefined,
      captureFields: [],
    });
    expect(decision.matched.map((match) => match.mode)).toEqual(['shadow', 'shadow']);
  });
});

describe('sequence, rate and budget', () => {
  const past = (toolName: string, over: Partial<PastAction> = {}): PastAction => ({
    at: 0,
    type: 'tool_call',
    agent: 'worker',
    workflow: 'w',
    toolName,
    toolCategory: undefined,
    model: 'm',
    released: true,
    ...over,
  });
  const withPast = (...actions: PastAction[]): PolicyFacts => ({
    ...facts,
    history: { ...facts.history, recent: () => actions },
  });

  it('after: holds once the earlier action was released', () => {
    const condition = { tool_name: 'send', after: { tool_name: 'read_*', within_seconds: 60 } };
    expect(effectOf({ condition }, call('send'), withPast(past('read_mail')))).toBe('BLOCK');
    expect(effectOf({ condition }, call('send'), withPast(past('Read_mail')))).toBe('BLOCK');
    expect(effectOf({ condition }, call('send'), withPast(past('read_mail', { released: false })))).toBe(
      'ALLOW',
    );
    expect(effectOf({ condition }, call('send'), withPast())).toBe('ALLOW');
  });

  it('count_over: the first action above the limit matches, of the same kind only', () => {
    const condition = { tool_name: 'send', count_over: { limit: 2, within_seconds: 60, per: 'agent' } };
    expect(effectOf({ condition }, call('send'), withPast(past('send')))).toBe('ALLOW');
    expect(effectOf({ condition }, call('send'), withPast(past('send'), past('send')))).toBe('BLOCK');
    expect(effectOf({ condition }, call('send'), withPast(past('send'), past('other')))).toBe('ALLOW');
  });

  it('limits are ordinary policies with a name', () => {
    const set = load({
      limits: { workflow: { max_tokens: 100, max_turns: 1 }, agent: { requests_per_minute: 1 } },
    });
    const used = { ...facts, history: { ...facts.history, workflowTokens: 101 } };
    const turn = withPast(past('', { type: 'llm_call', toolName: undefined }));
    expect(set.evaluate(actionOf({ type: 'llm_call' }, 'w'), used).reason).toContain(
      'limits.workflow.max_tokens',
    );
    expect(
      set.evaluate(actionOf({ type: 'llm_call' }, 'w'), turn).matched.map((match) => match.policy),
    ).toEqual(['limits.agent.requests_per_minute', 'limits.workflow.max_turns']);
    expect(set.evaluate(call('t'), used).effect).toBe('ALLOW');
  });
});

describe('the order of policies', () => {
  const pool = [
    { name: 'a', condition: { tool_name: 't' }, decision: 'ALLOW' },
    {
      name: 'b',
      condition: { action_type: 'tool_call' },
      decision: 'LOG',
      log_level: 'error',
      capture_fields: ['z', 'a'],
    },
    {
      name: 'c',
      condition: { tool_name: 't*' },
      decision: 'CONSTRAIN',
      action: { max_tokens: 5, annotate: 'one' },
    },
    {
      name: 'd',
      condition: {},
      decision: 'CONSTRAIN',
      action: { max_tokens: 3, annotate: 'two', redact: ['email'] },
    },
    { name: 'e', condition: { parameter: 'n', greater_than: 5 }, decision: 'BLOCK', on_block: 'drop_action' },
    { name: 'f', condition: { parameter: 'n', greater_than: 7 }, decision: 'BLOCK', respond_with: 'error' },
    {
      name: 'g',
      condition: { agent_name: 'worker' },
      decision: 'CONSTRAIN',
      action: { clamp_parameter: { n: { max: 9 } } },
    },
    { name: 'h', condition: {}, decision: 'CONSTRAIN', mode: 'shadow', action: { set_parameter: { n: 20 } } },
    { name: 'i', condition: { tool_name: 'u' }, decision: 'CONSTRAIN', action: { set_parameter: { n: 20 } } },
  ];

  it('never changes a decision', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(pool),
        fc.constantFrom('t', 'T', 'u', 'v'),
        fc.constantFrom(1, 6, 8, 'x', undefined),
        (policies, tool, n) => {
          const sorted = [...policies].sort((a, b) => a.name.localeCompare(b.name));
          const action = call(tool, n === undefined ? {} : { n }, ['n']);
          const decide = (list: object[]) =>
            load({ default_decision: 'BLOCK', policies: list }).evaluate(action, facts);
          expect(decide(policies)).toEqual(decide(sorted));
        },
      ),
      { numRuns: 200 },
    );
  });
});
