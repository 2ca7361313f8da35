// What was known before: a file of fingerprints, so that a project can start today and only see what is new.

import { z } from 'zod';
import type { ReportedFinding } from './scan-report.ts';

const FORMAT = 'sallyport-scan-baseline';

const baselineSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(1),
  findings: z
    .array(z.strictObject({ fingerprint: z.string(), rule: z.string(), file: z.string() }))
    .max(100_000),
});

export type Baseline = z.infer<typeof baselineSchema>;

/** Reads a baseline, or says in a sentence why it is none. */
export function readBaseline(text: string): Baseline | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The one fault of JSON.parse; its message could quote the file.
    return { problem: 'it is not JSON' };
  }
  const parsed = baselineSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  return { problem: `it is not a baseline of version 1 (${parsed.error.issues[0]?.path.join('.') ?? ''})` };
}

/** The baseline of these findings. What a comment suppresses needs none. */
export function baselineOf(findings: readonly ReportedFinding[]): Baseline {
  const known = findings
    .filter(({ disposition }) => disposition.kind !== 'suppressed')
    .map(({ fingerprint, rule, file }) => ({ fingerprint, rule: rule.id, file }));
  return { format: FORMAT, version: 1, findings: known };
}

/** The baseline of these findings, as the text of its file: sorted, one finding a line, so that a diff can be read. */
export function writeBaseline(findings: readonly ReportedFinding[]): string {
  const lines = baselineOf(findings)
    .findings.map((finding) => JSON.stringify(finding))
    .sort();
  return `{"format":"${FORMAT}","version":1,"findings":[\n${lines.join(',\n')}\n]}\n`;
}

export interface Compared {
  readonly findings: readonly ReportedFinding[];
  /** Entries of the baseline that nothing matches any more. */
  readonly stale: number;
}

/** Marks what the baseline knows. Suppressed findings stay suppressed. */
export function compareWithBaseline(findings: readonly ReportedFinding[], baseline: Baseline): Compared {
  const known = new Set(baseline.findings.map(({ fingerprint }) => fingerprint));
  const met = new Set<string>();
  const compared = findings.map((finding): ReportedFinding => {
    if (!known.has(finding.fingerprint)) return finding;
    met.add(finding.fingerprint);
    return finding.disposition.kind === 'active'
      ? { ...finding, disposition: { kind: 'baseline' } }
      : finding;
  });
  return { findings: compared, stale: known.size - met.size };
}
