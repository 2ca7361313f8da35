import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPolicySet, loadPolicySet, runPolicyCases } from '../../policy/index.ts';
import { type DraftAgent, type DraftInput, draftPolicy } from './draft-policy.ts';

const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

/** What our own `policy check` and `policy test` say about a draft. */
function judged(input: DraftInput): { readonly problems: unknown; readonly failed: unknown } {
  const draft = draftPolicy(input);
  const loaded = loadPolicySet(draft.policy, { fileName: 'p.yaml', sha256 });
  if (!loaded.ok) return { problems: loaded.diagnostics, failed: 'not run' };
  const problems = checkPolicySet(loaded.set).filter(({ severity }) => severity === 'error');
  const run = runPolicyCases(loaded.set, draft.cases, { fileName: 'p.cases.yaml' });
  return {
    problems,
    failed: run.ok
      ? run.results.filter(({ passed }) => !passed).map((result) => result.differences)
      : run.diagnostics,
  };
}

const cause = (ruleId: string) => ({ ruleId, slug: 'a-slug', place: 'workflow.py:12' });
const agent = (name: string, more: Partial<DraftAgent> = {}): DraftAgent => ({
  name,
  place: 'workflow.py:7',
  tools: [],
  handsOffTo: [],
  mayRunCode: false,
  ...more,
});
const INPUT: DraftInput = {
  agents: [
    agent('assistant', { tools: ['search', 'run_sql'], mayRunCode: true, handsOffTo: ['writer'] }),
    agent('writer'),
  ],
  tools: [
    {
      name: 'search',
      place: 'tools.py:3',
      guess: { category: 'web', because: 'its name has words for web' },
    },
    { name: 'run_sql', place: 'tools.py:9', guess: undefined },
  ],
  unattendedCode: [cause('SP201')],
  dangerousTools: new Map([['run_sql', [cause('SP501')]]]),
  unbounded: [cause('SP301')],
  filesScanned: 4,
};

describe('a drafted policy', () => {
  it('passes our own check, and decides its cases as they expect', () => {
    expect(judged(INPUT)).toEqual({ problems: [], failed: [] });
  });

  it('declares who and what was found, with place and guess', () => {
    const { policy } = draftPolicy(INPUT);
    expect(policy).toContain('default_decision: BLOCK');
    expect(policy).toContain(
      '"assistant": { tools: ["search", "run_sql"], hands_off_to: ["writer"], code: ["python", "sh"] }  # workflow.py:7',
    );
    expect(policy).toContain(
      '"search": { category: web }  # tools.py:3; guessed: its name has words for web',
    );
    expect(policy).toContain('max_turns: 50');
  });

  it('and the rules name each other', () => {
    const { policy, contains } = draftPolicy(INPUT);
    expect(Object.fromEntries(contains)).toEqual({
      SP201: 'scan-code-execution-waits-for-a-person',
      SP301: 'limits.workflow.max_turns',
      SP501: 'scan-run_sql-waits-for-a-person',
    });
    for (const rule of contains.keys()) expect(policy).toContain(rule);
  });

  it('grants code without a person only where the code has one', () => {
    const attended = { ...INPUT, unattendedCode: [] };
    expect(draftPolicy(attended).policy).not.toContain('code-execution-waits');
    expect(judged(attended)).toEqual({ problems: [], failed: [] });
  });

  it('of nothing is default deny', () => {
    const nothing = {
      ...INPUT,
      agents: [],
      tools: [],
      dangerousTools: new Map(),
      unattendedCode: [],
      unbounded: [],
    };
    expect(judged(nothing)).toEqual({ problems: [], failed: [] });
  });

  it('is valid whatever the code calls its agents and tools', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        'a',
        'a b',
        'a"\n- x',
        '*',
        '#x',
        '__proto__',
        'transfer_to_a',
        'tool_nobody_declared2',
      ),
    );
    const agents = fc.array(
      fc.record({
        name,
        place: fc.string(),
        tools: fc.array(name),
        handsOffTo: fc.array(name),
        mayRunCode: fc.boolean(),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(agents, fc.array(name, { maxLength: 4 }), (found, dangerous) => {
        const result = judged({
          ...INPUT,
          agents: found,
          tools: dangerous.map((tool) => ({ name: tool, place: tool, guess: undefined })),
          dangerousTools: new Map(dangerous.map((tool) => [tool, [{ ...cause('SP501'), place: tool }]])),
        });
        expect(result).toEqual({ problems: [], failed: [] });
      }),
      { numRuns: 60 },
    );
  });
});
