// Tools whose parameters become part of SQL.

import { siteAt, toolReaches } from '../../facts/judge.ts';
import type { Reach } from '../../facts/reach.ts';
import { isRunnerName, wordOf } from '../../facts/sinks.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const toolRunsRawSql: Rule = {
  id: 'SP603',
  slug: 'tool-runs-raw-sql',
  family: 'dangerous-tool',
  title: 'A tool runs SQL that the model writes',
  why: 'The model reads, changes and drops whatever the account of the tool may.',
  fix: 'Give values as parameters, use an account that may only read, and list the statements.',
  severity: 'high',
  ...IDS.sql,
  check: (facts) => [
    ...toolReaches(facts, KINDS).flatMap(({ tool, reach }): Objection[] => {
      const isForwarded = reach.sink.kind === 'forwarded';
      if (isForwarded && reach.parameters.every((name) => wordOf(name) !== 'sql')) return [];
      return [
        {
          at: siteAt(reach.site),
          message: `${tool.name}: ${reach.parameters.join(', ')} becomes SQL in ${reach.sink.name}`,
          confidence: tool.guarded ? 'low' : isForwarded ? 'medium' : 'high',
        },
      ];
    }),
    ...facts.tools
      .filter(({ func, name }) => func === undefined && isRunnerName(name) && /sql|query/i.test(name))
      .map(
        ({ at, name, guarded }): Objection => ({
          at,
          message: `${name} runs the SQL that it is given, by its name`,
          confidence: guarded ? 'low' : 'medium',
        }),
      ),
  ],
};
const KINDS: ReadonlySet<Reach['sink']['kind']> = new Set(['sql', 'forwarded']);
