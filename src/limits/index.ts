// How much has been used so far: the fold behind rates, sequences, budgets and turn limits.

export { DEFAULT_USAGE_BOUNDS, Usage, type UsageBounds, type UsageFacts } from './usage.ts';
