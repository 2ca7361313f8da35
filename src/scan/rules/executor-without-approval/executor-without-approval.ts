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
  check: ({ agents, project }) => {
    const hasPerson = agents.some(({ className }) => className === 'UserProxyAgent');
    return agents.flatMap((agent): Objection[] => {
      const { className, library, args, at } = agent;
      if (className !== 'CodeExecutorAgent' || library !== 'autogen-0.4') return [];
      const given = args.get('approval_func');
      if (args.open || (given !== undefined && isNone(given.value) !== true)) return [];
      const home = project.teamsOf(agent);
      if (home.some(({ hasHuman }) => hasHuman)) return [];
      const confidence = home.length === 0 && hasPerson ? 'low' : 'high';
      return [{ at, message: 'runs generated code without an approval function', confidence }];
    });
  },
};
