// MagenticOne and create_default_code_executor without a say about where code runs.

import { callsOf, siteAt } from '../../facts/judge.ts';
import type { Objection, Rule } from '../../rule.ts';
import { isNone } from '../../values/value.ts';
import { IDS } from '../ids.ts';

export const magenticLocalFallback: Rule = {
  id: 'SP212',
  slug: 'magentic-local-fallback',
  family: undefined,
  title: 'MagenticOne falls back to the host',
  why: 'Without an executor MagenticOne takes docker if it is there and the host if it is not, with a warning only.',
  fix: 'Give it a DockerCommandLineCodeExecutor.',
  severity: 'medium',
  ...IDS.isolation,
  check: (facts) => [
    ...facts.teams.flatMap(({ className, args, at }): Objection[] => {
      if (className !== 'MagenticOne' || args.open) return [];
      const given = args.get('code_executor');
      if (given !== undefined && isNone(given.value) !== true) return [];
      return [{ at, message: 'code runs on the host where docker is missing', confidence: 'medium' }];
    }),
    ...callsOf(facts, /(?:^|\.)create_default_code_executor$/).map(
      (site): Objection => ({
        at: siteAt(site),
        message: 'falls back to the host where docker is missing',
        confidence: 'medium',
      }),
    ),
  ],
};
