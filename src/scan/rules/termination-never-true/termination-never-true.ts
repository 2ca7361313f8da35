// is_termination_msg that is constantly false.

import { returnsAlways } from '../../facts/judge.ts';
import type { Objection, Rule } from '../../rule.ts';
import { truthOf } from '../../values/value.ts';
import { IDS } from '../ids.ts';

export const terminationNeverTrue: Rule = {
  id: 'SP405',
  slug: 'termination-never-true',
  family: undefined,
  title: 'A termination that never terminates',
  why: 'It looks like an end, but is not.',
  fix: 'Test the message, and add a bound.',
  severity: 'high',
  ...IDS.bounds,
  check: ({ agents, evaluator }) =>
    agents.flatMap(({ args }): Objection[] => {
      const given = args.get('is_termination_msg');
      if (given === undefined) return [];
      const isNever = returnsAlways(given.value, evaluator, (value) => truthOf(value) === false);
      return isNever
        ? [{ at: given.at, message: 'is_termination_msg is never true', confidence: 'high' }]
        : [];
    }),
};
