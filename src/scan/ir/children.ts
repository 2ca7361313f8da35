// The expressions that an expression is made of.

import type { Expr } from './ir.ts';

/** The parts of an expression, one level down. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'call':
      return [expr.callee, ...expr.args.map(({ value }) => value)];
    case 'dict':
      return expr.entries.flatMap(({ key, value }) => (key === undefined ? [value] : [key, value]));
    case 'attribute':
      return [expr.object];
    case 'fstring':
    case 'other':
      return expr.parts;
    case 'sequence':
      return expr.items;
    case 'subscript':
      return [expr.object, expr.index];
    case 'binary':
    case 'either':
      return [expr.left, expr.right];
    case 'not':
    case 'star':
      return [expr.operand];
    case 'conditional':
      return [expr.whenTrue, expr.test, expr.otherwise];
    case 'lambda':
      return [expr.body];
    case 'walrus':
      return [expr.value];
    case 'comprehension':
      return [expr.element, ...expr.sources];
    case 'str':
    case 'name':
    case 'number':
    case 'constant':
      return [];
  }
}
