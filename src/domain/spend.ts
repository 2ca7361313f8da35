// What calls use up: the words that budgets, their fold and the price list share.

/** Whom a budget counts: everything, or each agent, model, agent and model, or workflow by itself. */
export type SpendScope = 'project' | 'agent' | 'model' | 'agent_model' | 'workflow';

/** Calendar windows in UTC; a week begins on Monday. `total` never begins anew. */
export type SpendWindow = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'total';

export interface Spent {
  readonly requests: number;
  /** Prompt and completion. */
  readonly tokens: number;
  /** In millionths of the price list's currency. */
  readonly costMicros: number;
}

export const NOTHING_SPENT: Spent = { requests: 0, tokens: 0, costMicros: 0 };

/** What models cost. */
export interface PriceList {
  /** In millionths of the list's currency, rounded up; undefined for a model without a price. */
  costMicros(model: string, promptTokens: number, completionTokens: number): number | undefined;
}

/** A list without prices: every cost is unknown. */
export const NO_PRICES: PriceList = { costMicros: () => undefined };

/** What a call may use at most, as far as it is known before it is made. */
export function reservationOf(call: {
  readonly estimatedTokens: number;
  readonly maxTokens: number | undefined;
  readonly choices: number;
}): { readonly prompt: number; readonly completion: number } {
  return {
    prompt: call.estimatedTokens,
    completion: (call.maxTokens ?? UNBOUNDED_REPLY_TOKENS) * call.choices,
  };
}

/** Reserved for a reply that the agent does not bound: what is above it is settled afterwards. */
const UNBOUNDED_REPLY_TOKENS = 1024;
