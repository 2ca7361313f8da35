// One number and one word for a scan, defined so that anybody can work them out from the findings.

import { activeFindings, type Confidence, type ScanReport, type Severity } from './scan-report.ts';

export type Verdict = 'SECURED' | 'MONITORED' | 'AT RISK';

const POINTS: Readonly<Record<Severity, number>> = { critical: 25, high: 15, medium: 8, low: 3, info: 0 };
const SHARE: Readonly<Record<Confidence, number>> = { high: 1, medium: 0.6, low: 0.3 };

/** A rule counts this often at most: the tenth finding of a kind says little that the third did not. */
const MOST_PER_RULE = 3;

/**
 * 100 minus, for each active finding, the points of its severity times the share of its confidence; of each rule the
 * three heaviest count. Rounded, never below 0. Nothing found is 100.
 */
export function scoreOf(report: Pick<ScanReport, 'findings'>): number {
  const byRule = new Map<string, number[]>();
  for (const { rule, severity, confidence } of activeFindings(report)) {
    const lost = POINTS[severity] * SHARE[confidence];
    byRule.set(rule.id, [...(byRule.get(rule.id) ?? []), lost].sort((a, b) => b - a).slice(0, MOST_PER_RULE));
  }
  const lost = [...byRule.values()].flat().reduce((sum, points) => sum + points, 0);
  return Math.max(0, Math.round(100 - lost));
}

/**
 * SECURED from 80, MONITORED from 50, else AT RISK. An active critical finding is always AT RISK, and what was not
 * understood in full is never SECURED.
 */
export function verdictOf(report: Pick<ScanReport, 'findings' | 'parseComplete'>): Verdict {
  const score = scoreOf(report);
  if (score < 50 || activeFindings(report).some(({ severity }) => severity === 'critical')) return 'AT RISK';
  return score >= 80 && report.parseComplete ? 'SECURED' : 'MONITORED';
}
