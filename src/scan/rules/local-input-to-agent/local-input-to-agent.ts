// Console input, arguments, files and parameters that reach a message or a task.

import { inputsOf } from '../../facts/inputs.ts';
import { taintOf } from '../../facts/taint.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const localInputToAgent: Rule = {
  id: 'SP503',
  slug: 'local-input-to-agent',
  family: 'untrusted-input-to-agent',
  title: 'A person at the machine, a file or a caller decides what an agent is told',
  why: 'It is harmless while only its author runs it, and stops being so when it becomes part of a service.',
  fix: 'Check it where it enters, before others can reach it.',
  severity: 'low',
  ...IDS.input,
  check: (facts) =>
    inputsOf(facts).flatMap(({ given, method }): Objection[] => {
      const { origin, source } = taintOf(given.located.expr, given.located.scope, facts.project.taint);
      if (origin === 'local')
        return [{ at: given.at, message: `${source} reaches ${method}`, confidence: 'medium' }];
      return origin === 'parameter' && !/^(?:ctx|context|cancellation_token)$/.test(source)
        ? [
            {
              at: given.at,
              message: `the caller decides: ${source} reaches ${method}`,
              confidence: 'low',
              severity: 'info',
            },
          ]
        : [];
    }),
};
