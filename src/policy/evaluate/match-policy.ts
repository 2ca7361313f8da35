// Does one policy match one action? True terms match; unknown ones match only where the policy restricts.

import type { Effect, PolicyMatch } from '../../domain/index.ts';
import type { CompiledPolicy } from '../compile/compiled-policy.ts';
import type { Candidate } from '../compile/policy-index.ts';
import type { Term } from '../conditions/condition.ts';
import type { Subject } from './subject.ts';
import { isUnknown, type Truth } from './truth.ts';

/** A policy that matched, with how. */
export interface Match {
  readonly policy: CompiledPolicy;
  readonly record: PolicyMatch;
}

/** The match, or undefined. INVARIANT: an ALLOW never matches on unknown. Never throws for what an action holds. */
export function matchPolicy({ policy, tests }: Candidate, subject: Subject): Match | undefined {
  const truth = conjunctionOf(tests, subject);
  if (truth === false || (truth !== true && policy.decision === 'ALLOW')) return undefined;
  const record: PolicyMatch = {
    policy: policy.name,
    decision: policy.decision satisfies Effect,
    mode: policy.mode,
    unknown: truth !== true,
    because: policy.terms.map((term) => because(term, subject, truth === true)),
  };
  return { policy, record };
}

function conjunctionOf(terms: readonly Term[], subject: Subject): Truth {
  let result: Truth = true;
  for (const term of terms) {
    const truth = testTerm(term, subject);
    if (truth === false) return false;
    if (truth !== true && result === true) result = truth;
  }
  return result;
}

/** A term that throws is unknown: a fault in one condition must neither open the gate nor take it down. */
function testTerm(term: Term, subject: Subject): Truth {
  try {
    return term.test(subject);
  } catch {
    // The error may quote content of the action; its text goes nowhere. The term's own text names the condition.
    return { why: 'its evaluation failed' };
  }
}

function because(term: Term, subject: Subject, held: boolean): string {
  if (held) return term.text;
  const truth = testTerm(term, subject);
  return isUnknown(truth) ? `${term.text}: unknown, ${truth.why}` : term.text;
}
