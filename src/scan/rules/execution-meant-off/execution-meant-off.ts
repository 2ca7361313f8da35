// Dicts that turn execution on, where a comment says that it is off.

import { commentAt } from '../../facts/judge.ts';
import type { Objection, Rule } from '../../rule.ts';
import { replaceFix } from '../edits.ts';
import { IDS } from '../ids.ts';

export const executionMeantOff: Rule = {
  id: 'SP209',
  slug: 'execution-meant-off',
  family: undefined,
  title: 'Execution is on where it was meant to be off',
  why: 'A dict, even an empty one, turns execution on; only False turns it off.',
  fix: 'Set code_execution_config=False.',
  severity: 'medium',
  ...IDS.isolation,
  check: ({ agents }) =>
    agents.flatMap(({ execution, args }): Objection[] => {
      const given = args.get('code_execution_config');
      if (execution.kind !== 'dict' || given === undefined) return [];
      const { slots, open } = execution.config;
      const isBare = !open && [...slots.keys()].every((key) => key === 'use_docker');
      const says = /\b(?:disabl|off\b|no code|not exec|don.?t exec|without exec|never exec)/i.test(
        commentAt(given.at),
      );
      if (!says && !(isBare && slots.size === 0)) return [];
      return [
        {
          at: given.at,
          message: 'this dict turns execution on',
          confidence: says ? 'high' : 'medium',
          fix: replaceFix(given.at, 'code_execution_config=False', 'unsafe'),
        },
      ];
    }),
};
