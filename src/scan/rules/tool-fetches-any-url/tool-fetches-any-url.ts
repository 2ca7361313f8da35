// Tools whose parameters reach an HTTP request without a check of the address.

import { calledName } from '../../facts/agents.ts';
import { siteAt, toolReaches } from '../../facts/judge.ts';
import type { Reach } from '../../facts/reach.ts';
import type { Expr } from '../../ir/ir.ts';
import type { FunctionInfo } from '../../project/module.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const toolFetchesAnyUrl: Rule = {
  id: 'SP606',
  slug: 'tool-fetches-any-url',
  family: undefined,
  title: 'A tool fetches any address that the model names',
  why: "The model reaches what only this machine can: metadata, internal services, other people's files; and sends data out.",
  fix: 'Take the host from a list.',
  severity: 'medium',
  ...IDS.address,
  check: (facts) =>
    toolReaches(facts, KINDS)
      .filter(({ tool }) => !checksHost(tool.func))
      .filter(({ reach }) => reach.sink.subjects.some(isOwnAddress))
      .map(
        ({ tool, reach }): Objection => ({
          at: siteAt(reach.site),
          message: `${tool.name}: ${reach.parameters.join(', ')} decides what is fetched`,
          confidence: 'medium',
        }),
      ),
};
const KINDS: ReadonlySet<Reach['sink']['kind']> = new Set(['url']);

function checksHost(func: FunctionInfo | undefined): boolean {
  return (
    func?.calls.some(({ call }) =>
      /^(?:urlparse|urlsplit|is_allowed\w*|validate_url)$/.test(calledName(call.callee)),
    ) === true
  );
}

/** An address whose host is a literal is not the model's to choose. */
function isOwnAddress(expr: Expr): boolean {
  const first = expr.kind === 'fstring' ? expr.parts[0] : expr.kind === 'binary' ? expr.left : expr;
  return !(first?.kind === 'str' && /^https?:\/\/[^/]+\//.test(first.value));
}
