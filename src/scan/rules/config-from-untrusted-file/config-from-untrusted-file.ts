// Components, agents and teams that are loaded from configuration.

import { calledName } from '../../facts/agents.ts';
import type { ModuleFacts } from '../../facts/facts.ts';
import { isAgentModule } from '../../facts/inputs.ts';
import { siteAt } from '../../facts/judge.ts';
import { type Origin, taintOf } from '../../facts/taint.ts';
import type { CallSite } from '../../project/module.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const configFromUntrustedFile: Rule = {
  id: 'SP704',
  slug: 'config-from-untrusted-file',
  family: undefined,
  title: 'Agents are made from a file',
  why: 'A component names the class that is loaded and may hold source code that runs: whoever writes the file runs code.',
  fix: 'Load only files that are part of the program, and allow providers by name.',
  severity: 'medium',
  ...IDS.trust,
  check: (facts) =>
    isAgentModule(facts)
      ? facts.module.calls.flatMap((site): Objection[] => {
          const origin = LOADS.has(calledName(site.call.callee)) ? loadedFrom(site, facts) : 'none';
          if (origin === 'none') return [];
          return [
            {
              at: siteAt(site),
              message: 'loads a component from outside the code',
              confidence: origin === 'remote' ? 'high' : 'medium',
            },
          ];
        })
      : [],
};
/** Where the configuration comes from; `none` for one that stands in the code. */
function loadedFrom({ call, scope }: CallSite, { evaluator, project }: ModuleFacts): Origin {
  const [first] = call.args;
  if (first === undefined || evaluator.evaluate({ expr: first.value, scope }).kind === 'dict') return 'none';
  return taintOf(first.value, scope, project.taint).origin;
}

const LOADS: ReadonlySet<string> = new Set([
  'load_component',
  'load_agent',
  'load_from_config',
  'build_from_library',
  'from_config',
  'load_team',
]);
