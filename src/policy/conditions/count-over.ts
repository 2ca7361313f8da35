// Rate: this action would be one too many of its kind.

import { z } from 'zod';
import { ALL_TYPES } from '../evaluate/action-types.ts';
import type { Subject } from '../evaluate/subject.ts';
import { isUnknown, type Truth } from '../evaluate/truth.ts';
import { countSchema, secondsSchema, strict } from '../schema/strict.ts';
import { condition } from './condition.ts';
import { compilePast, type PastSource, type PastTest, pastFields } from './past.ts';

const schema = strict({
  limit: countSchema,
  within_seconds: secondsSchema,
  per: z.enum(['agent', 'workflow']),
});

type CountOver = z.infer<typeof schema>;

/** Counts what the `action_type`, `agent_name`, `tool_name`, `tool_category` and `model` beside it select. */
export const countOver = condition<CountOver>({
  key: 'count_over',
  schema,
  describe:
    'With this action, more than `limit` of the kind that this condition selects are released in the time.',
  compile: (rate, { polarity, interned }, source) => {
    const beside = Object.fromEntries(Object.keys(pastFields).map((key) => [key, source[key]]));
    // INVARIANT: the condition's own schemas accepted these keys, and pastFields has the same ones.
    const past = compilePast(beside as PastSource, polarity, interned);
    return {
      text: `count is over ${rate.limit} within ${rate.within_seconds} s per ${rate.per}`,
      types: ALL_TYPES,
      cost: 25,
      varies: true,
      test: countTest(rate, past),
    };
  },
});

/** Three-valued counting: true when the certain ones are too many, unknown when the possible ones are. */
function countTest({ limit, within_seconds, per }: CountOver, past: PastTest): (subject: Subject) => Truth {
  return ({ facts }) => {
    const truths: Truth[] = [];
    for (const action of facts.history.recent(per, within_seconds * 1000)) {
      const truth = past.test(action);
      if (truth !== false) truths.push(truth);
    }
    const certain = truths.filter((truth) => truth === true).length;
    if (certain + 1 > limit) return true;
    return (truths.length + 1 > limit && truths.find(isUnknown)) || false;
  };
}
