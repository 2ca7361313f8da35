// Everything besides the action that a decision may depend on.

import type { CallFacts, EpochMs, HistoryView, ToolDefinition } from '../domain/index.ts';

export interface PolicyFacts {
  readonly call: CallFacts;
  readonly history: HistoryView;
  readonly now: EpochMs;
  /** What the request offered to the model. ATTACKER-CONTROLLED. */
  readonly toolsOffered: readonly ToolDefinition[];
}
