// Reports for the tests of reporters: small, whole, and with the traps that scanned code can set.

import type { ReportedFinding, ReportedRule, ScanReport } from './scan-report.ts';

export const RULE: ReportedRule = {
  id: 'SP111',
  slug: 'unscoped-directory',
  title: 'Unscoped directory',
  why: 'Whatever the model writes can read and change every file there.',
  fix: 'Give a directory of its own.',
  severity: 'high',
  owasp: ['LLM08:2023', 'LLM06:2025', 'ASI05:2026'],
  cwe: [22, 732],
};

const RANGE = { line: 7, column: 5, endLine: 7, endColumn: 20 };

export function finding(changes: Partial<ReportedFinding> = {}): ReportedFinding {
  return {
    rule: RULE,
    family: 'exec-unscoped-workdir',
    severity: 'high',
    confidence: 'high',
    message: 'code runs in the root of the file system',
    file: 'app/workflow.py',
    range: RANGE,
    cell: undefined,
    physical: RANGE,
    snippet: 'code_execution_config={"work_dir": "/"},',
    fixable: undefined,
    fingerprint: `${'ab'.repeat(16)}:1`,
    disposition: { kind: 'active' },
    change: undefined,
    ...changes,
  };
}

export function report(findings: readonly ReportedFinding[], changes: Partial<ScanReport> = {}): ScanReport {
  return {
    findings,
    notices: [],
    filesScanned: 3,
    parseComplete: true,
    frameworks: ['autogen-0.2'],
    imports: [],
    rules: [RULE],
    ...changes,
  };
}
