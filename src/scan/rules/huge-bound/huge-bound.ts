// Bounds of a thousand and more, sys.maxsize, infinity.

import { boundOf } from '../../facts/agents.ts';
import { endingOf, HUGE } from '../../facts/chats.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const hugeBound: Rule = {
  id: 'SP404',
  slug: 'huge-bound',
  family: 'unbounded-replies',
  title: 'A bound is too large to bound anything',
  why: 'A bound that is never reached bounds nothing.',
  fix: 'Set a number that the work really needs.',
  severity: 'medium',
  ...IDS.bounds,
  check: ({ module, agents, evaluator, project }) => {
    const byCall = new Map(agents.map((agent) => [agent.site.call, agent]));
    return module.keywords.flatMap(({ argument, site }): Objection[] => {
      if (argument.name === undefined || !BOUNDS.has(argument.name)) return [];
      const at = { module, start: argument.start, end: argument.end };
      const located = { expr: argument.value, scope: site.scope };
      const bound = boundOf({ at, located, value: evaluator.evaluate(located) });
      if (bound.kind !== 'number' || bound.turns < HUGE) return [];
      const agent = byCall.get(site.call);
      // The chats of an agent may be bounded by themselves.
      const own = agent === undefined ? [] : project.chatsOf(agent);
      const isBounded = own.length > 0 && own.every((chat) => endingOf(chat).kind === 'bounded');
      return isBounded
        ? []
        : [{ at, message: `${argument.name} is too large to be a bound`, confidence: 'high' }];
    });
  },
};
const BOUNDS: ReadonlySet<string> = new Set([
  'max_consecutive_auto_reply',
  'max_turns',
  'max_round',
  'max_rounds',
  'max_messages',
  'max_tool_iterations',
  'max_turn',
]);
