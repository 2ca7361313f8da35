import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { buildReport } from './build-report.ts';
import type { EngineAnswer, EngineFinding, ReadUnit } from './engine-answer.ts';
import { RULE } from './test-support.ts';

const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');
const SECRET = { ...RULE, id: 'SP101' };

const unit = (text: string, file = 'a.py'): ReadUnit => ({
  file,
  cell: undefined,
  text,
  toPhysical: (range) => range,
});
const at = (line: number, column = 1, endColumn = 99) => ({ line, column, endLine: line, endColumn });

function finding(of: ReadUnit, changes: Partial<EngineFinding> = {}): EngineFinding {
  return {
    ruleId: RULE.id,
    family: 'exec-unscoped-workdir',
    severity: 'high',
    confidence: 'high',
    message: 'found',
    unit: of,
    range: at(1),
    secrets: [],
    fix: undefined,
    ...changes,
  };
}
function build(units: readonly ReadUnit[], findings: readonly EngineFinding[], honourSuppressions = true) {
  const answer: EngineAnswer = {
    findings,
    notices: [],
    units,
    frameworks: [],
    imports: [],
    inventory: { agents: [], tools: [], items: [], conversations: [] },
    rules: [RULE, SECRET],
    filesScanned: units.length,
  };
  return buildReport(answer, { sha256, honourSuppressions });
}

describe('a report', () => {
  it('shows the line of a finding, but no secret of any finding', () => {
    const source = unit('  c = [{"api_key": "sk-abc123"}]\nprint("sk-abc123")  # sk-abc123\nk = "ab"');
    const secret = { ruleId: 'SP101', secrets: [at(1, 20, 31)] };
    const report = build(
      [source],
      [
        finding(source, secret),
        finding(source, { range: at(2), message: 'prints sk-abc123' }),
        finding(source, { ruleId: 'SP101', range: at(3), secrets: [at(3, 5, 9)] }),
      ],
    );
    expect(report.findings.map(({ snippet, message }) => [snippet, message])).toEqual([
      ['c = [{"api_key": ***}]', 'found'],
      ['print("***")  # ***', 'prints ***'],
      ['k = ***', 'found'],
    ]);
    expect(JSON.stringify(report)).not.toContain('sk-abc123');
  });

  it('gives a secret that changes no new fingerprint: it can not be guessed from it', () => {
    const of = (key: string): string | undefined => {
      const source = unit(`k = "${key}"`);
      return build([source], [finding(source, { secrets: [at(1, 5, 7 + key.length)] })]).findings[0]
        ?.fingerprint;
    };
    expect(of('aaaaaaaa')).toBe(of('bbbbbbbb'));
  });

  it('hears comments, and says which say nothing', () => {
    const source = unit(
      'x = 1  # sallyport: ignore[SP111] -- a sandbox\ny = 2  # sallyport: ignore[SP111]\nz  # sallyport: ignore[SP1] -- x',
    );
    const report = build([source], [finding(source), finding(source, { range: at(2) })]);
    expect(report.findings.map(({ disposition }) => disposition)).toEqual([
      { kind: 'suppressed', by: 'comment', reason: 'a sandbox' },
      { kind: 'active' },
    ]);
    expect(report.notices.map(({ message }) => message)).toEqual([
      expect.stringContaining('line 2: a suppression needs rules and a reason'),
      'line 3: this suppression suppresses nothing',
    ]);
    expect(report.parseComplete).toBe(true);
  });

  it('hears no comment of an author who has no say', () => {
    const source = unit('x = 1  # nosec');
    expect(build([source], [finding(source)], false).findings[0]?.disposition).toEqual({ kind: 'active' });
  });
});
