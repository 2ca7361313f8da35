// A rule as SARIF describes it, with the properties that GitHub code scanning reads.

import type { JsonObject } from '../../domain/index.ts';
import type { Confidence, ReportedRule, Severity } from '../report/scan-report.ts';

/** GitHub: above 9.0 is critical, from 7.0 high, from 4.0 medium, from 0.1 low. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '3.0',
  info: '0.5',
};

/** GitHub shows ten tags of a rule. */
const MOST_TAGS = 10;

/** SARIF 2.1.0 §3.27.10: the level of a result. */
export function levelOf(severity: Severity): 'error' | 'warning' | 'note' {
  if (severity === 'critical' || severity === 'high') return 'error';
  return severity === 'medium' ? 'warning' : 'note';
}

/** The reportingDescriptor (SARIF 2.1.0 §3.49) of a rule; `precision` is the best confidence that the scan had in it. */
export function sarifRule(rule: ReportedRule, precision: Confidence): JsonObject {
  const ids = [...rule.owasp.map((id) => `OWASP ${id}`), ...rule.cwe.map((id) => `CWE-${id}`)].join(', ');
  return {
    id: rule.id,
    name: pascal(rule.slug),
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.why },
    helpUri: helpUriOf(rule),
    help: {
      text: `${rule.why}\n\nFix: ${rule.fix}\n\n${ids}`.trim(),
      markdown: `${rule.why}\n\n**Fix:** ${rule.fix}\n\n${ids}`.trim(),
    },
    defaultConfiguration: { level: levelOf(rule.severity) },
    properties: {
      tags: tagsOf(rule),
      precision,
      'security-severity': SECURITY_SEVERITY[rule.severity],
    },
  };
}

/** `container-off` → `ContainerOff`, the form that SARIF asks of names (§3.49.7). */
function pascal(slug: string): string {
  return slug.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function tagsOf(rule: ReportedRule): string[] {
  const tags = [
    'security',
    ...rule.cwe.map((id) => `external/cwe/cwe-${String(id).padStart(3, '0')}`),
    ...rule.owasp.map((id) => `external/owasp/${id.toLowerCase()}`),
  ];
  return [...new Set(tags)].slice(0, MOST_TAGS);
}

/** The public definition of the weakness; the rule's own page is in the help text. */
function helpUriOf({ cwe }: ReportedRule): string {
  const [first] = cwe;
  return first === undefined
    ? 'https://genai.owasp.org/llm-top-10/'
    : `https://cwe.mitre.org/data/definitions/${first}.html`;
}
