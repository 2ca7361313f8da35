// Conversations and teams that end only when a text says so.

import { endingOf } from '../../facts/chats.ts';
import { lastName } from '../../facts/library.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const textOnlyTermination: Rule = {
  id: 'SP403',
  slug: 'text-only-termination',
  family: undefined,
  title: 'Only a word ends the conversation',
  why: 'The model has to say the word, and may be told not to, or to say it at once.',
  fix: 'Add a bound that no text can change.',
  severity: 'info',
  ...IDS.bounds,
  check: ({ chats, teams, evaluator }) => [
    ...chats.flatMap((chat): Objection[] => {
      const ending = endingOf(chat);
      return ending.kind === 'words'
        ? [
            {
              at: ending.given.at,
              message: 'only a word from the model ends this',
              confidence: chat.allKnown ? 'high' : 'medium',
            },
          ]
        : [];
    }),
    ...teams.flatMap(({ condition, turns }): Objection[] => {
      if (condition === undefined || turns !== undefined) return [];
      const isText =
        condition.value.kind === 'made' && lastName(condition.value.callee) === 'TextMentionTermination';
      const isBare = evaluator.evaluate(condition.located).kind === 'made';
      return isText && isBare
        ? [{ at: condition.at, message: 'only a word from the model ends this', confidence: 'high' }]
        : [];
    }),
  ],
};
