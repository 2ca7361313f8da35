// Budgets: with this call, more than the budget would be used in its window.

import type { z } from 'zod';
import { reservationOf } from '../../domain/index.ts';
import { maskOf } from '../evaluate/action-types.ts';
import type { Subject } from '../evaluate/subject.ts';
import type { Truth } from '../evaluate/truth.ts';
import { budgetFields } from '../schema/budget-fields.ts';
import { strict } from '../schema/strict.ts';
import { condition } from './condition.ts';

const schema = strict(budgetFields).refine(
  (budget) => (budget.max_requests ?? budget.max_tokens ?? budget.max_cost) !== undefined,
  'a budget bounds at least one of `max_requests`, `max_tokens`, `max_cost`',
);

type SpendOver = z.infer<typeof schema>;

export const spendOver = condition<SpendOver>({
  key: 'spend_over',
  schema,
  describe:
    'With this call, more requests, tokens or money than these are used in the current calendar window (UTC); calls on their way count with what is reserved for them.',
  compile: (budget) => ({
    text: `budget per ${budget.per} and ${budget.window}`,
    types: maskOf('llm_call'),
    cost: 3,
    varies: true,
    test: (subject) => spendTest(budget, subject),
  }),
});

function spendTest(budget: SpendOver, { action, facts }: Subject): Truth {
  if (action.type !== 'llm_call') return false;
  const { model } = facts.call;
  const { prompt, completion } = reservationOf(action);
  const spent = facts.history.spent(budget.per, budget.window, model);
  if (budget.max_requests !== undefined && spent.requests + 1 > budget.max_requests) return true;
  if (budget.max_tokens !== undefined && spent.tokens + prompt + completion > budget.max_tokens) return true;
  if (budget.max_cost === undefined) return false;
  const cost = facts.prices.costMicros(model, prompt, completion);
  // Fail closed: a call whose price nobody knows is not let past a budget of money.
  if (cost === undefined) return { why: 'the model has no price' };
  return spent.costMicros + cost > budget.max_cost * 1_000_000;
}
