// The schema of a condition, put together from the catalog: every condition brings its own keys.

import { z } from 'zod';
import { conditions } from '../conditions/catalog.ts';
import type { ConditionSource } from '../conditions/condition.ts';
import { strict } from './strict.ts';

const nested: z.ZodType<ConditionSource> = z.lazy(() => conditionSchema);

const list = z.array(nested).min(1, 'the list is empty').optional();

/** One condition object: all keys must hold. `any`, `all` and `not` nest. */
export const conditionSchema: z.ZodType<ConditionSource> = strict({
  any: list.describe('At least one of these conditions holds.'),
  all: list.describe('All of these conditions hold.'),
  not: nested.optional().describe('This condition does not hold.'),
  ...Object.assign({}, ...conditions.map((condition) => condition.fields)),
}).meta({ id: 'Condition' });
