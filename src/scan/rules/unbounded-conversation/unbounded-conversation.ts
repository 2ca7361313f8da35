// Conversations in which neither the chat, nor its group, nor either side has a bound, and nobody is asked.

import { endingOf } from '../../facts/chats.ts';
import type { Objection, Rule } from '../../rule.ts';
import { addArgumentFix } from '../edits.ts';
import { IDS } from '../ids.ts';

export const unboundedConversation: Rule = {
  id: 'SP401',
  slug: 'unbounded-conversation',
  family: 'unbounded-replies',
  title: 'A conversation has no bound',
  why: 'Two agents that never stop spend money, and repeat whatever they do, until somebody notices.',
  fix: 'Set max_turns in the chat, or max_consecutive_auto_reply on one side.',
  severity: 'medium',
  ...IDS.bounds,
  check: ({ chats }) =>
    chats.flatMap((chat): Objection[] => {
      const ending = endingOf(chat);
      if (ending.kind !== 'never' || chat.starters.length === 0) return [];
      const fix = addArgumentFix(chat.at, 'max_turns', '10');
      return [
        {
          at: chat.at,
          message: 'neither side has a bound, the chat has none, and nothing terminates it',
          confidence: chat.allKnown ? 'high' : 'low',
          ...(fix === undefined ? {} : { fix }),
        },
      ];
    }),
};
