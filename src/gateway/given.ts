// What judging is given besides the call, the state and the policy: gathered before it, and on record with what it decided.

import type { OverrideTerms } from '../approvals/index.ts';

export interface Given {
  /** Overrides that may apply, the first that covers a finding does. */
  readonly overrides: readonly OverrideTerms[];
}

export const NOTHING_GIVEN: Given = { overrides: [] };
