// How names come to mean something: the one place that writes into scopes.

import type { Expr } from '../ir/ir.ts';
import type { Binding, CallSite, Meaning, Scope } from './module.ts';

/** Where a statement or expression stands. */
export interface Place {
  readonly scope: Scope;
  /** False inside of a branch or loop. */
  readonly sure: boolean;
  readonly loop: CallSite['loop'];
}

export function bind(name: string, meaning: Meaning, at: number, { scope, sure }: Place): void {
  const isGlobal = scope.func?.globals.has(name) === true;
  const owner = isGlobal ? scope.module.scope : scope;
  const list = owner.names.get(name);
  const binding: Binding = { meaning, scope, at, sure: sure && !isGlobal };
  if (list === undefined) owner.names.set(name, [binding]);
  else list.push(binding);
}

/** Binds the names of a pattern to parts of a value, or to the items of a literal one by one. */
export function bindParts(target: Expr, of: Expr, place: Place): void {
  if (target.kind === 'name') bind(target.name, { kind: 'part', of, index: undefined }, target.start, place);
  if (target.kind !== 'sequence') return;
  for (const [index, item] of target.items.entries()) {
    if (item.kind !== 'name') continue;
    const literal = of.kind === 'sequence' ? of.items[index] : undefined;
    const meaning: Meaning =
      literal === undefined ? { kind: 'part', of, index } : { kind: 'value', value: literal };
    bind(item.name, meaning, item.start, place);
  }
}

/** Whether a name is the object whose method this is. */
export function isSelf(expr: Expr, scope: Scope): boolean {
  return expr.kind === 'name' && scope.klass !== undefined && (expr.name === 'self' || expr.name === 'cls');
}
