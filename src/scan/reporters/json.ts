// The report for programs: one JSON document whose field names stay.

import type { JsonObject } from '../../domain/index.ts';
import type { Disposition, ReportedFinding, ScanReport } from '../report/scan-report.ts';
import { scoreOf, verdictOf } from '../report/score.ts';

/** The whole report. Suppressed and known findings are in it, with `status`; `score` counts the active ones. */
export function reportAsJson(report: ScanReport, toolVersion: string): JsonObject {
  return {
    tool: 'sallyport',
    version: toolVersion,
    score: scoreOf(report),
    verdict: verdictOf(report),
    frameworks: [...report.frameworks],
    files_analyzed: report.filesScanned,
    parse_complete: report.parseComplete,
    findings: report.findings.map(findingAsJson),
    notices: report.notices.map(({ file, message, incomplete }) => ({
      ...(file === undefined ? {} : { file }),
      message,
      incomplete,
    })),
  };
}

function findingAsJson(finding: ReportedFinding): JsonObject {
  const { rule, range, physical, cell } = finding;
  return {
    rule_id: rule.id,
    rule: rule.slug,
    ...(finding.family === undefined ? {} : { family: finding.family }),
    severity: finding.severity,
    confidence: finding.confidence,
    title: rule.title,
    message: finding.message,
    file: finding.file,
    line: range.line,
    column: range.column,
    endLine: range.endLine,
    endColumn: range.endColumn,
    ...(cell === undefined ? {} : { cell, json_line: physical.line, json_end_line: physical.endLine }),
    code_snippet: finding.snippet,
    why: rule.why,
    fix: rule.fix,
    ...(finding.fixable === undefined ? {} : { fixable: finding.fixable }),
    owasp: [...rule.owasp],
    cwe: rule.cwe.map((id) => `CWE-${id}`),
    fingerprint: finding.fingerprint,
    ...statusOf(finding.disposition),
  };
}

function statusOf(disposition: Disposition): JsonObject {
  switch (disposition.kind) {
    case 'active':
      return { status: 'active' };
    case 'baseline':
      return { status: 'baseline' };
    case 'suppressed':
      return { status: 'suppressed', suppressed_by: disposition.by, reason: disposition.reason };
  }
}
