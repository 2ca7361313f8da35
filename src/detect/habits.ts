// What each agent usually does, over all its workflows: which acts, and in how many of them. A fold; names only.

import { putBounded } from '../lineage/index.ts';
import type { AgentHabits, InspectedAction } from './detector.ts';

const MAX_AGENTS = 1000;
const MAX_ACTS = 128;
const MAX_NAME = 64;

interface Habit {
  /** In which the agent acted. */
  workflows: number;
  /** How many of them saw each act. */
  readonly acts: Map<string, number>;
}

/** What an agent has done in one workflow, each act once. */
export type ActsHere = ReadonlySet<string>;

/** The kind of an act: a call of this tool, code in this language, a handoff to this agent. */
export function actOf(action: InspectedAction): string {
  switch (action.type) {
    case 'tool_call':
      return callOf(action.toolName);
    case 'code_execution':
      return named('run', action.language);
    case 'handoff':
      return named('hand over to', action.target);
  }
}

/** The act of calling a tool. */
export function callOf(tool: string): string {
  return named('call', tool);
}

const named = (what: string, name: string) => `${what} ${name}`.slice(0, MAX_NAME);

export class Habits {
  readonly #agents = new Map<string, Habit>();

  /** An agent did this for the first time in a workflow; `isFirst` where it had done nothing there before. */
  add(agent: string, act: string, isFirst: boolean): void {
    const habit = this.#agents.get(agent) ?? { workflows: 0, acts: new Map<string, number>() };
    if (isFirst) habit.workflows += 1;
    const count = (habit.acts.get(act) ?? 0) + 1;
    // The acts and agents that were not seen for the longest time are forgotten first.
    habit.acts.delete(act);
    putBounded(habit.acts, { key: act, value: count }, MAX_ACTS);
    this.#agents.delete(agent);
    putBounded(this.#agents, { key: agent, value: habit }, MAX_AGENTS);
  }

  /** The agent's habits without what it did in the workflow at hand. */
  view(agent: string, here: ActsHere): AgentHabits {
    const habit = this.#agents.get(agent);
    if (habit === undefined) return NO_HABITS;
    const { workflows, acts } = habit;
    const before = (act: string, count: number): number => (here.has(act) ? count - 1 : count);
    let incidences = 0;
    let rare = 0;
    for (const [act, count] of acts) {
      const earlier = before(act, count);
      incidences += earlier;
      if (earlier === 1) rare += 1;
    }
    return {
      workflows: Math.max(0, here.size > 0 ? workflows - 1 : workflows),
      incidences,
      rare,
      workflowsWith: (act) => before(act, acts.get(act) ?? (here.has(act) ? 1 : 0)),
    };
  }
}

export const NO_HABITS: AgentHabits = { workflows: 0, incidences: 0, rare: 0, workflowsWith: () => 0 };
