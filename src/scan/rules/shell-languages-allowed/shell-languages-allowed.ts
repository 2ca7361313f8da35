// Executors that allow shell languages, or hand functions to generated code.

import { argumentsOf } from '../../facts/arguments.ts';
import type { Objection, Rule } from '../../rule.ts';
import { truthOf } from '../../values/value.ts';
import { IDS } from '../ids.ts';

export const shellLanguagesAllowed: Rule = {
  id: 'SP211',
  slug: 'shell-languages-allowed',
  family: undefined,
  title: 'The executor accepts more than it needs',
  why: 'Each language, and each function that is put beside generated code, is one more way to act.',
  fix: 'Allow the one language that is needed.',
  severity: 'low',
  ...IDS.isolation,
  check: ({ executors, evaluator }) =>
    executors.flatMap(({ site }): Objection[] => {
      const args = argumentsOf(site, evaluator);
      const policies = args.get('execution_policies');
      const allowed =
        policies?.value.kind === 'dict'
          ? [...policies.value.slots].filter(
              ([name, slot]) =>
                SHELLS.has(name.toLowerCase()) && truthOf(evaluator.evaluate(slot.value)) === true,
            )
          : [];
      const functions = args.get('functions');
      return [
        ...(policies !== undefined && allowed.length > 0
          ? [{ at: policies.at, message: 'shell languages are allowed', confidence: 'high' as const }]
          : []),
        ...(functions !== undefined && truthOf(functions.value) === true
          ? [
              {
                at: functions.at,
                message: 'functions of this process are given to generated code',
                confidence: 'medium' as const,
              },
            ]
          : []),
      ];
    }),
};
const SHELLS: ReadonlySet<string> = new Set([
  'bash',
  'shell',
  'sh',
  'pwsh',
  'powershell',
  'ps1',
  'javascript',
  'html',
  'css',
]);
