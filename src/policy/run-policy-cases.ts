// `policy test`: cases in YAML beside a policy, each an action with the decision that its author expects.

import type { Decision } from '../domain/index.ts';
import { actionOf, factsOf } from './cases/build-case.ts';
import { type CaseSource, casesSchema } from './cases/case-schema.ts';
import { type Diagnostic, inFileOrder } from './diagnostic.ts';
import type { PolicySet } from './policy-set.ts';
import { explainIssues } from './source/explain-issues.ts';
import { readDocument, type SourceDocument } from './source/read-document.ts';

export interface CaseResult {
  readonly name: string;
  readonly passed: boolean;
  /** What differs, one sentence each. */
  readonly differences: readonly string[];
  readonly decision: Decision;
}

export type CasesRun =
  | {
      readonly ok: true;
      readonly results: readonly CaseResult[];
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Runs every case of a cases file against a set. A failed case is an error diagnostic at its line. */
export function runPolicyCases(
  set: PolicySet,
  text: string,
  options: { readonly fileName: string },
): CasesRun {
  const read = readDocument(text, options.fileName);
  if (!read.ok) return read;
  const { document } = read;
  const parsed = casesSchema.safeParse(document.value ?? {});
  if (!parsed.success) {
    const problems = explainIssues(parsed.error.issues, document.value);
    return { ok: false, diagnostics: inFileOrder(problems.map((problem) => document.locate(problem))) };
  }
  const results = parsed.data.cases.map((source) => runCase(set, source));
  return {
    ok: true,
    results,
    diagnostics: results.flatMap((result, index) => failure(result, index, document)),
  };
}

function failure(result: CaseResult, index: number, document: SourceDocument): readonly Diagnostic[] {
  return result.differences.map((difference) =>
    document.locate({
      path: ['cases', index, 'expect'],
      message: `case \`${result.name}\`: ${difference}`,
      hint: result.decision.reason,
      code: 'case-failed',
    }),
  );
}

function runCase(set: PolicySet, source: CaseSource): CaseResult {
  const decision = set.evaluate(actionOf(source.action, source.agent), factsOf(source, source.action));
  const { expect } = source;
  const differences: string[] = [];
  if (decision.effect !== expect.effect) {
    differences.push(`expected ${expect.effect}, decided ${decision.effect}`);
  }
  if (expect.would_be !== undefined && decision.wouldBe !== expect.would_be) {
    differences.push(`expected to be ${expect.would_be} once all is enforced, would be ${decision.wouldBe}`);
  }
  const matched = decision.matched.map((match) => match.policy);
  if (expect.policies !== undefined && [...expect.policies].sort().join('\n') !== matched.join('\n')) {
    differences.push(
      `expected the policies ${expect.policies.join(', ') || '(none)'}, matched ${matched.join(', ') || '(none)'}`,
    );
  }
  return { name: source.name, passed: differences.length === 0, differences, decision };
}
