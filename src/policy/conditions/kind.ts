// What kind of action it is.

import { z } from 'zod';
import { ACTION_TYPES, type ActionType } from '../../domain/index.ts';
import { includesType, maskOf } from '../evaluate/action-types.ts';
import { asList, type OneOrMore, oneOrMore } from '../schema/strict.ts';
import { condition, listed, type Term } from './condition.ts';

export const actionType = condition<OneOrMore<ActionType>>({
  key: 'action_type',
  schema: oneOrMore(z.enum(ACTION_TYPES)),
  describe: 'The kind of action.',
  compile: (value) => kindTerm('action_type', asList(value), asList(value)),
});

export const messageType = condition<OneOrMore<'agent_communication'>>({
  key: 'message_type',
  schema: oneOrMore(z.enum(['agent_communication'])),
  describe: 'agent_communication: a message of another agent.',
  compile: (value) => kindTerm('message_type', asList(value), ['agent_message']),
});

function kindTerm(key: string, words: readonly string[], types: readonly ActionType[]): Term {
  const mask = maskOf(...types);
  return {
    text: `${key} is ${listed(words)}`,
    types: mask,
    cost: 0,
    kindOnly: true,
    test: ({ action }) => includesType(mask, action.type),
  };
}
