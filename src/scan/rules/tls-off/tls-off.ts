// verify=False, and http addresses of models and tools that are not on this machine.

import type { ModuleFacts } from '../../facts/facts.ts';
import { isAgentModule } from '../../facts/inputs.ts';
import { isLoopback } from '../../facts/judge.ts';
import type { Expr } from '../../ir/ir.ts';
import type { CallSite } from '../../project/module.ts';
import type { Objection, Rule } from '../../rule.ts';
import { textsOf } from '../../values/value.ts';
import { IDS } from '../ids.ts';

export const tlsOff: Rule = {
  id: 'SP701',
  slug: 'tls-off',
  family: undefined,
  title: 'A connection is not protected',
  why: 'Whoever is on the way reads keys and prompts, and writes the answers.',
  fix: 'Use https and leave verification on.',
  severity: 'medium',
  ...IDS.transport,
  check: (facts) =>
    isAgentModule(facts)
      ? facts.module.keywords
          .flatMap(({ argument, site }): Objection[] =>
            pair(argument.name, argument.value, { facts, site, start: argument.start, end: argument.end }),
          )
          .concat(
            facts.module.dicts.flatMap(({ expr, scope }) =>
              expr.entries.flatMap(({ key, value, start, end }) =>
                key?.kind === 'str' ? pair(key.value, value, { facts, site: { scope }, start, end }) : [],
              ),
            ),
          )
      : [],
};
const ADDRESSES: ReadonlySet<string> = new Set([
  'base_url',
  'api_base',
  'azure_endpoint',
  'endpoint',
  'host',
]);

interface At {
  readonly facts: ModuleFacts;
  readonly site: Pick<CallSite, 'scope'>;
  readonly start: number;
  readonly end: number;
}

function pair(name: string | undefined, expr: Expr, { facts, site, start, end }: At): Objection[] {
  const at = { module: facts.module, start, end };
  if ((name === 'verify' || name === 'verify_ssl') && expr.kind === 'constant' && expr.value === false)
    return [{ at, message: 'certificates are not checked', confidence: 'high' }];
  if (name === undefined || !ADDRESSES.has(name)) return [];
  const remote = textsOf(facts.evaluator.evaluate({ expr, scope: site.scope })).some(
    (url) => url.startsWith('http://') && !isLoopback(url),
  );
  return remote ? [{ at, message: `${name} is reached without TLS`, confidence: 'high' }] : [];
}
