import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadPolicySet } from './load-policy-set.ts';

const sha256 = (bytes: Uint8Array | string) => `${bytes.length}`.padStart(64, '0');
const load = (text: string) => loadPolicySet(text, { fileName: 'p.yaml', sha256 });

/** `line:column message — hint`, as a person reads it. */
function complaints(text: string): string[] {
  return load(text).diagnostics.map(
    ({ line, column, message, hint }) =>
      `${line}:${column} ${message}${hint === undefined ? '' : ` — ${hint}`}`,
  );
}

const policy = (body: string) => `policies:\n  - name: p\n    ${body.replaceAll('\n', '\n    ')}\n`;

describe('a broken policy file', () => {
  it.each([
    [
      'a misspelt key',
      policy('conditoin: {}\ncondition: {}\ndecision: LOG'),
      '3:5 unknown key `conditoin` — did you mean `condition`?',
    ],
    [
      'a misspelt condition',
      policy('condition: {tool_nme: x}\ndecision: LOG'),
      '3:17 unknown key `tool_nme` — did you mean `tool_name`?',
    ],
    [
      'a misspelt nested condition',
      policy('condition: {not: {any: [{agent_nam: x}]}}\ndecision: LOG'),
      '3:30 unknown key `agent_nam` — did you mean `agent_name`?',
    ],
    [
      'a misspelt decision',
      policy('condition: {}\ndecision: BLOK'),
      '4:15 `BLOK` is not valid here: expected `ALLOW`, `LOG`, `CONSTRAIN`, `BLOCK` — did you mean `BLOCK`?',
    ],
    [
      'a decision in lower case',
      policy('condition: {}\ndecision: block'),
      '4:15 `block` is not valid here: expected `ALLOW`, `LOG`, `CONSTRAIN`, `BLOCK` — did you mean `BLOCK`?',
    ],
    [
      'a missing decision',
      policy('condition: {}'),
      '2:5 `decision` is missing: expected `ALLOW`, `LOG`, `CONSTRAIN`, `BLOCK`',
    ],
    ['a missing condition', policy('decision: LOG'), '2:5 `condition` is missing: expected a mapping'],
    [
      'a value of the wrong type',
      policy('condition: {agent_name: 5}\ndecision: LOG'),
      '3:29 expected text or a list, found `5`',
    ],
    ['a list where a mapping belongs', '- a\n- b\n', '1:1 expected a mapping, found a list'],
    [
      'an unknown action type',
      policy('condition: {action_type: [tool_call, tol_result]}\ndecision: LOG'),
      '3:42 `tol_result` is not valid here',
    ],
    [
      'a pattern that is not RE2',
      policy('condition: {parameter: url, matches_pattern: "(?=a)"}\ndecision: LOG'),
      '3:50 ',
    ],
    [
      'an operator without a parameter',
      policy('condition: {greater_than: 5}\ndecision: LOG'),
      '3:31 `greater_than` needs `parameter`',
    ],
    [
      'a parameter that is compared with nothing',
      policy('condition: {parameter: url}\ndecision: LOG'),
      '3:16 `url` is compared with nothing',
    ],
    [
      'a CONSTRAIN that constrains nothing',
      policy('condition: {}\ndecision: CONSTRAIN'),
      '4:15 a CONSTRAIN policy needs an `action`',
    ],
    [
      'a constraint under another decision',
      policy('condition: {}\ndecision: LOG\naction: {strip_code: true}'),
      '5:13 `strip_code` works only with `decision: CONSTRAIN`',
    ],
    [
      'approval details without an approval',
      policy('condition: {}\ndecision: CONSTRAIN\naction: {strip_code: true, quorum: 2}'),
      '5:40 `quorum` needs `require_approval: true`',
    ],
    [
      'a clamp upside down',
      policy('condition: {}\ndecision: CONSTRAIN\naction: {clamp_parameter: {n: {min: 2, max: 1}}}'),
      '5:35 `min` is greater than `max`',
    ],
    [
      'a JSONPath to edit',
      policy('condition: {}\ndecision: CONSTRAIN\naction: {set_parameter: {$.a: 1}}'),
      '5:35 a JSONPath can be looked at but not edited',
    ],
    [
      'silence that would grant',
      policy('condition: {}\ndecision: CONSTRAIN\naction: {require_approval: true, on_timeout: ALLOW}'),
      '5:50 `ALLOW` is not valid here: expected `BLOCK`',
    ],
    [
      'a name with a line break',
      'policies:\n  - {name: "a\\nb", condition: {}, decision: LOG}\n',
      '2:12 a name holds control characters',
    ],
    [
      'a name used twice',
      'policies:\n  - {name: a, condition: {}, decision: LOG}\n  - {name: a, condition: {}, decision: LOG}\n',
      '3:12 the policy name `a` is already taken',
    ],
    [
      'a name that a limit has',
      'limits: {workflow: {max_turns: 2}}\npolicies:\n  - {name: limits.workflow.max_turns, condition: {}, decision: LOG}\n',
      '3:12 the policy name `limits.workflow.max_turns` is already taken',
    ],
    [
      'a duplicate key',
      'policies: []\npolicies: []\n',
      '2:1 this key appears twice in the same mapping — keep one of them',
    ],
    [
      'a tab as indentation',
      'policies:\n\t- a\n',
      '2:1 Tabs are not allowed as indentation — indent with spaces',
    ],
    ['two documents', 'policies: []\n---\npolicies: []\n', '2:1 '],
    [
      'text that was not UTF-8',
      'policies: # caf\ufffd\n',
      '1:16 the file is not UTF-8 text — save it as UTF-8',
    ],
    ['a prototype key', 'agents: {__proto__: {role: x}}\n', '1:9 `__proto__` can not be used as a name'],
    [
      'a glob as a declared name',
      'tools: {"db_*": {category: data_access}}\n',
      '1:9 a declared name holds no `*`',
    ],
    ['a custom tag', 'policies: !!js/function "x"\n', '1:11 '],
    ['a finding of nobody', policy('condition: {finding: {detector: exfiltraton}}\ndecision: LOG'), '3:37 '],
    [
      'a flow from nowhere',
      policy('condition: {}\nunless: {flow: {from: {}}}\ndecision: LOG'),
      '4:27 say where the data is from',
    ],
    ['a detector that is none', 'detectors: {exfiltraton: {}}\n', '1:'],
    ['overrides of nothing', 'overrides: [{agent: x}]\n', '1:13 '],
    ['overrides by anybody', 'overrides: [{agent: "*", may_override: [runaway]}]\n', '1:21 say which agent'],
    ['a threshold of no channel', 'detectors: {runaway: {flag_at: {tool: 0.5}}}\n', '1:33 '],
    [
      'thresholds of a detector that is off',
      'detectors: {runaway: {enabled: false, block_at: 0.5}}\n',
      '1:22 a detector that is switched off has no thresholds',
    ],
    [
      'findings of a detector that is off',
      `detectors: {runaway: {enabled: false}}\n${policy('condition: {any: [{finding: {detector: runaway}}]}\ndecision: LOG')}`,
      '4:33 the detector',
    ],
    ['an alert to nobody', 'alerts: [{on: [BLOCK]}]\n', '1:'],
    ['an alert of nothing known', 'alerts: [{on: [BLOK], to: ops}]\n', '1:16 '],
    [
      'an alert without an address',
      'alerts: [{on: [BLOCK], to: webhook}]\n',
      '1:28 `webhook` needs `url_env`',
    ],
    [
      'an alert that names any variable it likes',
      'alerts: [{on: [BLOCK], to: webhook, url_env: OPENAI_API_KEY}]\n',
      '1:46 a variable that a policy may name begins with ALERT_',
    ],
    [
      'an alert whose address is written down',
      'alerts: [{on: [BLOCK], to: webhook, url: "https://hooks.example"}]\n',
      '1:37 unknown key `url`',
    ],
    [
      'a key for a destination that has its own',
      'alerts: [{on: BLOCK, to: ops, key_env: ALERT_KEY}]\n',
      '1:26 with variables, one of webhook, slack, teams, pagerduty is expected',
    ],
    [
      'an unknown limit',
      'limits: {workflow: {max_turn: 5}}\n',
      '1:21 unknown key `max_turn` — did you mean `max_turns`?',
    ],
    ['a wrong expression', policy('condition: {when: "1 +"}\ndecision: LOG'), '3:23 not a CEL expression'],
    [
      'an unknown CEL variable',
      policy('condition: {when: "agnt.name == \'a\'"}\ndecision: LOG'),
      '3:23 unknown variable `agnt` — did you mean `agent`?',
    ],
    [
      'a loop in a loop',
      policy('condition: {when: "args.a.exists(x, args.b.exists(y, x == y))"}\ndecision: LOG'),
      '3:23 a comprehension inside a comprehension',
    ],
  ])('with %s says where and what is expected', (_, text, expected) => {
    const found = complaints(text);
    expect(load(text).ok).toBe(false);
    expect(found.map((complaint) => complaint.slice(0, expected.length))).toContain(expected);
  });

  it('reports all problems of all policies at once, in file order', () => {
    const found = complaints(
      'default_decison: BLOCK\npolicies:\n  - {name: a, condition: {tol_name: x}, decision: LOG}\n' +
        '  - {name: b, condition: {parameter: u, matches_pattern: "("}, decision: LOG}\n  - {name: c}\n',
    );
    expect(found.map((complaint) => complaint.split(' ')[0])).toEqual(['1:1', '3:27', '4:58', '5:5', '5:5']);
  });

  it.each([
    [
      'an alias bomb',
      'a: &a [1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c]\n',
      'alias-bomb',
    ],
    ['brackets without end', `policies: ${'['.repeat(50_000)}`, 'too-deep'],
    ['balanced depth', `policies: ${'['.repeat(200)}${']'.repeat(200)}`, 'too-deep'],
    ['more text than any policy', `policies: [] # ${'x'.repeat(5_000_000)}`, 'document-too-large'],
  ])('with %s is refused without being expanded', (_, text, code) => {
    const [first] = load(text).diagnostics;
    expect(first).toMatchObject({ code, severity: 'error' });
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const result = load(text);
        expect(result.ok || result.diagnostics.length > 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a file that holds nothing', () => {
  it.each(['', '\n\n', '# all of it is a comment\n', 'null\n', '---\n'])(
    '%j is refused: an editor that empties it before it writes must not open the gate',
    (text) => {
      const result = load(text);
      expect(result.ok).toBe(false);
      expect(result.diagnostics).toMatchObject([{ severity: 'error', code: 'empty-file', line: 1 }]);
    },
  );
});

describe('a sound policy file', () => {
  it('may decide nothing, and then allows by default and says so', () => {
    const result = load('{}');
    expect(result.ok && result.set.policyNames).toEqual([]);
    expect(result.diagnostics).toMatchObject([{ severity: 'note', code: 'default-allow' }]);
  });

  it('may be JSON', () => {
    const text = JSON.stringify({ policies: [{ name: 'a', condition: { stream: true }, decision: 'LOG' }] });
    expect(load(text).ok).toBe(true);
  });

  it('may group digits, and may have the later sections empty', () => {
    const result = load(
      'limits: {workflow: {max_tokens: 2_000_000}}\ndetectors: {}\nalerts: []\noverrides:\n',
    );
    expect(result.ok && result.set.policyNames).toEqual(['limits.workflow.max_tokens']);
  });

  it('says who is told of what', () => {
    const result = load(
      'alerts:\n' +
        '  - {on: [BLOCK, semantic_divergence], to: webhook, url_env: ALERT_URL}\n' +
        '  - {on: limit, to: ops, agents: coder, min_severity: warning}\n',
    );
    expect(result.ok && result.set.alerts).toEqual([
      {
        interest: { on: ['BLOCK', 'semantic_divergence'], minSeverity: 'info', agents: [] },
        to: { channel: 'webhook', urlEnv: 'ALERT_URL', keyEnv: undefined },
      },
      {
        interest: { on: ['limit'], minSeverity: 'warning', agents: ['coder'] },
        to: { destination: 'ops' },
      },
    ]);
  });

  it('has one version whatever its style, key order and comments, and another when its meaning changes', () => {
    const exact = (text: string) => {
      let canonical = '';
      loadPolicySet(text, { fileName: 'p', sha256: (bytes) => (canonical = String(bytes)) });
      return canonical;
    };
    const flow = exact('policies: [{name: a, decision: LOG, condition: {}}]');
    expect(exact('# comment\npolicies:\n  - decision: "LOG"\n    condition: {}\n    name: a\n')).toBe(flow);
    expect(exact('policies: [{name: a, decision: BLOCK, condition: {}}]')).not.toBe(flow);
    expect(flow).toBe('{"policies":[{"condition":{},"decision":"LOG","name":"a"}]}');
  });

  it('accepts log level and fields beside the decision or inside the action', () => {
    const text =
      'policies:\n  - {name: a, condition: {}, decision: LOG, action: {log_level: error, capture_fields: [x]}}\n' +
      '  - {name: b, condition: {}, decision: LOG, log_level: error, capture_fields: [x]}\n';
    const result = load(text);
    if (!result.ok) throw new Error('not loaded');
    const [a, b] = result.set.compiled.policies;
    expect([a?.logLevel, a?.captureFields]).toEqual(['error', ['x']]);
    expect([b?.logLevel, b?.captureFields]).toEqual(['error', ['x']]);
  });
});
