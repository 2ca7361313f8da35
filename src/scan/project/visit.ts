// What is in an expression: calls, dicts, texts and the names that it binds, recorded where they stand.

import { childrenOf } from '../ir/children.ts';
import type { Expr, Parameter } from '../ir/ir.ts';
import { bind, bindParts, type Place } from './bindings.ts';
import type { CallSite, FunctionInfo, Scope } from './module.ts';

/** Records what is in an expression. Its own stack: expressions nest deeper than statements. */
export function visit(expression: Expr, place: Place): void {
  const open: { expr: Expr; scope: Scope }[] = [{ expr: expression, scope: place.scope }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const inner = record(next.expr, next.scope, place);
    const children = childrenOf(next.expr);
    for (let at = children.length - 1; at >= 0; at -= 1) {
      const expr = children[at];
      if (expr !== undefined) open.push({ expr, scope: inner });
    }
  }
}

/** Answers the scope that the children are read in. */
function record(expr: Expr, scope: Scope, place: Place): Scope {
  const { module } = scope;
  switch (expr.kind) {
    case 'call':
      recordCall({ call: expr, scope, loop: place.loop });
      return scope;
    case 'dict':
      module.dicts.push({ expr, scope });
      return scope;
    case 'str':
    case 'fstring':
      module.strings.push({ expr, scope });
      return scope;
    case 'walrus':
      bind(expr.name, { kind: 'value', value: expr.value }, expr.start, { ...place, scope });
      return scope;
    case 'comprehension':
      for (const [index, target] of expr.targets.entries())
        bindParts(target, expr.sources[index] ?? target, { ...place, scope, sure: false });
      return scope;
    case 'lambda':
      return lambdaScope(expr.parameters, scope);
    default:
      return scope;
  }
}

function recordCall(site: CallSite): void {
  const { call, scope } = site;
  scope.module.calls.push(site);
  for (const argument of call.args)
    if (argument.name !== undefined) scope.module.keywords.push({ argument, site });
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent)
    if (at.func !== at.parent?.func) at.func?.calls.push(site);
}

function lambdaScope(parameters: readonly Parameter[], scope: Scope): Scope {
  const own: Scope = { ...scope, kind: 'function', parent: scope, names: new Map() };
  bindParameters(parameters, own, undefined);
  return own;
}

/** Binds parameters in the scope of their function; their presets belong to the scope around it. */
export function bindParameters(
  parameters: readonly Parameter[],
  own: Scope,
  func: FunctionInfo | undefined,
): void {
  for (const parameter of parameters) {
    const outside = own.parent ?? own;
    if (parameter.preset !== undefined) visit(parameter.preset, { scope: outside, sure: true, loop: 'none' });
    const place: Place = { scope: own, sure: true, loop: 'none' };
    bind(parameter.name, { kind: 'parameter', parameter, func }, parameter.start, place);
  }
}
