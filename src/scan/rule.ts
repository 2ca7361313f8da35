// What every rule is: its words for people, and one question about the facts of a file.

import type { Place } from './facts/arguments.ts';
import type { ModuleFacts } from './facts/facts.ts';
import type { TextEdit } from './fix/apply-edits.ts';
import type { Confidence, ReportedRule, Severity } from './report/scan-report.ts';

/** The names that findings of one kind share, whatever rule found them. */
export type Family =
  | 'hardcoded-secret'
  | 'exec-no-docker'
  | 'exec-unscoped-workdir'
  | 'no-human-oversight'
  | 'unbounded-replies'
  | 'untrusted-input-to-agent'
  | 'dangerous-tool'
  | 'exec-no-timeout';

/** A place that a rule objects to. */
export interface Objection {
  readonly at: Place;
  /** What is wrong here, in a clause. INVARIANT: quotes no value that may be a secret. */
  readonly message: string;
  /** INVARIANT: what rests on something unknown is never `high`. */
  readonly confidence: Confidence;
  readonly severity?: Severity;
  /** Places whose text is a secret. */
  readonly secrets?: readonly Place[];
  /** Edits in the module of `at`, with its offsets. */
  readonly fix?: { readonly safety: 'safe' | 'unsafe'; readonly edits: readonly TextEdit[] };
}

export interface Rule {
  /** Stable: `SP` and three digits, of which the first says the group. */
  readonly id: string;
  /** Stable, in kebab-case; names the bad pattern, so that it reads well after "allow". The folder has the same name. */
  readonly slug: string;
  readonly family: Family | undefined;
  readonly title: string;
  /** Why it matters, in one sentence. */
  readonly why: string;
  /** What to do instead, in one sentence. */
  readonly fix: string;
  readonly severity: Severity;
  /** Public ids, each with its year: `LLM06:2025`, `ASI05:2026`. */
  readonly owasp: readonly string[];
  readonly cwe: readonly number[];
  /** Pure, and linear in the facts. */
  readonly check: (facts: ModuleFacts) => readonly Objection[];
}

/** The rule as reports name it. */
export function reportedRule({ id, slug, title, why, fix, severity, owasp, cwe }: Rule): ReportedRule {
  return { id, slug, title, why, fix, severity, owasp, cwe };
}
