// The report as SARIF 2.1.0, as code scanning services take it: stable rules, relative places, fingerprints that survive edits.

import type { JsonObject } from '../../domain/index.ts';
import type {
  Confidence,
  ReportedFinding,
  ReportedNotice,
  ReportedRule,
  ReportRange,
  ScanReport,
} from '../report/scan-report.ts';
import { SEVERITIES } from '../report/scan-report.ts';
import { levelOf, sarifRule } from './sarif-rules.ts';

/** GitHub keeps 5,000 results of a run, and refuses a file with more than 25,000. */
const MOST_RESULTS = 5_000;
const MOST_NOTIFICATIONS = 1_000;
const ROOT = '%SRCROOT%';

/** One run. Paths are relative to the folder in which the scan ran (`%SRCROOT%`); its own place is not told. */
export function reportAsSarif(report: ScanReport, toolVersion: string): JsonObject {
  const results = worstFirst(report.findings).slice(0, MOST_RESULTS);
  const index = new Map(report.rules.map((rule, at) => [rule.id, at]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Sallyport',
            semanticVersion: toolVersion,
            rules: report.rules.map((rule) => sarifRule(rule, precisionOf(rule, report.findings))),
          },
        },
        automationDetails: { id: 'sallyport-scan/' },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [ROOT]: { description: { text: 'The folder in which the scan ran.' } } },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: notifications(report, report.findings.length - results.length),
          },
        ],
        results: results.map((finding) => resultOf(finding, index.get(finding.rule.id))),
      },
    ],
  };
}

function resultOf(finding: ReportedFinding, ruleIndex: number | undefined): JsonObject {
  return {
    ruleId: finding.rule.id,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levelOf(finding.severity),
    message: { text: withoutLinks(finding.message) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifactOf(finding.file),
          region: regionOf(finding.physical),
        },
      },
    ],
    partialFingerprints: { primaryLocationLineHash: finding.fingerprint },
    ...suppressionsOf(finding),
    properties: {
      confidence: finding.confidence,
      ...(finding.family === undefined ? {} : { family: finding.family }),
      ...(finding.cell === undefined ? {} : { cell: finding.cell, cellLine: finding.range.line }),
    },
  };
}

/** §3.35: an empty array says that the result is known not to be suppressed; viewers need it on every result or on none. */
function suppressionsOf({ disposition }: ReportedFinding): JsonObject {
  switch (disposition.kind) {
    case 'active':
      return { suppressions: [] };
    case 'baseline':
      return {
        suppressions: [{ kind: 'external', justification: 'in the baseline' }],
        baselineState: 'unchanged',
      };
    case 'suppressed':
      return { suppressions: [{ kind: 'inSource', justification: disposition.reason }] };
  }
}

function notifications(report: ScanReport, left: number): JsonObject[] {
  const told = report.notices.slice(0, MOST_NOTIFICATIONS).map(notificationOf);
  const text = `${left} more findings were left out: a run holds ${MOST_RESULTS}`;
  return left > 0 ? [...told, { level: 'warning', message: { text } }] : told;
}

function notificationOf({ file, message, incomplete }: ReportedNotice): JsonObject {
  return {
    level: incomplete ? 'warning' : 'note',
    message: { text: withoutLinks(message) },
    ...(file === undefined
      ? {}
      : { locations: [{ physicalLocation: { artifactLocation: artifactOf(file) } }] }),
  };
}

function artifactOf(file: string): JsonObject {
  const uri = file.split('/').map(encodeURIComponent).join('/');
  return file.startsWith('/') ? { uri: `file://${uri}` } : { uri, uriBaseId: ROOT };
}

function regionOf({ line, column, endLine, endColumn }: ReportRange): JsonObject {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** §3.11.6: `[text](target)` in a message is a link; what comes from scanned code must not make one. */
function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

function precisionOf(rule: ReportedRule, findings: readonly ReportedFinding[]): Confidence {
  const seen = new Set(
    findings.filter((finding) => finding.rule.id === rule.id).map(({ confidence }) => confidence),
  );
  return (['high', 'medium', 'low'] as const).find((confidence) => seen.has(confidence)) ?? 'medium';
}

function worstFirst(findings: readonly ReportedFinding[]): readonly ReportedFinding[] {
  return [...findings].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}
