// Who has which tool and takes part in which conversation: looked up, not searched for, however many there are.

import type { FunctionInfo } from '../project/module.ts';
import type { Value } from '../values/value.ts';
import type { Agent } from './agents.ts';
import type { Chat } from './chats.ts';
import type { Team } from './teams.ts';
import type { Tool } from './tools.ts';

export interface Relations {
  toolsOf(agent: Agent): readonly Tool[];
  chatsOf(agent: Agent): readonly Chat[];
  teamsOf(agent: Agent): readonly Team[];
  /** Whether a model may call it. */
  isTool(func: FunctionInfo): boolean;
}

interface Parts {
  readonly tools: readonly Tool[];
  readonly chats: readonly Chat[];
  readonly teams: readonly Team[];
  agentsFor(value: Value): readonly Agent[];
}

export function relate({ tools, chats, teams, agentsFor }: Parts): Relations {
  const byRunner = group(tools, ({ runner }) => (runner === undefined ? [] : agentsFor(runner)));
  const bySide = group(chats, ({ starters, others, group: members }) => [
    ...starters,
    ...others,
    ...(members?.members ?? []),
  ]);
  const byMember = group(teams, ({ members }) => members);
  const functions = new Set(tools.map(({ func }) => func));
  return {
    toolsOf: (agent) => byRunner.get(agent) ?? [],
    chatsOf: (agent) => bySide.get(agent) ?? [],
    teamsOf: (agent) => byMember.get(agent) ?? [],
    isTool: (func) => functions.has(func),
  };
}

function group<T>(items: readonly T[], agentsOf: (item: T) => readonly Agent[]): ReadonlyMap<Agent, T[]> {
  const groups = new Map<Agent, T[]>();
  for (const item of items) {
    for (const agent of new Set(agentsOf(item))) {
      const list = groups.get(agent);
      if (list === undefined) groups.set(agent, [item]);
      else list.push(item);
    }
  }
  return groups;
}
