// The answer of POST /api/scan, with the names that the published guide and its client read.

import type { JsonObject } from '../../domain/index.ts';
import { activeFindings, type ReportedFinding, type ScanReport } from '../report/scan-report.ts';
import { scoreOf, verdictOf } from '../report/score.ts';

/** `issues` is the same list as `violations`, under the name and with the fields that the guide's examples use. */
export function reportAsApiAnswer(report: ScanReport, scanId: string): JsonObject {
  const violations = activeFindings(report).map(violationOf);
  return {
    scan_id: scanId,
    score: scoreOf(report),
    verdict: verdictOf(report),
    framework: report.frameworks[0] ?? 'unknown',
    files_analyzed: report.filesScanned,
    violations,
    issues: violations,
    import_graph: importGraph(report),
    parse_complete: report.parseComplete,
    notices: report.notices.map(({ file, message }) =>
      file === undefined ? { message } : { file, message },
    ),
  };
}

function violationOf(finding: ReportedFinding): JsonObject {
  const { rule, range, cell, change } = finding;
  return {
    id: finding.fingerprint,
    rule_id: rule.id,
    type: rule.slug,
    owasp: rule.owasp.join(', '),
    cwe: rule.cwe.map((id) => `CWE-${id}`).join(', '),
    severity: finding.severity,
    confidence: finding.confidence,
    title: rule.title,
    description: finding.message,
    file: finding.file,
    line: range.line,
    ...(cell === undefined ? {} : { cell }),
    code_snippet: finding.snippet,
    explanation: rule.why,
    fix: rule.fix,
    diff: change === undefined || change.before === change.after ? null : { ...change },
  };
}

function importGraph({ imports }: ScanReport): JsonObject {
  return { edges: imports.map(({ from, to }) => ({ from, to })) };
}
