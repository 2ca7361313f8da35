// How much has been used so far: the folds behind rates, sequences, budgets and turn limits; and who is stopped.

export { type Halt, type HaltScope, Halts } from './halts.ts';
export { type ModelPrice, priceListOf } from './price-list.ts';
export {
  agentModel,
  type Reservation,
  type Settlement,
  Spend,
  type SpendSnapshot,
  scopesOf,
} from './spend.ts';
export { Usage, type UsageFacts } from './usage.ts';
export { windowStart } from './window.ts';
