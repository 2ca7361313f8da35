// Sequence: something of a given kind was released before, in this workflow or by this agent.

import { z } from 'zod';
import { ALL_TYPES } from '../evaluate/action-types.ts';
import { someOf } from '../evaluate/truth.ts';
import { secondsSchema, strict } from '../schema/strict.ts';
import { condition } from './condition.ts';
import { compilePast, pastFields } from './past.ts';

const schema = strict({
  ...pastFields,
  within_seconds: secondsSchema,
  same: z.enum(['workflow', 'agent']).optional(),
}).refine(
  (source) => Object.keys(pastFields).some((key) => Object.hasOwn(source, key)),
  `say what came before: ${Object.keys(pastFields).join(', ')}`,
);

export const after = condition<z.infer<typeof schema>>({
  key: 'after',
  schema,
  describe:
    'A released action like this came before, within the time, in the same workflow or of the same agent.',
  compile: (source, { polarity, interned }) => {
    const past = compilePast(source, polarity, interned);
    const scope = source.same ?? 'workflow';
    const withinMs = source.within_seconds * 1000;
    return {
      text: `after (${past.text}) within ${source.within_seconds} s in the same ${scope}`,
      types: ALL_TYPES,
      cost: 20,
      varies: true,
      test: ({ facts }) => someOf(facts.history.recent(scope, withinMs), past.test),
    };
  },
});
