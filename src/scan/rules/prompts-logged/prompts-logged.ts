// The runtime logging of AutoGen.

import { callsOf, siteAt } from '../../facts/judge.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const promptsLogged: Rule = {
  id: 'SP709',
  slug: 'prompts-logged',
  family: undefined,
  title: 'Requests are stored with everything in them',
  why: 'Prompts, answers and the configuration, with its keys, lie in a file or database in clear.',
  fix: 'Log where access is bounded, and drop what is secret.',
  severity: 'low',
  ...IDS.secretInLog,
  check: (facts) =>
    callsOf(facts, /(?:^|\.)runtime_logging\.start$/).map(
      (site): Objection => ({ at: siteAt(site), message: 'whole requests are stored', confidence: 'high' }),
    ),
};
