// What is under way with a store, by its own word.

import { type Database, one } from './database.ts';

/** `open` is what a crash leaves behind. */
const STATES = ['creating', 'open', 'closed'] as const;
type LogState = (typeof STATES)[number];

/** INVARIANT: any other word is damage, and answered with undefined: taken for a crash, it would be put on record as one. */
export function stateOf(database: Database): LogState | undefined {
  const row = one(database.prepare("SELECT value FROM meta WHERE name = 'state'"));
  return STATES.find((state) => state === row?.['value']);
}

export function setState(database: Database, state: Exclude<LogState, 'creating'>): void {
  database.prepare("UPDATE meta SET value = ? WHERE name = 'state'").run(state);
}

export const NO_STATE = 'the store does not say whether it was closed';
