import { describe, expect, it } from 'vitest';
import { checkPolicySet } from './check-policy-set.ts';
import { diffPolicySets } from './diff-policy-sets.ts';
import { explainAccess } from './explain-access.ts';
import { loadPolicySet } from './load-policy-set.ts';
import { policyJsonSchema } from './policy-json-schema.ts';
import type { PolicySet } from './policy-set.ts';
import { runPolicyCases } from './run-policy-cases.ts';

function load(text: string): PolicySet {
  const loaded = loadPolicySet(text, { fileName: 'p.yaml', sha256: (bytes) => String(bytes) });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
  return loaded.set;
}

const warnings = (text: string) =>
  checkPolicySet(load(text)).map(({ line, column, code, message, hint }) => ({
    at: `${line}:${column}`,
    code,
    message,
    hint,
  }));

describe('policy check', () => {
  it('has nothing to say about a sound file', () => {
    expect(
      warnings('policies:\n  - {name: a, condition: {tool_name: send_http_request}, decision: BLOCK}\n'),
    ).toEqual([]);
  });

  it('finds people, models and upstreams that nobody and nothing is, where they are known', () => {
    const set = load(
      'policies:\n' +
        '  - {name: a, condition: {tool_name: send_email}, decision: CONSTRAIN, action: {require_approval: true, approvers: [secruity, bob]}}\n' +
        '  - {name: b, condition: {model: [gpt-4O, "gpt-*", gpt-9-turbo], provider: opnai}, decision: BLOCK}\n',
    );
    const known = { approvers: ['security', 'bob'], models: ['gpt-4o'], upstreams: ['openai', 'local'] };
    expect(
      checkPolicySet(set, known).map(({ line, code, message, hint }) => [line, code, message, hint]),
    ).toEqual([
      [
        2,
        'unknown-approver',
        'no person and no group is called `secruity`, so nobody can approve as that',
        'did you mean `security`?',
      ],
      [3, 'unknown-upstream', 'no upstream is called `opnai`', 'did you mean `openai`?'],
      [3, 'unknown-model', 'no upstream serves the model `gpt-4O`', 'did you mean `gpt-4o`?'],
      [
        3,
        'unknown-model',
        'no upstream serves the model `gpt-9-turbo`',
        'see `upstreams` in the configuration',
      ],
    ]);
    expect(checkPolicySet(set)).toEqual([]);
    expect(checkPolicySet(set, { models: ['gpt-4O', 'gpt-9-turbo'], upstreams: ['opnai'] })).toEqual([]);
  });

  it('finds a policy whose conditions exclude each other', () => {
    expect(
      warnings(
        'policies:\n  - {name: a, condition: {action_type: reply, tool_name: send_http_request}, decision: LOG}\n',
      ),
    ).toMatchObject([{ at: '2:5', code: 'unreachable-policy' }]);
  });

  it('finds a policy that another one makes pointless', () => {
    const text =
      'policies:\n  - {name: all, condition: {tool_name: send_http_request}, decision: BLOCK}\n' +
      '  - {name: some, condition: {tool_name: send_http_request, agent_name: a}, decision: ALLOW}\n' +
      '  - {name: trail, condition: {tool_name: send_http_request, agent_name: a}, decision: LOG}\n';
    expect(warnings(text)).toMatchObject([
      {
        at: '3:5',
        code: 'shadowed-policy',
        message: '`some` never matters: `all` blocks every action that it matches',
      },
    ]);
  });

  it('finds constraints that contradict each other where both can match, and only there', () => {
    const constrain = (name: string, agent: string, model: string) =>
      `  - {name: ${name}, condition: {agent_name: ${agent}, action_type: llm_call}, decision: CONSTRAIN, action: {model: ${model}}}\n`;
    expect(warnings(`policies:\n${constrain('a', 'x', 'm1')}${constrain('b', 'x', 'm2')}`)).toMatchObject([
      {
        at: '3:5',
        code: 'conflicting-constraints',
        message: expect.stringContaining('`b` and `a` contradict each other (model)'),
      },
    ]);
    expect(warnings(`policies:\n${constrain('a', 'x', 'm1')}${constrain('b', 'y', 'm2')}`)).toEqual([]);
  });

  it('finds a constraint that can not act on what the policy matches', () => {
    const text =
      'policies:\n  - {name: a, condition: {action_type: reply}, decision: CONSTRAIN, action: {max_tokens: 5}}\n';
    expect(warnings(text)).toMatchObject([{ at: '2:5', code: 'constraint-without-effect' }]);
  });

  it('finds undeclared names, with the nearest declared one, unknown categories and uncategorised tools', () => {
    const text =
      'agents: {writer: {tools: [frobnicate]}}\ntools: {send_http_request: {}}\npolicies:\n' +
      '  - {name: a, condition: {agent_name: writter}, decision: LOG}\n' +
      '  - {name: b, condition: {tool_category: external_apy}, decision: BLOCK}\n';
    expect(warnings(text)).toMatchObject([
      { at: '1:1', code: 'uncategorised-tool' },
      { at: '1:1', code: 'undeclared-tool', message: 'the tool `frobnicate` is not declared' },
      { at: '4:5', code: 'undeclared-agent', hint: 'did you mean `writer`?' },
      { at: '5:5', code: 'unknown-category', hint: 'did you mean `external_api`?' },
    ]);
  });
});

