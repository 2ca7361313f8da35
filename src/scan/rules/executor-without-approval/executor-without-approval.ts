// CodeExecutorAgent without approval_func in a team without a person.

import type { Objection, Rule } from '../../rule.ts';
import { isNone } from '../../values/value.ts';
import { IDS } from '../ids.ts';

export const executorWithoutApproval: Rule = {
  id: 'SP303',
  slug: 'executor-without-approval',
  family: 'no-human-oversight',
  title: 'A code executor agent has no approval function',
  why: 'It runs every code block that any agent of the team writes.',
  fix: 'Give it an approval_func that asks a person.',
  severity: 'high',
  ...IDS.oversight,
  check: ({ agents, project, teams }) =>
    agents.flatMap(({ className, library, args, at, site }): Objection[] => {
      if (className !== 'CodeExecutorAgent' || library !== 'autogen-0.4') return [];
      const given = args.get('approval_func');
      if (args.open || (given !== undefined && isNone(given.value) !== true)) return [];
      const home = teams.filter(({ members }) => members.some((member) => member.site === site));
      if (home.some(({ hasHuman }) => hasHuman)) return [];
      const mayBeThere =
        home.length === 0 &&
        project.agents.some((agent) => agent.module === at.module && agent.className === 'UserProxyAgent');
      return [
        {
          at,
          message: 'runs generated code without an approval function',
          confidence: mayBeThere ? 'low' : 'high',
        },
      ];
    }),
};
