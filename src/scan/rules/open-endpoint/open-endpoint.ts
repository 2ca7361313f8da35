// Servers of agents bound to all addresses, shared publicly, or open to every origin.

import type { ModuleFacts } from '../../facts/facts.ts';
import { isAgentModule } from '../../facts/inputs.ts';
import type { Objection, Rule } from '../../rule.ts';
import { knownText, truthOf, type Value } from '../../values/value.ts';
import { IDS } from '../ids.ts';

export const openEndpoint: Rule = {
  id: 'SP702',
  slug: 'open-endpoint',
  family: undefined,
  title: 'An endpoint of agents is open to everyone',
  why: 'Whoever can reach it can use the agents, their keys and their tools.',
  fix: 'Bind to the loopback address, ask for a key, and name the origins.',
  severity: 'medium',
  ...IDS.access,
  check: (facts) =>
    isAgentModule(facts)
      ? facts.module.keywords.flatMap(({ argument, site }): Objection[] => {
          const value = facts.evaluator.evaluate({ expr: argument.value, scope: site.scope });
          const message = openness(argument.name, value, facts);
          const at = { module: facts.module, start: argument.start, end: argument.end };
          return message === undefined ? [] : [{ at, message, confidence: 'medium' }];
        })
      : [],
};
function openness(name: string | undefined, value: Value, { evaluator }: ModuleFacts): string | undefined {
  switch (name) {
    case 'host':
    case 'server_name':
      return /^(?:0\.0\.0\.0|::)$/.test(knownText(value) ?? '') ? 'bound to every address' : undefined;
    case 'share':
      return truthOf(value) === true ? 'shared on a public address' : undefined;
    case 'allow_origins':
    case 'cors_allowed_origins': {
      const origins =
        value.kind === 'list'
          ? value.items.map((item) => knownText(evaluator.evaluate(item)))
          : [knownText(value)];
      return origins.includes('*') ? 'open to every origin' : undefined;
    }
    default:
      return undefined;
  }
}
