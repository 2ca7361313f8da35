// UserProxyAgent without code_execution_config.

import type { Objection, Rule } from '../../rule.ts';
import { addArgumentFix } from '../edits.ts';
import { IDS } from '../ids.ts';

export const executionByDefault: Rule = {
  id: 'SP208',
  slug: 'execution-by-default',
  family: undefined,
  title: 'An agent executes code by default',
  why: 'UserProxyAgent executes code by default: an agent that was made to talk runs what it is told.',
  fix: 'Set code_execution_config=False, or say how it should run.',
  severity: 'medium',
  ...IDS.isolation,
  check: ({ agents }) =>
    agents.flatMap(({ execution, className, at, human }): Objection[] => {
      if (execution.kind !== 'default') return [];
      const fix = addArgumentFix(at, 'code_execution_config', 'False');
      return [
        {
          at,
          message: `${className}: code execution is on by default`,
          confidence: 'medium',
          // A person who is asked each turn sees the code before it runs.
          ...(human.mode === 'NEVER' ? {} : { severity: 'low' as const }),
          ...(fix === undefined ? {} : { fix: { ...fix, safety: 'unsafe' as const } }),
        },
      ];
    }),
};
