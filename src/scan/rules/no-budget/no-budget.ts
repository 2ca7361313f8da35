// Teams and model clients without a bound on tokens, in code that otherwise runs unattended.

import { calledName } from '../../facts/agents.ts';
import { argumentsOf } from '../../facts/arguments.ts';
import { teamEnding } from '../../facts/chats.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const noBudget: Rule = {
  id: 'SP409',
  slug: 'no-budget',
  family: undefined,
  title: 'No budget of tokens',
  why: 'Turns are bounded, the size of a turn is not: long answers cost what many short ones do.',
  fix: 'Add max_tokens, or TokenUsageTermination.',
  severity: 'info',
  ...IDS.bounds,
  check: ({ teams, module, evaluator }) =>
    teams.flatMap((team): Objection[] => {
      const ending = teamEnding(team).kind;
      if (ending === 'bounded' && team.condition === undefined && team.turns !== undefined) return [];
      const says = module.calls.some((site) =>
        /^(?:TokenUsageTermination)$/.test(calledName(site.call.callee)),
      );
      const limits = module.keywords.some(
        ({ argument }) => argument.name === 'max_tokens' || argument.name === 'max_completion_tokens',
      );
      if (says || limits || team.hasHuman || ending !== 'never') return [];
      const known = argumentsOf(team.site, evaluator).open ? 'low' : 'medium';
      return [{ at: team.at, message: 'no bound on tokens', confidence: known }];
    }),
};
