// Teams and model clients without a bound on tokens, in code that otherwise runs unattended.

import { calledName } from '../../facts/agents.ts';
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
  check: ({ teams, module }) => {
    const says = module.calls.some(({ call }) => calledName(call.callee) === 'TokenUsageTermination');
    const limits = module.keywords.some(
      ({ argument }) => argument.name === 'max_tokens' || argument.name === 'max_completion_tokens',
    );
    return teams.flatMap((team): Objection[] => {
      if (says || limits || team.hasHuman || teamEnding(team).kind !== 'never') return [];
      return [{ at: team.at, message: 'no bound on tokens', confidence: 'medium' }];
    });
  },
};
