// Credentials that reach print or a logger.

import { calledName } from '../../facts/agents.ts';
import { isCredentialName } from '../../facts/secret-shapes.ts';
import { childrenOf } from '../../ir/children.ts';
import type { Expr } from '../../ir/ir.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const secretLogged: Rule = {
  id: 'SP105',
  slug: 'secret-logged',
  family: undefined,
  title: 'A credential is printed or logged',
  why: 'Logs are kept longer, copied further and read by more people than the secret was meant for.',
  fix: 'Log that it is there, not what it is.',
  severity: 'medium',
  ...IDS.secretInLog,
  check: ({ module }) =>
    module.calls.flatMap(({ call }): Objection[] => {
      if (!LOGS.has(calledName(call.callee))) return [];
      const name = call.args.map(({ value }) => shownName(value)).find((each) => each !== undefined);
      const at = { module, start: call.start, end: call.end };
      return name === undefined ? [] : [{ at, message: `shows ${name}`, confidence: 'medium' }];
    }),
};
const LOGS: ReadonlySet<string> = new Set([
  'print',
  'pprint',
  'debug',
  'info',
  'warning',
  'error',
  'exception',
  'critical',
  'log',
]);

/** The credential's name that is shown whole: a length, a slice or a test of it shows nothing. */
function shownName(expr: Expr): string | undefined {
  if (expr.kind === 'name' || expr.kind === 'attribute')
    return isCredentialName(expr.name) ? expr.name : undefined;
  if (expr.kind === 'subscript' && expr.index.kind === 'str')
    return isCredentialName(expr.index.value) ? expr.index.value : undefined;
  if (expr.kind !== 'fstring' && expr.kind !== 'binary') return undefined;
  return childrenOf(expr)
    .map(shownName)
    .find((each) => each !== undefined);
}
