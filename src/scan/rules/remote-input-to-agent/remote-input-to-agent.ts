// Values of requests, sockets and user interfaces that reach a message or a task.

import { inputsOf } from '../../facts/inputs.ts';
import { siteAt } from '../../facts/judge.ts';
import { taintOf } from '../../facts/taint.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const remoteInputToAgent: Rule = {
  id: 'SP501',
  slug: 'remote-input-to-agent',
  family: 'untrusted-input-to-agent',
  title: 'What a stranger sends reaches an agent',
  why: 'Whoever can send a request can tell the agent what to do with its tools.',
  fix: 'Check it, bound it, mark it as data, and keep executing agents away from it.',
  severity: 'high',
  ...IDS.input,
  check: (facts) =>
    inputsOf(facts).flatMap(({ given, method, site }): Objection[] => {
      const { origin, source } = taintOf(given.located.expr, given.located.scope, facts.project.taint);
      if (origin !== 'remote' || given.at.module !== facts.module) return [];
      const at = given.at.start >= site.call.start && given.at.end <= site.call.end ? given.at : siteAt(site);
      return [{ at, message: `${source} reaches ${method}`, confidence: 'high' }];
    }),
};
