// virtual_env_context given to an executor on the host.

import { argumentsOf } from '../../facts/arguments.ts';
import type { Objection, Rule } from '../../rule.ts';
import { isNone } from '../../values/value.ts';
import { IDS } from '../ids.ts';

export const venvAsIsolation: Rule = {
  id: 'SP213',
  slug: 'venv-as-isolation',
  family: undefined,
  title: 'A virtual environment is no isolation',
  why: 'It keeps packages apart, not files, processes or the network.',
  fix: 'Keep it for packages, and run the executor in a container.',
  severity: 'info',
  ...IDS.isolation,
  check: ({ executors, evaluator }) =>
    executors.flatMap(({ site, ground }): Objection[] => {
      const given = ground === 'host' ? argumentsOf(site, evaluator).get('virtual_env_context') : undefined;
      if (given === undefined || isNone(given.value) === true) return [];
      return [{ at: given.at, message: 'a virtual environment separates packages only', confidence: 'high' }];
    }),
};
