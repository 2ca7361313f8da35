// Everything besides the action that a decision may depend on.

import type {
  Action,
  ActionEvidence,
  CallFacts,
  EpochMs,
  HistoryView,
  PriceList,
  ToolDefinition,
} from '../domain/index.ts';

export interface PolicyFacts {
  readonly call: CallFacts;
  readonly history: HistoryView;
  readonly now: EpochMs;
  readonly prices: PriceList;
  /** Why nothing of this call may pass now, whatever policy says. */
  readonly halted?: string | undefined;
  /** What the request offered to the model. ATTACKER-CONTROLLED. */
  readonly toolsOffered: readonly ToolDefinition[];
  /** What detectors and lineage say of an action of this call; absent where nobody looked. */
  readonly evidence?: ((action: Action) => ActionEvidence | undefined) | undefined;
}
