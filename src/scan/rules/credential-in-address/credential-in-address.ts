// Passwords in connection strings, tokens in headers.

import { embeddedCredential } from '../../facts/secret-shapes.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const credentialInAddress: Rule = {
  id: 'SP103',
  slug: 'credential-in-address',
  family: 'hardcoded-secret',
  title: 'A connection string or header holds a credential',
  why: 'The password of a database or the token of a service is in the code, and is copied and logged as part of an address.',
  fix: 'Keep the credential out of the literal, and insert it from the environment.',
  severity: 'critical',
  ...IDS.secret,
  check: ({ module }) =>
    module.strings.flatMap(({ expr }): Objection[] => {
      if (expr.kind !== 'str' || embeddedCredential(expr.value) === undefined) return [];
      const at = { module, start: expr.start, end: expr.end };
      return [{ at, message: 'holds a credential', confidence: 'high', secrets: [at] }];
    }),
};
