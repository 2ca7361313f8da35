// eval and exec of anything but a literal, outside of tools, in files that work with agents.

import { calledName } from '../../facts/agents.ts';
import type { ModuleFacts } from '../../facts/facts.ts';
import { isAgentModule } from '../../facts/inputs.ts';
import { isToolFunction, siteAt } from '../../facts/judge.ts';
import { sinkOf } from '../../facts/sinks.ts';
import type { Expr } from '../../ir/ir.ts';
import type { CallSite } from '../../project/module.ts';
import type { Objection, Rule } from '../../rule.ts';
import { optionsOf } from '../../values/value.ts';
import { IDS } from '../ids.ts';

export const modelOutputExecuted: Rule = {
  id: 'SP612',
  slug: 'model-output-executed',
  family: 'dangerous-tool',
  title: 'Text is executed in a file of agents',
  why: 'What a model answered becomes code of this process.',
  fix: 'Run it in a container, or parse the few forms that are needed.',
  severity: 'high',
  ...IDS.output,
  check: (facts) =>
    isAgentModule(facts)
      ? facts.module.calls.flatMap((site): Objection[] => {
          const sink = sinkOf(site, facts.evaluator);
          if (sink?.kind !== 'code' || !/^(?:builtins\.)?(?:eval|exec)$/.test(sink.name)) return [];
          const [subject] = sink.subjects;
          if (
            subject === undefined ||
            isFixed(subject, site, facts) ||
            isToolFunction(site.scope.func, facts)
          )
            return [];
          return [
            {
              at: siteAt(site),
              message: `${sink.name} of a text that is not in the code`,
              confidence: 'medium',
            },
          ];
        })
      : [],
};
/** A literal, or what a whitelist has read. */
function isFixed(subject: Expr, { scope }: CallSite, { evaluator }: ModuleFacts): boolean {
  const value = evaluator.evaluate({ expr: subject, scope });
  if (optionsOf(value).every(({ kind }) => kind === 'known')) return true;
  return (
    scope.func?.calls.some(
      ({ call }) => calledName(call.callee) === 'isinstance' || calledName(call.callee) === 'literal_eval',
    ) === true
  );
}
