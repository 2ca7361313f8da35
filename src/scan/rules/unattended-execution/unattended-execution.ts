// Agents that execute code and never ask anybody.

import { placeOf } from '../../facts/arguments.ts';
import { executes } from '../../facts/execution.ts';
import type { Objection, Rule } from '../../rule.ts';
import { replaceFix } from '../edits.ts';
import { IDS } from '../ids.ts';

export const unattendedExecution: Rule = {
  id: 'SP301',
  slug: 'unattended-execution',
  family: 'no-human-oversight',
  title: 'Code that a model wrote runs without asking anyone',
  why: 'The first person to see the code is whoever investigates afterwards.',
  fix: 'Set human_input_mode="ALWAYS", or ask before execution.',
  severity: 'high',
  ...IDS.oversight,
  check: ({ agents }) =>
    agents.flatMap(({ execution, human, at, args, sure }): Objection[] => {
      if (human.mode !== 'NEVER' || !executes(execution)) return [];
      const certain =
        sure && (execution.kind === 'default' || !('certain' in execution) || execution.certain);
      const isLiteral = human.given?.located.expr.kind === 'str';
      return [
        {
          at: human.given?.at ?? args.get('code_execution_config')?.at ?? at,
          message: 'executes generated code without asking anyone (human_input_mode NEVER)',
          confidence: certain && execution.kind !== 'default' ? 'high' : 'medium',
          ...(human.given !== undefined && isLiteral
            ? { fix: replaceFix(placeOf(human.given.located), '"ALWAYS"', 'unsafe') }
            : {}),
        },
      ];
    }),
};