describe('policy explain', () => {
  const set = load(
    'default_decision: BLOCK\nagents: {worker: {tools: [send_http_request, query_database]}}\n' +
      'policies:\n  - {name: ask, condition: {agent_name: worker, tool_category: external_api}, decision: CONSTRAIN, action: {require_approval: true}}\n' +
      '  - {name: leak, condition: {tool_name: send_http_request, parameter: url, contains: slack}, decision: BLOCK, reason: No}\n',
  );

  it('says what grants, what restricts and what that hangs on', () => {
    expect(explainAccess(set, 'worker', 'send_http_request')).toMatchObject({
      agentDeclared: true,
      category: 'external_api',
      categorySource: 'inferred',
      permission: 'declaration',
      verdict: 'depends',
      policies: [
        { name: 'ask', decision: 'CONSTRAIN', when: [] },
        { name: 'leak', decision: 'BLOCK', when: ['parameter url contains "slack"'], reason: 'No' },
      ],
    });
    expect(explainAccess(set, 'worker', 'query_database')).toMatchObject({ verdict: 'ALLOW', policies: [] });
    expect(explainAccess(set, 'worker', 'delete_all')).toMatchObject({
      permission: 'none',
      verdict: 'BLOCK',
    });
    expect(explainAccess(set, 'stranger', 'query_database')).toMatchObject({
      agentDeclared: false,
      nearestAgent: undefined,
      verdict: 'BLOCK',
    });
    expect(explainAccess(set, 'wroker', 'query_database')).toMatchObject({
      agentDeclared: false,
      nearestAgent: 'worker',
    });
  });
});

describe('policy diff', () => {
  it('names what was added, removed and changed, whatever the order and style', () => {
    const before = load(
      'policies:\n  - {name: a, condition: {}, decision: LOG}\n  - {name: b, condition: {}, decision: LOG}\nagents: {x: {}}\n',
    );
    const after = load(
      'agents: {x: {role: r}}\npolicies:\n  - {name: c, condition: {}, decision: LOG}\n  - {decision: LOG, name: b, condition: {}}\ndefault_decision: BLOCK\n',
    );
    expect(diffPolicySets(before, after).map(({ kind, what }) => `${kind} ${what}`)).toEqual([
      'changed agent x',
      'added default_decision',
      'removed policy a',
      'added policy c',
    ]);
    expect(diffPolicySets(before, before)).toEqual([]);
  });
});

describe('policy test', () => {
  const set = load('policies:\n  - {name: a, condition: {tool_name: rm}, decision: BLOCK}\n');

  it('places a failed case and says what was decided instead', () => {
    const text =
      'cases:\n  - name: n\n    agent: x\n    action: {type: tool_call, tool: rm}\n    expect: {effect: ALLOW, policies: []}\n';
    const run = runPolicyCases(set, text, { fileName: 'c.yaml' });
    expect(run.ok && run.results[0]?.passed).toBe(false);
    expect(run.diagnostics).toMatchObject([
      {
        line: 5,
        column: 13,
        message: 'case `n`: expected ALLOW, decided BLOCK',
        hint: 'Blocked by policy "a".',
      },
      { line: 5, message: 'case `n`: expected the policies (none), matched a' },
    ]);
  });

  it('refuses a misspelt cases file like a policy file', () => {
    const run = runPolicyCases(
      set,
      'cases:\n  - {name: n, agnt: x, action: {type: reply}, expect: {effect: ALLOW}}\n',
      { fileName: 'c.yaml' },
    );
    expect(run.ok).toBe(false);
    expect(run.diagnostics).toContainEqual(
      expect.objectContaining({ line: 2, column: 15, hint: 'did you mean `agent`?' }),
    );
  });
});

describe('the JSON Schema', () => {
  it('is draft 2020-12, strict, recursive in conditions, and describes the keys', () => {
    const schema = JSON.stringify(policyJsonSchema());
    expect(schema).toContain('https://json-schema.org/draft/2020-12/schema');
    expect(schema).toContain('"#/$defs/Condition"');
    expect(schema).toContain('"additionalProperties":false');
    expect(schema).toContain('The agent that makes the call, as its key identifies it.');
  });
});
