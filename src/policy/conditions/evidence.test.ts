import { describe, expect, it } from 'vitest';
import type { ActionEvidence, Effect, Finding } from '../../domain/index.ts';
import { actionOf, factsOf } from '../cases/build-case.ts';
import { loadPolicySet } from '../load-policy-set.ts';

const CALL = actionOf({ type: 'tool_call', tool: 'send', arguments: {} }, 'worker');
const found = (detector: string, confidence: number, share = 1): Finding => ({
  detector,
  confidence,
  share,
  where: { kind: 'exchange' },
  evidence: [],
});
const evidence = (over: Partial<ActionEvidence>): ActionEvidence => ({
  findings: [],
  failed: [],
  sources: () => [],
  ...over,
});

function setOf(document: object) {
  const loaded = loadPolicySet(JSON.stringify(document), { fileName: 'p.json', sha256: () => '' });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
  return loaded.set;
}

function effect(document: object, known: ActionEvidence | undefined): Effect {
  const facts = { ...factsOf({ agent: 'worker' }), evidence: () => known };
  return setOf(document).evaluate(CALL, facts).effect;
}

const blocking = (condition: object, more: object = {}) => ({
  ...more,
  policies: [{ name: 'p', condition, decision: 'BLOCK' }],
});

describe('finding', () => {
  const finding = { finding: { detector: 'exfiltration', confidence_at_least: 0.6, share_at_least: 0.5 } };

  it.each([
    [found('exfiltration', 0.6, 0.5), 'BLOCK'],
    [found('exfiltration', 0.59, 0.5), 'ALLOW'],
    [found('exfiltration', 0.6, 0.49), 'ALLOW'],
    [found('impersonation', 1), 'ALLOW'],
  ] as const)('holds from its confidence and share on: %o: %s', (one, expected) => {
    expect(effect(blocking(finding), evidence({ findings: [one] }))).toBe(expected);
  });

  it('is unknown where nobody looked, or the detector gave no answer: that restricts, and never grants', () => {
    expect(effect(blocking(finding), undefined)).toBe('BLOCK');
    expect(
      effect(blocking(finding), evidence({ failed: [{ detector: 'exfiltration', why: 'threw' }] })),
    ).toBe('BLOCK');
    expect(effect(blocking(finding), evidence({ failed: [{ detector: 'runaway', why: 'threw' }] }))).toBe(
      'ALLOW',
    );
    const allow = {
      default_decision: 'BLOCK',
      policies: [{ name: 'p', condition: finding, decision: 'ALLOW' }],
    };
    expect(effect(allow, evidence({ failed: [{ detector: 'exfiltration', why: 'threw' }] }))).toBe('BLOCK');
  });

  it('takes its threshold, and what a failure means, from `detectors:`', () => {
    const bare = { finding: { detector: 'exfiltration' } };
    const detectors = { exfiltration: { flag_at: 0.9, on_failure: 'LOG' } };
    const weak = evidence({ findings: [found('exfiltration', 0.6)] });
    expect(effect(blocking(bare), weak)).toBe('BLOCK');
    expect(effect(blocking(bare, { detectors }), weak)).toBe('ALLOW');
    expect(
      effect(
        blocking(bare, { detectors }),
        evidence({ failed: [{ detector: 'exfiltration', why: 'threw' }] }),
      ),
    ).toBe('ALLOW');
  });

  it('is what thresholds under `detectors:` stand for', () => {
    const detectors = { runaway: { flag_at: 0.5, block_at: 0.9 } };
    const at = (confidence: number) =>
      effect({ detectors }, evidence({ findings: [found('runaway', confidence)] }));
    expect([at(0.4), at(0.5), at(0.9)]).toEqual(['ALLOW', 'LOG', 'BLOCK']);
  });
});

describe('detectors:', () => {
  it('may have a threshold for each kind of action', () => {
    const detectors = { runaway: { flag_at: { tool_call: 0.5 }, block_at: { tool_call: 0.9, reply: 0.1 } } };
    const at = (confidence: number) =>
      effect({ detectors }, evidence({ findings: [found('runaway', confidence)] }));
    expect([at(0.4), at(0.5), at(0.9)]).toEqual(['ALLOW', 'LOG', 'BLOCK']);
    expect(setOf({ detectors }).policyNames).toEqual([
      'detectors.runaway.block_at.reply',
      'detectors.runaway.block_at.tool_call',
      'detectors.runaway.flag_at.tool_call',
    ]);
  });

  it('says which detectors look: all that are not switched off, and the external one where it is named', () => {
    const active = (document: object) => [...setOf(document).activeDetectors];
    expect(active({ detectors: { runaway: { enabled: false } } })).not.toContain('runaway');
    expect(active({ detectors: { runaway: { enabled: false } } })).toContain('tool_drift');
    expect(active({ detectors: { runaway: {} } })).not.toContain('external');
    expect(active({ detectors: { external: {} } })).toContain('external');
    expect(active(blocking({ any: [{ finding: { detector: ['external'] } }] }))).toContain('external');
  });
});

describe('overrides:', () => {
  it('name who may set which findings aside, and nobody else', () => {
    const overrides = [{ agent: 'reviewer', may_override: ['runaway'], requires: 'reason' }];
    const { mayOverride } = setOf({ overrides });
    expect(mayOverride('reviewer', 'runaway')).toBe(true);
    expect(mayOverride('reviewer', 'exfiltration')).toBe(false);
    expect(mayOverride('revіewer', 'runaway')).toBe(false);
  });
});

describe('flow', () => {
  const crm = { origin: { kind: 'tool', name: 'query_database' }, labels: ['confidential'] } as const;
  const planner = { origin: { kind: 'agent', name: 'planner' }, labels: [] } as const;
  const known = evidence({ sources: (wanted) => (wanted === 'derived' ? [crm, planner] : [crm]) });

  it.each([
    [{ label: 'confidential' }, 'BLOCK'],
    [{ label: 'pii' }, 'ALLOW'],
    [{ tool_name: 'query_*' }, 'BLOCK'],
    [{ tool_category: 'data_access' }, 'BLOCK'],
    [{ tool_category: 'web' }, 'ALLOW'],
    [{ agent_name: 'planner' }, 'ALLOW'],
    [{ tool_name: 'query_database', label: 'pii' }, 'ALLOW'],
  ])('from %o: %s', (from, expected) => {
    expect(effect(blocking({ flow: { from } }), known)).toBe(expected);
  });

  it('sees what stands behind the agent where the policy asks for it', () => {
    const from = { agent_name: 'planner' };
    expect(effect(blocking({ flow: { from, evidence: 'derived' } }), known)).toBe('BLOCK');
  });

  it('is unknown where an action is too long to be traced', () => {
    const condition = { flow: { from: { label: 'confidential' } } };
    expect(effect(blocking(condition), evidence({ sources: () => undefined }))).toBe('BLOCK');
  });
});

describe('whether detectors are needed', () => {
  const finding = { finding: { detector: 'exfiltration' } };

  it.each([
    [{}, false],
    [blocking({ agent_name: 'a' }), false],
    [blocking(finding), true],
    [blocking({ any: [{ not: { all: [finding] } }] }), true],
    [{ policies: [{ name: 'p', condition: {}, unless: finding, decision: 'BLOCK' }] }, true],
    [{ detectors: { runaway: {} } }, true],
  ])('%o: %s', (document, expected) => {
    expect(setOf(document).detects).toBe(expected);
  });
});
