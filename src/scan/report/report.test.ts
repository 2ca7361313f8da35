import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareWithBaseline, readBaseline, writeBaseline } from './baseline.ts';
import { fingerprints } from './fingerprint.ts';
import { collapseMasks, createMasker, maskOffsets } from './mask.ts';
import { scoreOf, verdictOf } from './score.ts';
import { finding, RULE, report } from './test-support.ts';

const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

describe('score and verdict', () => {
  it('nothing found is 100 and SECURED', () => {
    expect([scoreOf(report([])), verdictOf(report([]))]).toEqual([100, 'SECURED']);
  });

  it('counts severity times confidence, and a rule three times at most', () => {
    expect(scoreOf(report([finding()]))).toBe(85);
    expect(scoreOf(report([finding({ confidence: 'medium' })]))).toBe(91);
    expect(scoreOf(report(Array.from({ length: 9 }, () => finding())))).toBe(55);
  });

  it('counts nothing that is suppressed or known', () => {
    const known = finding({ disposition: { kind: 'baseline' } });
    expect(scoreOf(report([known]))).toBe(100);
  });

  it('is AT RISK with one critical finding, and never SECURED where something was not understood', () => {
    expect(verdictOf(report([finding({ severity: 'critical', confidence: 'low' })]))).toBe('AT RISK');
    expect(verdictOf(report([], { parseComplete: false }))).toBe('MONITORED');
  });

  it('never leaves 0 to 100', () => {
    const many = fc.array(
      fc.tuple(
        fc.constantFrom('critical', 'high', 'medium', 'low', 'info'),
        fc.constantFrom('high', 'low'),
        fc.nat(9),
      ),
    );
    fc.assert(
      fc.property(many, (all) => {
        const score = scoreOf(
          report(
            all.map(([severity, confidence, n]) =>
              finding({ severity, confidence, rule: { ...RULE, id: `SP${n}` } }),
            ),
          ),
        );
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
      }),
    );
  });
});

describe('fingerprints', () => {
  const place = { ruleId: 'SP111', file: 'a.py', text: 'x = 1' };

  it('stay while text moves and blanks change, and tell equal places apart', () => {
    const [first, second] = fingerprints([place, { ...place, text: '  x=1' }], sha256);
    expect(first).toMatch(/^[0-9a-f]{32}:1$/);
    expect(second).toBe(first?.replace(/1$/, '2'));
  });

  it('differ by rule, file and text', () => {
    const all = fingerprints(
      [place, { ...place, ruleId: 'SP1' }, { ...place, file: 'b.py' }, { ...place, text: 'y' }],
      sha256,
    );
    expect(new Set(all).size).toBe(4);
  });
});

describe('a baseline', () => {
  const known = finding({ fingerprint: 'a:1' });
  const fresh = finding({ fingerprint: 'b:1' });

  it('marks what it knows, and counts what is gone', () => {
    const baseline = readBaseline(writeBaseline([known, finding({ fingerprint: 'gone:1' })]));
    if ('problem' in baseline) throw new Error(baseline.problem);
    expect(compareWithBaseline([known, fresh], baseline)).toEqual({
      findings: [{ ...known, disposition: { kind: 'baseline' } }, fresh],
      stale: 1,
    });
  });

  it('holds neither code nor messages', () => {
    const text = writeBaseline([finding({ snippet: 'SNIPPET', message: 'MESSAGE' })]);
    expect(text).not.toMatch(/SNIPPET|MESSAGE/);
  });

  it.each(['', '[]', '{"format":"other"}', '{"format":"sallyport-scan-baseline","version":2,"findings":[]}'])(
    'is not read from %j',
    (text) => {
      expect(readBaseline(text)).toHaveProperty('problem');
    },
  );
});

describe('masking', () => {
  const told = (secrets: readonly string[], text: string): string =>
    collapseMasks(createMasker(secrets)(text));

  it('hides the texts that rules name, wherever they stand', () => {
    const text = 'api_key="sk-abc123", again sk-abc123; hunter2';
    expect(told(['sk-abc123', 'hunter'], text)).toBe('api_key="***", again ***; ***2');
  });

  it('hides what has the shape of a key, a password in a URL and a bearer token', () => {
    const openai = `sk-proj-${'aB3_'.repeat(20)}`;
    expect(told([], `k = "${openai}"`)).toBe('k = "***"');
    expect(told([], 'postgres://app:s3cret@db/x')).toBe('postgres://app:***@db/x');
    expect(told([], '"Authorization": "Bearer abc.def-123"')).toBe('"Authorization": "Bearer ***"');
  });

  it('hides places, and moves nothing', () => {
    const text = 'a = "x"; b = "y\nz"';
    const masked = maskOffsets(text, [
      [4, 7],
      [13, 18],
    ]);
    expect(masked).toBe('a = ***; b = **\n**');
    expect(masked).toHaveLength(text.length);
  });

  it('leaves none of the named texts in any text', () => {
    const secret = fc.string({ minLength: 6, maxLength: 30 }).filter((text) => !text.includes('*'));
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (text, before, after) => {
        expect(createMasker([text])(before + text + after).includes(text)).toBe(false);
      }),
    );
  });
});
