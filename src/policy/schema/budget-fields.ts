// What a budget says, in `limits.budgets` and in the condition that it stands for.

import { z } from 'zod';
import { countSchema } from './strict.ts';

export const budgetFields = {
  per: z.enum(['project', 'agent', 'model', 'agent_model', 'workflow']),
  window: z.enum(['minute', 'hour', 'day', 'week', 'month', 'total']),
  max_requests: countSchema.optional(),
  max_tokens: countSchema.optional(),
  max_cost: z.number().positive().max(1e9).optional().describe('In the currency of the price list.'),
};
