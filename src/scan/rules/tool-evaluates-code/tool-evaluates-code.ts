// Tools whose parameters reach eval, exec, compile, a kernel or an interpreter.

import { siteAt, toolReaches } from '../../facts/judge.ts';
import type { Reach } from '../../facts/reach.ts';
import { isRunnerName, wordOf } from '../../facts/sinks.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const toolEvaluatesCode: Rule = {
  id: 'SP601',
  slug: 'tool-evaluates-code',
  family: 'dangerous-tool',
  title: 'A tool evaluates what the model passes in',
  why: 'The model, or whoever can write into its context, runs any code in this process.',
  fix: 'Parse the few forms that are needed, or run the code in a container.',
  severity: 'critical',
  ...IDS.code,
  check: (facts) => [
    ...toolReaches(facts, KINDS).flatMap(({ tool, reach }): Objection[] => {
      const isForwarded = reach.sink.kind === 'forwarded';
      if (isForwarded && reach.parameters.every((name) => wordOf(name) !== 'code')) return [];
      return [
        {
          at: siteAt(reach.site),
          message: isForwarded
            ? `${tool.name} hands ${reach.parameters.join(', ')} on to ${reach.sink.name}`
            : `${tool.name}: ${reach.parameters.join(', ')} reaches ${reach.sink.name}`,
          confidence: tool.guarded ? 'low' : isForwarded ? 'medium' : 'high',
          ...(isForwarded ? { severity: 'high' as const } : {}),
        },
      ];
    }),
    ...facts.tools
      .filter(
        ({ func, name, value }) =>
          func === undefined && value.kind !== 'made' && isRunnerName(name) && !/sql|query/i.test(name),
      )
      .map(
        ({ at, name, guarded }): Objection => ({
          at,
          message: `${name} runs what it is given, by its name`,
          confidence: guarded ? 'low' : 'medium',
          severity: 'high',
        }),
      ),
  ],
};
const KINDS: ReadonlySet<Reach['sink']['kind']> = new Set(['code', 'forwarded']);
