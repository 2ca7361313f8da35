// Disk and Redis caches, and cache seeds.

import { calledName } from '../../facts/agents.ts';
import { siteAt } from '../../facts/judge.ts';
import type { Objection, Rule } from '../../rule.ts';
import { isNone } from '../../values/value.ts';
import { IDS } from '../ids.ts';

export const sharedDiskCache: Rule = {
  id: 'SP706',
  slug: 'shared-disk-cache',
  family: undefined,
  title: 'Answers come from a cache on disk',
  why: "A cached answer was decided under yesterday's rules, and a cache that others can write runs what they put there: it is a pickle.",
  fix: 'Set cache_seed=None, or keep the cache where only this program writes.',
  severity: 'info',
  ...IDS.memory,
  check: (facts) => [
    ...facts.module.calls.flatMap((site): Objection[] => {
      const { callee } = site.call;
      const isCache =
        callee.kind === 'attribute' &&
        (callee.name === 'disk' || callee.name === 'redis') &&
        calledName(callee.object) === 'Cache';
      return isCache
        ? [{ at: siteAt(site), message: 'answers are read from a shared cache', confidence: 'medium' }]
        : [];
    }),
    ...facts.module.dicts.flatMap(({ expr, scope }) =>
      expr.entries.flatMap(({ key, value, start, end }): Objection[] => {
        if (key?.kind !== 'str' || key.value !== 'cache_seed') return [];
        const isOn =
          facts.evaluator.evaluate({ expr: value, scope }).kind === 'known' &&
          isNone(facts.evaluator.evaluate({ expr: value, scope })) !== true;
        return isOn
          ? [
              {
                at: { module: facts.module, start, end },
                message: 'answers are cached on disk',
                confidence: 'high',
              },
            ]
          : [];
      }),
    ),
  ],
};
