// Group chats in which a model selects among all, with an agent that executes code.

import { executes } from '../../facts/execution.ts';
import type { Objection, Rule } from '../../rule.ts';
import { knownText } from '../../values/value.ts';
import { IDS } from '../ids.ts';

export const freeSpeakerSelection: Rule = {
  id: 'SP707',
  slug: 'free-speaker-selection',
  family: undefined,
  title: 'Any agent may speak after any other',
  why: 'A model picks who speaks next: text in the conversation can route to the agent that executes.',
  fix: 'Define which agent may follow which, or take turns.',
  severity: 'info',
  ...IDS.routing,
  check: ({ groups }) =>
    groups.flatMap(({ args, at, members }): Objection[] => {
      const method = args.get('speaker_selection_method');
      const isFree = !args.open && (method === undefined || knownText(method.value) === 'auto');
      const isLimited = args.get('allowed_or_disallowed_speaker_transitions') !== undefined;
      const runs = members.some(({ execution }) => executes(execution));
      return isFree && !isLimited && runs
        ? [{ at, message: 'a model may route to the agent that executes code', confidence: 'medium' }]
        : [];
    }),
};
