// Agents that never ask anybody and run a tool that reaches a shell, an interpreter or SQL.

import { executes } from '../../facts/execution.ts';
import type { ModuleFacts } from '../../facts/facts.ts';
import type { Reach } from '../../facts/reach.ts';
import { isRunnerName } from '../../facts/sinks.ts';
import type { Tool } from '../../facts/tools.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const unattendedDangerousTool: Rule = {
  id: 'SP302',
  slug: 'unattended-dangerous-tool',
  family: 'no-human-oversight',
  title: 'A dangerous tool runs without asking anyone',
  why: 'The model decides when a shell, an interpreter or a database is used, and on what.',
  fix: 'Ask a person before such a tool runs, or take its power away.',
  severity: 'high',
  ...IDS.oversight,
  check: ({ agents, project }) =>
    agents.flatMap((agent): Objection[] => {
      if (agent.human.mode !== 'NEVER' || executes(agent.execution)) return [];
      const dangerous = project.toolsOf(agent).find((tool) => !tool.guarded && isDangerous(tool, project));
      if (dangerous === undefined) return [];
      return [
        {
          at: agent.human.given?.at ?? agent.at,
          message: `runs ${dangerous.name} without asking anyone`,
          confidence: dangerous.func === undefined ? 'medium' : 'high',
        },
      ];
    }),
};
const ACTS: ReadonlySet<Reach['sink']['kind']> = new Set(['code', 'shell', 'sql']);

function isDangerous(tool: Tool, project: ModuleFacts['project']): boolean {
  if (tool.func === undefined) return isRunnerName(tool.name);
  return project.reaches(tool.func).some(({ sink, certain }) => certain && ACTS.has(sink.kind));
}
