// What a call is given, by name: through keywords, positions, and `**` of dicts that are known.

import type { Span } from '../ir/ir.ts';
import type { CallSite, Module } from '../project/module.ts';
import type { Evaluator } from '../values/evaluate.ts';
import type { Located, Value } from '../values/value.ts';

/** A place in a file of the project. */
export interface Place extends Span {
  readonly module: Module;
}

export interface Given {
  readonly value: Value;
  readonly located: Located;
  /** The argument, with its name. */
  readonly at: Place;
}

export interface Arguments {
  /** More may be given than is seen. */
  readonly open: boolean;
  get(name: string, position?: number): Given | undefined;
  readonly positional: readonly Given[];
  readonly names: readonly string[];
}

export function argumentsOf({ call, scope }: CallSite, evaluator: Evaluator): Arguments {
  const named = new Map<string, Given>();
  const positional: Given[] = [];
  let open = false;
  for (const argument of call.args) {
    const located: Located = { expr: argument.value, scope };
    const given = givenAt(located, { ...argument, module: scope.module }, evaluator);
    if (argument.form === '**') open = spreadInto(named, located, evaluator) || open;
    else if (argument.form === '*') open = true;
    else if (argument.name === undefined) positional.push(given);
    else named.set(argument.name, given);
  }
  return {
    open,
    positional,
    names: [...named.keys()],
    get: (name, position) => named.get(name) ?? (position === undefined ? undefined : positional[position]),
  };
}

function givenAt(located: Located, { module, start, end }: Place, evaluator: Evaluator): Given {
  return {
    located,
    at: { module, start, end },
    get value() {
      return evaluator.evaluate(located);
    },
  };
}

/** Puts the entries of a `**` dict among the named arguments; true where it may hold more. */
function spreadInto(named: Map<string, Given>, located: Located, evaluator: Evaluator): boolean {
  const spread = evaluator.evaluate(located);
  if (spread.kind !== 'dict') return true;
  for (const [name, slot] of spread.slots) named.set(name, givenAt(slot.value, slot, evaluator));
  return spread.open;
}

export function placeOf(located: Located): Place {
  return { module: located.scope.module, start: located.expr.start, end: located.expr.end };
}
