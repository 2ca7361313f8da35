// Whether an agent does what it never did before: its acts against those of its earlier workflows.

import type { AgentHabits, InspectedAction } from '../../detector.ts';
import { actOf } from '../../habits.ts';

/** Fewer workflows say nothing about what is usual. */
const FEWEST = 5;
/** Alone, an unusual act is worth a look and no more. */
const MOST = 0.65;

export interface UnusualAct {
  readonly id: string;
  readonly confidence: number;
  readonly evidence: string;
}

/**
 * The first act that none of the agent's earlier workflows saw. The confidence falls with the chance that the next act is a new
 * kind anyway, estimated from the kinds that one workflow alone saw (Good, 1953), so that an agent of many trades is left alone.
 */
export function unusualAct(
  actions: readonly InspectedAction[],
  { workflows, incidences, rare, workflowsWith }: AgentHabits,
): UnusualAct | undefined {
  if (workflows < FEWEST) return undefined;
  const act = actions.find((action) => workflowsWith(actOf(action)) === 0);
  if (act === undefined) return undefined;
  const chanceOfNew = (rare + 0.5) / (incidences + 1);
  return {
    id: act.id,
    confidence: MOST * Math.max(0, 1 - 4 * chanceOfNew),
    evidence: `does what it did in none of its ${workflows} earlier workflows`,
  };
}
