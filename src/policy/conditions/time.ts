// When it happens: outside of working hours, or on certain days.

import { z } from 'zod';
import { ALL_TYPES } from '../evaluate/action-types.ts';
import { nameSchema, strict } from '../schema/strict.ts';
import { compileSchedule, type Day } from '../values/schedule.ts';
import { condition, listed } from './condition.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const satisfies readonly Day[];
const clockTime = z
  .string()
  .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'expected a time such as "08:00"');

const hoursSchema = strict({ from: clockTime, to: clockTime, timezone: nameSchema.optional() });

type Hours = z.infer<typeof hoursSchema>;

export const outsideHours = condition<Hours>({
  key: 'outside_hours',
  schema: hoursSchema,
  describe: 'It is outside of these hours. The time zone is an IANA name; default UTC.',
  compile: ({ from, to, timezone = 'UTC' }, { problem }) => {
    const compiled = compileSchedule({ from, to, timezone });
    if (!compiled.ok) {
      problem(['outside_hours'], compiled.message);
      return undefined;
    }
    const { schedule } = compiled;
    return {
      text: `time is outside ${from} to ${to} ${timezone}`,
      types: ALL_TYPES,
      cost: 10,
      varies: true,
      test: ({ facts }) => schedule.outside(facts.now),
    };
  },
});

/** `days` alone is in UTC; beside `outside_hours` it shares that time zone. */
export const days = condition<readonly Day[]>({
  key: 'days',
  schema: z.array(z.enum(DAYS)).min(1, 'the list is empty').readonly(),
  describe: 'It is one of these days, in the time zone of `outside_hours` beside it, else UTC.',
  compile: (value, { problem }, source) => {
    const hours = hoursSchema.safeParse(source['outside_hours']);
    const timezone = (hours.success ? hours.data.timezone : undefined) ?? 'UTC';
    const compiled = compileSchedule({ days: value, timezone });
    if (!compiled.ok) {
      problem(['days'], compiled.message);
      return undefined;
    }
    const { schedule } = compiled;
    return {
      text: `day is ${listed(value)} ${timezone}`,
      types: ALL_TYPES,
      cost: 10,
      varies: true,
      test: ({ facts }) => schedule.inside(facts.now),
    };
  },
});
