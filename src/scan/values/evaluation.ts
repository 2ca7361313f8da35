// What the parts of evaluation ask of each other, and the values that they all make.

import type { Expr } from '../ir/ir.ts';
import type { ClassInfo, Scope, Store } from '../project/module.ts';
import type { ModuleIndex } from './modules.ts';
import { type Located, optionsOf, type Value } from './value.ts';

export interface Evaluation {
  readonly index: ModuleIndex;
  /** Subscript stores of a module, by the name of what is stored into. */
  readonly stores: Map<Scope, Map<string, Store[]>>;
  evaluate(at: Located): Value;
  classesOf(klass: ClassInfo): readonly ClassInfo[];
  /** Looks into a called function; undefined where that would go too deep. */
  follow<T>(make: () => T): T | undefined;
}

export const MAX_OPTIONS = 8;
export const MAX_SLOTS = 200;

export function unknown(at: Located): Value {
  return { kind: 'unknown', why: 'other', name: undefined, origin: at };
}

export function choice(at: Located, values: readonly Value[]): Value {
  const options = values.flatMap(optionsOf);
  const [first] = options;
  if (first === undefined || options.length > MAX_OPTIONS) return unknown(at);
  return options.length === 1 ? first : { kind: 'choice', options, origin: at };
}

/** The value of a part of what is being evaluated. */
export function inside(at: Located, expr: Expr, ev: Evaluation): Value {
  return ev.evaluate({ ...at, expr });
}
