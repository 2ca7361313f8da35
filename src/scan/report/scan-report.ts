// What a scan tells: the one shape that every reporter, the baseline and the HTTP answer are made of.

export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];
export type Confidence = 'high' | 'medium' | 'low';

/** Lines and columns from 1; the end column is the first one behind the range. */
export interface ReportRange {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A rule as reports name it. */
export interface ReportedRule {
  /** Stable. */
  readonly id: string;
  /** Stable and readable, in kebab-case; where a rule has no number, its id. */
  readonly slug: string;
  readonly title: string;
  /** Why it matters, in a sentence or two. */
  readonly why: string;
  /** What to do instead. */
  readonly fix: string;
  readonly severity: Severity;
  /** With their years, e.g. `LLM06:2025`. */
  readonly owasp: readonly string[];
  readonly cwe: readonly number[];
}

/** Who said that a finding does not count, and where. */
export type Disposition =
  | { readonly kind: 'active' }
  | { readonly kind: 'suppressed'; readonly by: 'comment' | 'nosec' | 'allowlist'; readonly reason: string }
  | { readonly kind: 'baseline' };

/** INVARIANT: no text in here holds a secret; `build-report.ts` masks them all. */
export interface ReportedFinding {
  readonly rule: ReportedRule;
  readonly family: string | undefined;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly message: string;
  /** With `/`, as the person or the upload named it. */
  readonly file: string;
  /** In a notebook: inside of the cell. */
  readonly range: ReportRange;
  /** The cell's index from 0, Markdown cells counted. */
  readonly cell: number | undefined;
  /** Where the range lies in the file itself; differs from `range` in notebooks. */
  readonly physical: ReportRange;
  /** The first line of the range, without its indentation. */
  readonly snippet: string;
  readonly fixable: 'safe' | 'unsafe' | undefined;
  /** Stable while rule, path and text of the place stay, wherever the place moves to. */
  readonly fingerprint: string;
  readonly disposition: Disposition;
  /** The lines of the range as they are and as a fix makes them. */
  readonly change: { readonly before: string; readonly after: string } | undefined;
}

/** Something that kept the scan from seeing all. */
export interface ReportedNotice {
  readonly file: string | undefined;
  readonly message: string;
  /** True where a part of the code was not understood or not read: the file is not clean, whatever was found. */
  readonly incomplete: boolean;
}

export interface ScanReport {
  readonly findings: readonly ReportedFinding[];
  readonly notices: readonly ReportedNotice[];
  readonly filesScanned: number;
  /** False where any file was not understood in full. */
  readonly parseComplete: boolean;
  /** Which agent library the code is written for, e.g. `autogen-0.2`. */
  readonly frameworks: readonly string[];
  /** Which scanned file imports which. */
  readonly imports: readonly { readonly from: string; readonly to: string }[];
  /** Every rule that ran. */
  readonly rules: readonly ReportedRule[];
}

/** A rule in one word for people: `container-off`, or with a number of its own `SP201 container-off`. */
export function ruleName({ id, slug }: Pick<ReportedRule, 'id' | 'slug'>): string {
  return id === slug ? id : `${id} ${slug}`;
}

/** The findings that count: neither suppressed nor known from before. */
export function activeFindings(report: Pick<ScanReport, 'findings'>): readonly ReportedFinding[] {
  return report.findings.filter((finding) => finding.disposition.kind === 'active');
}

/** True where `severity` is at least as bad as `bar`. */
export function isAtLeast(severity: Severity, bar: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(bar);
}
