// How much has been used so far: the fold behind rates, sequences, budgets and turn limits.

export { Usage, type UsageFacts } from './usage.ts';
