// Whether a value rests on what a caller passes in: on the parameters of the function around it.

import { childrenOf } from '../ir/children.ts';
import type { Expr } from '../ir/ir.ts';
import type { FunctionInfo, Scope } from '../project/module.ts';
import { calledName } from './agents.ts';

/** Calls whose result can not carry a text of the caller. */
const NARROWING: ReadonlySet<string> = new Set([
  'int',
  'float',
  'bool',
  'len',
  'literal_eval',
  'isinstance',
  'hash',
  'UUID',
  'Decimal',
  'isdigit',
  'ord',
  'round',
]);
const MAX_STEPS = 2_000;

/**
 * The names of the parameters of `func` that an expression rests on; all that are in `tainted`. Follows names that
 * the function assigns. Bounded in steps: beyond them the answer is what was found so far.
 */
export function parametersIn(
  expr: Expr,
  scope: Scope,
  func: FunctionInfo,
  tainted: ReadonlySet<string>,
): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<Expr>();
  const open: { expr: Expr; scope: Scope }[] = [{ expr, scope }];
  for (let next = open.pop(); next !== undefined && seen.size < MAX_STEPS; next = open.pop()) {
    const { expr: at } = next;
    if (seen.has(at)) continue;
    seen.add(at);
    if (at.kind === 'call' && NARROWING.has(calledName(at.callee))) continue;
    if (at.kind === 'name') {
      open.push(...valuesOf(at.name, next.scope, func, tainted, found));
      continue;
    }
    for (const child of childrenOf(at)) open.push({ expr: child, scope: next.scope });
  }
  return found;
}

function valuesOf(
  name: string,
  scope: Scope,
  func: FunctionInfo,
  ...[tainted, found]: [ReadonlySet<string>, Set<string>]
): { expr: Expr; scope: Scope }[] {
  for (let at: Scope | undefined = scope; at !== undefined && at.func !== undefined; at = at.parent) {
    const bindings = at.names.get(name);
    if (bindings === undefined) continue;
    return bindings.flatMap(({ meaning, scope: inner }) => {
      if (meaning.kind === 'parameter' && meaning.func === func && tainted.has(name)) found.add(name);
      if (meaning.kind === 'value') return [{ expr: meaning.value, scope: inner }];
      if (meaning.kind === 'part') return [{ expr: meaning.of, scope: inner }];
      return [];
    });
  }
  return [];
}
