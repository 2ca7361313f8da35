// Agents that execute code and ask with TERMINATE.

import { executes } from '../../facts/execution.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const humanOnlyAtEnd: Rule = {
  id: 'SP306',
  slug: 'human-only-at-end',
  family: undefined,
  title: 'A person is asked only when the work is done',
  why: 'With TERMINATE code has run many times before anybody is asked.',
  fix: 'Set human_input_mode="ALWAYS" for an agent that executes.',
  severity: 'low',
  ...IDS.oversight,
  check: ({ agents }) =>
    agents.flatMap(({ execution, human, at }): Objection[] => {
      if (human.mode !== 'TERMINATE' || !executes(execution)) return [];
      return [
        {
          at: human.given?.at ?? at,
          message: 'executes generated code and asks only at the end',
          confidence: 'medium',
        },
      ];
    }),
};
