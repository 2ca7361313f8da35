// A condition object → one term: its keys joined by and, with `any`, `all` and `not` nested.

import { conditions } from '../conditions/catalog.ts';
import type { CompileContext, ConditionSource, Term } from '../conditions/condition.ts';
import { strayOperators } from '../conditions/parameter.ts';
import { ALL_TYPES, type TypeMask } from '../evaluate/action-types.ts';
import { everyOf, negate, someOf } from '../evaluate/truth.ts';
import { opposite } from './compile-names.ts';

const byKey = new Map(conditions.map((condition) => [condition.key, condition]));

/** One term for each key, in the order of the schema; all must hold. Problems go to the context. */
export function compileTerms(source: ConditionSource, context: CompileContext): readonly Term[] {
  for (const key of strayOperators(source)) {
    context.problem([key], `\`${key}\` needs \`parameter\`: which parameter should it look at?`);
  }
  return Object.keys(source).flatMap((key) => {
    const condition = byKey.get(key);
    if (condition !== undefined) return condition.compile(source, context) ?? [];
    return compileNesting(key, source, context) ?? [];
  });
}

/** All terms as one. */
export function conjunction(terms: readonly Term[]): Term {
  const [only] = terms;
  if (only !== undefined && terms.length === 1) return only;
  const tests = cheapestFirst(terms);
  return {
    text: terms.length === 0 ? 'anything' : terms.map((term) => term.text).join(' and '),
    types: typesOfAll(terms),
    cost: totalCost(terms),
    varies: terms.some((term) => term.varies === true),
    test: (subject) => everyOf(tests, (term) => term.test(subject)),
  };
}

/** The negation of a term that was compiled for the opposite polarity. */
export function negation(term: Term, word: 'not' | 'unless'): Term {
  return {
    text: `${word} (${term.text})`,
    types: ALL_TYPES,
    cost: term.cost,
    varies: term.varies === true,
    test: (subject) => negate(term.test(subject)),
  };
}

export function typesOfAll(terms: readonly Term[]): TypeMask {
  return terms.reduce((mask, term) => mask & term.types, ALL_TYPES);
}

/** Order changes no outcome, only how soon a false term is met. */
export function cheapestFirst(terms: readonly Term[]): readonly Term[] {
  return [...terms].sort((a, b) => a.cost - b.cost);
}

function totalCost(terms: readonly Term[]): number {
  return terms.reduce((sum, term) => sum + term.cost, 0);
}

function compileNesting(key: string, source: ConditionSource, context: CompileContext): Term | undefined {
  const value = source[key];
  if (key === 'not' && isSource(value)) {
    const inner = nestedContext(context, ['not']);
    return negation(
      conjunction(compileTerms(value, { ...inner, polarity: opposite(context.polarity) })),
      'not',
    );
  }
  if ((key !== 'any' && key !== 'all') || !Array.isArray(value)) return undefined;
  const terms = value
    .filter(isSource)
    .map((item, index) => conjunction(compileTerms(item, nestedContext(context, [key, index]))));
  return key === 'all' ? conjunction(terms) : disjunction(terms);
}

function disjunction(terms: readonly Term[]): Term {
  const tests = cheapestFirst(terms);
  return {
    text: `any of (${terms.map((term) => term.text).join('; ')})`,
    types: terms.reduce((mask, term) => mask | term.types, 0),
    cost: totalCost(terms),
    varies: terms.some((term) => term.varies === true),
    test: (subject) => someOf(tests, (term) => term.test(subject)),
  };
}

function nestedContext(context: CompileContext, steps: readonly (string | number)[]): CompileContext {
  return {
    ...context,
    path: [...context.path, ...steps],
    problem: (inner, message, hint) => context.problem([...steps, ...inner], message, hint),
  };
}

function isSource(value: unknown): value is ConditionSource {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
