// Teachability and memories that conversations write into.

import { callsOf, externalName, siteAt } from '../../facts/judge.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const memoryUnvalidated: Rule = {
  id: 'SP703',
  slug: 'memory-unvalidated',
  family: undefined,
  title: 'An agent learns from whatever it is told',
  why: 'What one conversation writes into memory, the next one obeys.',
  fix: 'Check what is remembered, and keep it apart by user.',
  severity: 'low',
  ...IDS.memory,
  check: (facts) =>
    callsOf(
      facts,
      /(?:^|\.)(?:Teachability|TeachableAgent|ChromaDBVectorMemory|Mem0Memory|RedisMemory|MemoryController)$/,
    )
      .filter((site) => !/beta|testing/.test(externalName(site, facts.evaluator) ?? ''))
      .map(
        (site): Objection => ({
          at: siteAt(site),
          message: 'what is said in one conversation is remembered in others',
          confidence: 'low',
        }),
      ),
};
