// Literals in the shape of a known key, wherever they stand, but for those that are credentials by their position.

import { credentialsOf } from '../../facts/credentials.ts';
import { providerKeyIn } from '../../facts/secret-shapes.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const providerKeyLiteral: Rule = {
  id: 'SP102',
  slug: 'provider-key-literal',
  family: 'hardcoded-secret',
  title: 'A text looks like a provider key',
  why: 'A key with a published shape is found by anybody who searches for it, wherever in the code it stands.',
  fix: 'Read it from the environment and have the provider revoke this one.',
  severity: 'critical',
  ...IDS.secret,
  check: ({ module, evaluator }) => {
    const byPosition = new Set(credentialsOf(module, evaluator).map(({ at }) => at.start));
    return module.strings.flatMap(({ expr }): Objection[] => {
      if (expr.kind !== 'str' || byPosition.has(expr.start)) return [];
      const key = providerKeyIn(expr.value);
      if (key === undefined) return [];
      const at = { module, start: expr.start, end: expr.end };
      return [{ at, message: `looks like a key of ${key.provider}`, confidence: 'high', secrets: [at] }];
    });
  },
};
