// From which confidence on a finding is flagged, by what carried the text; and from which it blocks, where a policy says no more.

import type { ActionType } from '../domain/index.ts';

export interface Thresholds {
  /** From here on it is worth a person's look. */
  readonly flagAt: number;
  /** From here on the shipped policies act. */
  readonly blockAt: number;
}

type Carriers = Readonly<Partial<Record<ActionType, Thresholds>>>;

const USUAL: Thresholds = { flagAt: 0.5, blockAt: 0.8 };
/** People and systems hand personal data to agents, and agents to tools, all day: only keys are an alarm there. */
const KEYS_ONLY: Thresholds = { flagAt: 0.9, blockAt: 0.9 };

/** Agents tell each other what to do: that is their work, and no injection by itself. */
const BETWEEN_AGENTS: Thresholds = { flagAt: 0.8, blockAt: 0.9 };

/** Rows are the usual thresholds of a detector; `by` holds the carriers for which others hold. */
const SHIPPED: ReadonlyMap<string, { readonly usual: Thresholds; readonly by?: Carriers }> = new Map([
  // Two kinds of evidence stand behind one half; one alone is ordinary work and stays below.
  ['exfiltration', { usual: { flagAt: 0.5, blockAt: 0.5 } }],
  ['hijacked_action', { usual: { flagAt: 0.5, blockAt: 0.5 } }],
  // Calibrated so that one half is where half a percent of ordinary texts of the channel lie above.
  [
    'prompt_injection',
    {
      usual: { flagAt: 0.5, blockAt: 0.6 },
      by: { agent_message: BETWEEN_AGENTS, reply: BETWEEN_AGENTS },
    },
  ],
  // One half is where a loop is suspected: a retry, a table that is printed thrice. Flagged is what goes on.
  ['runaway', { usual: { flagAt: 0.85, blockAt: 0.95 } }],
  [
    'sensitive_data',
    {
      usual: { flagAt: 0.5, blockAt: 0.9 },
      by: {
        tool_result: KEYS_ONLY,
        // Judged as a reply, when it was said.
        agent_message: KEYS_ONLY,
        user_message: KEYS_ONLY,
        system_message: KEYS_ONLY,
        memory: KEYS_ONLY,
        tool_call: KEYS_ONLY,
      },
    },
  ],
]);

/** The thresholds of a detector as shipped, for texts and actions that come as this; without one, the usual ones. */
export function shippedThresholds(detector: string, carrier?: ActionType): Thresholds {
  const row = SHIPPED.get(detector);
  if (row === undefined) return USUAL;
  return (carrier === undefined ? undefined : row.by?.[carrier]) ?? row.usual;
}
