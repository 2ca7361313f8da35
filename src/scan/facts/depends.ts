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
const MAX_BINDINGS = 100;

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
  const names = new Map<Scope, Set<string>>();
  const open: Part[] = [{ expr, scope }];
  for (let next = open.pop(); next !== undefined && seen.size < MAX_STEPS; next = open.pop()) {
    const { expr: at } = next;
    if (seen.has(at)) continue;
    seen.add(at);
    if (at.kind !== 'name') open.push(...partsOf(next));
    else if (!isKnown(at.name, next.scope, names))
      open.push(...valuesOf(at.name, next.scope, func, tainted, found));
  }
  return found;
}

interface Part {
  readonly expr: Expr;
  readonly scope: Scope;
}

function partsOf({ expr, scope }: Part): readonly Part[] {
  if (expr.kind === 'call' && NARROWING.has(calledName(expr.callee))) return [];
  return childrenOf(expr).map((child) => ({ expr: child, scope }));
}

/** A name is followed once: all that it is ever given is looked at then. */
function isKnown(name: string, scope: Scope, names: Map<Scope, Set<string>>): boolean {
  const known = names.get(scope) ?? new Set();
  names.set(scope, known);
  if (known.has(name)) return true;
  known.add(name);
  return false;
}

function valuesOf(
  name: string,
  scope: Scope,
  func: FunctionInfo,
  ...[tainted, found]: [ReadonlySet<string>, Set<string>]
): readonly Part[] {
  for (let at: Scope | undefined = scope; at !== undefined && at.func !== undefined; at = at.parent) {
    const bindings = at.names.get(name);
    if (bindings === undefined) continue;
    return bindings.slice(-MAX_BINDINGS).flatMap(({ meaning, scope: inner }) => {
      if (meaning.kind === 'parameter' && meaning.func === func && tainted.has(name)) found.add(name);
      if (meaning.kind === 'value') return [{ expr: meaning.value, scope: inner }];
      if (meaning.kind === 'part') return [{ expr: meaning.of, scope: inner }];
      return [];
    });
  }
  return [];
}
