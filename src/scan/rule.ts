// What every rule is: its words for people, and one question about the facts of a source text.

import type { SourceFacts } from './facts.ts';
import type { Fix } from './fix/apply-edits.ts';
import type { Confidence, ReportedRule, ReportRange, Severity } from './report/scan-report.ts';

/** A place that a rule objects to. */
export interface Objection {
  readonly range: ReportRange;
  /** INVARIANT: what rests on something unknown is never `high`. */
  readonly confidence: Confidence;
  /** What is wrong here, without text from the source that could be a secret. */
  readonly message: string;
  /** Places whose text nobody may be shown. */
  readonly secrets?: readonly ReportRange[];
  readonly fix?: Fix & { readonly safety: 'safe' | 'unsafe' };
}

export interface Rule {
  /** Stable, in kebab-case; names the bad pattern, so that it reads well after "allow". The folder has the same name. */
  readonly id: string;
  /** One of the families that measurements count by, where the rule belongs to one. */
  readonly family?: string;
  readonly severity: Severity;
  /** Why it matters, in one sentence. */
  readonly why: string;
  /** What to do instead, in one sentence. */
  readonly fix: string;
  /** Public ids, each with its year where it has one: `LLM06:2025`, `CWE-798`. */
  readonly ids: readonly string[];
  /** Pure, and linear in the facts. */
  readonly check: (facts: SourceFacts) => readonly Objection[];
}

/** The rule as reports name it. */
export function reportedRule({ id, severity, why, fix, ids }: Rule): ReportedRule {
  const cwe = ids.flatMap((name) => /^CWE-(\d+)$/.exec(name)?.[1] ?? []).map(Number);
  const owasp = ids.filter((name) => !name.startsWith('CWE-'));
  const words = id.replaceAll('-', ' ');
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  return { id, slug: id, title, severity, why, fix, owasp, cwe };
}
