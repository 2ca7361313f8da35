// max_turns given to an agent, max_round given to a manager, max_consecutive_auto_reply given to a chat.

import type { Given } from '../../facts/arguments.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const boundWithoutEffect: Rule = {
  id: 'SP408',
  slug: 'bound-without-effect',
  family: undefined,
  title: 'A bound is set where nothing reads it',
  why: 'Whoever reads the code believes that there is a bound.',
  fix: 'Put it where it is read: max_turns in the chat, max_consecutive_auto_reply on the agent, max_round on the group.',
  severity: 'medium',
  ...IDS.bounds,
  check: ({ agents, chats }) => [
    ...agents.flatMap(({ library, className, args, sure }): Objection[] => {
      if (library !== 'autogen-0.2' || !sure) return [];
      return ['max_turns', 'max_round'].flatMap((name) =>
        ignored(args.get(name), `${name} means nothing to ${className}`),
      );
    }),
    ...chats.flatMap(({ args }) =>
      ['max_consecutive_auto_reply', 'max_round'].flatMap((name) =>
        ignored(args.get(name), `${name} means nothing to a chat`),
      ),
    ),
  ],
};
function ignored(given: Given | undefined, message: string): readonly Objection[] {
  return given === undefined ? [] : [{ at: given.at, message, confidence: 'medium' }];
}
