// The report for a person at a terminal: what, where, why, and what to do.

import {
  activeFindings,
  type ReportedFinding,
  ruleName,
  type ScanReport,
  SEVERITIES,
  type Severity,
} from '../report/scan-report.ts';
import { scoreOf, verdictOf } from '../report/score.ts';
import { groupByFile, placeOf } from './group-by-file.ts';

export type Tone = 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'gray' | 'bold';

export interface PrettyOptions {
  readonly paint: (tone: Tone, text: string) => string;
  /** Makes text from outside safe to print on one line. */
  readonly safe: (text: string) => string;
}

const TONES: Readonly<Record<Severity, Tone>> = {
  critical: 'magenta',
  high: 'red',
  medium: 'yellow',
  low: 'blue',
  info: 'gray',
};

/** The report as lines. Suppressed and known findings are counted, not listed. */
export function renderPretty(report: ScanReport, options: PrettyOptions): readonly string[] {
  const active = activeFindings(report);
  const lines: string[] = [];
  for (const group of groupByFile(active).values()) {
    for (const finding of group) lines.push(...renderFinding(finding, options), '');
  }
  for (const { file, message } of report.notices) {
    const place = file === undefined ? '' : `${options.safe(file)}: `;
    lines.push(`${options.paint('yellow', 'notice')} ${place}${options.safe(message)}`);
  }
  return [...lines, ...summary(report, active, options)];
}

function renderFinding(finding: ReportedFinding, { paint, safe }: PrettyOptions): readonly string[] {
  const { rule, severity, confidence } = finding;
  const certainty = confidence === 'high' ? '' : paint('gray', ` (${confidence} confidence)`);
  const ids = [...rule.owasp, ...rule.cwe.map((id) => `CWE-${id}`)].join(' · ');
  const fixable =
    finding.fixable === undefined
      ? ''
      : paint('gray', `  [${finding.fixable === 'safe' ? '--fix' : '--fix --unsafe-fixes'}]`);
  return [
    `${paint('bold', safe(placeOf(finding)))} ${paint(TONES[severity], severity)} ${safe(finding.message)} ${paint('gray', `(${ruleName(rule)})`)}${certainty}`,
    `    ${paint('gray', '|')} ${safe(finding.snippet)}`,
    `    why: ${safe(rule.why)}`,
    `    fix: ${safe(rule.fix)}${fixable}`,
    ...(ids === '' ? [] : [paint('gray', `    ${ids}`)]),
  ];
}

function summary(
  report: ScanReport,
  active: readonly ReportedFinding[],
  { paint }: PrettyOptions,
): readonly string[] {
  const counts = SEVERITIES.map((severity) => ({
    severity,
    count: active.filter((finding) => finding.severity === severity).length,
  })).filter(({ count }) => count > 0);
  const listed = counts
    .map(({ severity, count }) => paint(TONES[severity], `${count} ${severity}`))
    .join(', ');
  const files = `${report.filesScanned} file${report.filesScanned === 1 ? '' : 's'}`;
  const head =
    active.length === 0
      ? `${paint('green', report.parseComplete ? 'nothing found' : 'nothing found in what was understood')} in ${files}`
      : `${active.length} finding${active.length === 1 ? '' : 's'} in ${files}: ${listed}`;
  const left = leftOut(report);
  return [
    `${head}${left === '' ? '' : paint('gray', ` (${left})`)}`,
    `score ${scoreOf(report)} of 100: ${verdictOf(report)}`,
  ];
}

function leftOut({ findings }: ScanReport): string {
  const count = (kind: string): number =>
    findings.filter(({ disposition }) => disposition.kind === kind).length;
  return [
    [count('suppressed'), 'suppressed'] as const,
    [count('baseline'), 'known from the baseline'] as const,
  ]
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}`)
    .join(', ');
}
