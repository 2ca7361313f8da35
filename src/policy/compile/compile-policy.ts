// One policy of the file → its compiled form.

import type { LogLevel } from '../../domain/index.ts';
import type { CompileContext, Term } from '../conditions/condition.ts';
import type { Diagnostic, DocumentPath, Problem } from '../diagnostic.ts';
import { constraintKeys } from '../schema/constraint-schema.ts';
import type { PolicySource } from '../schema/policy-schema.ts';
import { LOG_LEVELS } from '../schema/strict.ts';
import { cheapestFirst, compileTerms, conjunction, negation, typesOfAll } from './compile-condition.ts';
import { compileConstraints } from './compile-constraints.ts';
import { type CompiledNames, opposite, type Polarity } from './compile-names.ts';
import type { CompiledPolicy } from './compiled-policy.ts';
import type { Interned } from './intern.ts';

export interface PolicyContext {
  readonly path: DocumentPath;
  readonly position: Pick<Diagnostic, 'line' | 'column'> | undefined;
  readonly interned: Interned;
  readonly report: (problem: Problem) => void;
}

/** Compiles a policy that its schema has accepted. What the schema can not see goes to `context.report`. */
export function compilePolicy(source: PolicySource, context: PolicyContext): CompiledPolicy {
  const polarity: Polarity = source.decision === 'ALLOW' ? 'grant' : 'restrict';
  const terms = [...compileTerms(source.condition, contextFor('condition', polarity, context))];
  if (source.unless !== undefined) {
    const exception = compileTerms(source.unless, contextFor('unless', opposite(polarity), context));
    terms.push(negation(conjunction(exception), 'unless'));
  }
  const { action } = source;
  return {
    name: source.name,
    decision: source.decision,
    mode: source.mode ?? 'enforce',
    terms,
    tests: cheapestFirst(terms),
    types: typesOfAll(terms),
    agents: literalNames(terms, 'agents'),
    tools: literalNames(terms, 'tools'),
    constraints:
      action === undefined || constraintKeys(action).length === 0
        ? undefined
        : compileConstraints(action, {
            policy: source.name,
            interned: context.interned,
            problem: problemsUnder('action', context),
          }),
    reason: source.reason,
    logLevel: strongestLevel([
      source.log_level,
      action?.log_level,
      source.decision === 'LOG' ? 'info' : undefined,
    ]),
    captureFields: [...new Set([...(source.capture_fields ?? []), ...(action?.capture_fields ?? [])])].sort(),
    respondWith: source.respond_with ?? 'completion',
    onBlock: source.on_block ?? 'refuse_reply',
    position: context.position,
  };
}

/** The strongest of some levels; undefined when there is none. */
export function strongestLevel(levels: Iterable<LogLevel | undefined>): LogLevel | undefined {
  let strongest = -1;
  for (const level of levels) {
    if (level !== undefined) strongest = Math.max(strongest, LOG_LEVELS.indexOf(level));
  }
  return LOG_LEVELS[strongest];
}

function contextFor(key: string, polarity: Polarity, context: PolicyContext): CompileContext {
  return {
    polarity,
    path: [...context.path, key],
    interned: context.interned,
    problem: problemsUnder(key, context),
  };
}

function problemsUnder(key: string, { path, report }: PolicyContext): CompileContext['problem'] {
  return (steps, message, hint) =>
    report({
      path: [...path, key, ...steps],
      message,
      code: 'not-allowed',
      ...(hint === undefined ? {} : { hint }),
    });
}

/** The names that the index may file the policy under: those of its first term that lists only literals. */
function literalNames(terms: readonly Term[], dimension: 'agents' | 'tools'): CompiledNames | undefined {
  return terms.map((term) => term[dimension]).find((names) => names?.literal);
}
