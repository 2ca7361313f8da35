// Literals in the position of a credential, whatever their shape: arguments, dict values, variables, defaults and fallbacks.

import { credentialsOf } from '../../facts/credentials.ts';
import type { Rule } from '../../rule.ts';
import { environmentFix } from '../edits.ts';
import { IDS } from '../ids.ts';

export const literalCredential: Rule = {
  id: 'SP101',
  slug: 'literal-credential',
  family: 'hardcoded-secret',
  title: 'A credential is written into the code',
  why: 'Whoever reads the code, its history or its logs has the key, and it cannot be changed without a release.',
  fix: 'Read it from the environment or a secret store.',
  severity: 'critical',
  ...IDS.secret,
  check: ({ module, evaluator }) =>
    credentialsOf(module, evaluator).map(({ name, at, sure }) => ({
      at,
      message: `${name} is a literal`,
      confidence: sure ? 'high' : 'medium',
      secrets: [at],
      fix: environmentFix(name, at),
    })),
};
