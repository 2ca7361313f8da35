// Teams without a termination condition and without a bound on turns.

import { teamEnding } from '../../facts/chats.ts';
import type { Objection, Rule } from '../../rule.ts';
import { addArgumentFix } from '../edits.ts';
import { IDS } from '../ids.ts';

export const unboundedTeam: Rule = {
  id: 'SP402',
  slug: 'unbounded-team',
  family: 'unbounded-replies',
  title: 'A team has no bound',
  why: 'Teams of AutoGen 0.4 run without a bound by default: they end when the money does.',
  fix: 'Set termination_condition=MaxMessageTermination(…), or max_turns.',
  severity: 'medium',
  ...IDS.bounds,
  check: ({ teams }) =>
    teams.flatMap((team): Objection[] => {
      const ending = teamEnding(team);
      if (ending.kind !== 'never' && ending.kind !== 'human') return [];
      const fix = addArgumentFix(team.at, 'max_turns', '20');
      return [
        {
          at: team.at,
          message: `${team.className} has neither termination_condition nor max_turns`,
          confidence: ending.kind === 'human' ? 'low' : 'high',
          ...(fix === undefined ? {} : { fix: { ...fix, safety: 'unsafe' as const } }),
        },
      ];
    }),
};
