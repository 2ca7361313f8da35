// Execution that is on while nothing says whether docker is used.

import { placeOf } from '../../facts/arguments.ts';
import { dockerOf } from '../../facts/judge.ts';
import type { Objection, Rule } from '../../rule.ts';
import { addEntryFix } from '../edits.ts';
import { IDS } from '../ids.ts';

export const dockerByVersion: Rule = {
  id: 'SP204',
  slug: 'docker-by-version',
  family: 'exec-no-docker',
  title: 'Whether code runs in a container depends on the version',
  why: 'Since 0.2.8 docker is the default; before, code runs on the host when docker is missing, and AUTOGEN_USE_DOCKER decides in both.',
  fix: 'Set use_docker=True.',
  severity: 'low',
  ...IDS.isolation,
  check: ({ agents, evaluator }) =>
    agents.flatMap(({ execution, args }): Objection[] => {
      if (execution.kind !== 'dict' || dockerOf(execution, evaluator).state !== 'absent') return [];
      const given = args.get('code_execution_config');
      const literal = placeOf(execution.config.origin);
      const fix = addEntryFix(literal, 'use_docker', 'True');
      return [
        {
          at: given === undefined || given.at.module !== literal.module ? literal : execution.at,
          message: 'use_docker is not set: a container from 0.2.8 on, the host before',
          confidence: 'medium',
          ...(fix === undefined ? {} : { fix }),
        },
      ];
    }),
};
