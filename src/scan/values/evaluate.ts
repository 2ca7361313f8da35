// Follows values through names, dicts, calls, attributes and imports, a bounded number of steps, without running anything.

import type { Expr } from '../ir/ir.ts';
import type { ClassInfo, Scope, Store } from '../project/module.ts';
import { callValue } from './calls.ts';
import { dictValue, listValue, subscriptValue } from './collections.ts';
import { type Evaluation, unknown } from './evaluation.ts';
import { attributeValue } from './members.ts';
import type { ModuleIndex } from './modules.ts';
import { nameValue } from './names.ts';
import { joinedText, operatorValue } from './operators.ts';
import type { Located, Value } from './value.ts';

const MAX_DEPTH = 24;
const MAX_CALLS_DEEP = 3;
/** Steps of one question through functions that are called with known arguments, which nothing remembers. */
const MAX_STEPS = 4_000;
const MAX_CLASSES = 20;

export class Evaluator implements Evaluation {
  readonly index: ModuleIndex;
  readonly stores = new Map<Scope, Map<string, Store[]>>();
  readonly #memo = new Map<Expr, Value>();
  #depth = 0;
  #steps = 0;
  #calls = 0;

  constructor(index: ModuleIndex) {
    this.index = index;
  }

  /** What is known of an expression. INVARIANT: ends, also for values that refer to themselves. */
  evaluate(at: Located): Value {
    const known = at.given === undefined ? this.#memo.get(at.expr) : undefined;
    if (known !== undefined) return known;
    if (this.#depth === 0) this.#steps = 0;
    this.#steps += 1;
    if (this.#depth >= MAX_DEPTH || this.#steps > MAX_STEPS) return unknown(at);
    this.#depth += 1;
    // Whoever asks again while this is worked out gets the answer that ends the circle.
    if (at.given === undefined) this.#memo.set(at.expr, unknown(at));
    const value = this.#compute(at);
    this.#depth -= 1;
    if (at.given === undefined) this.#memo.set(at.expr, value);
    return value;
  }

  follow<T>(make: () => T): T | undefined {
    if (this.#calls >= MAX_CALLS_DEEP) return undefined;
    this.#calls += 1;
    const made = make();
    this.#calls -= 1;
    return made;
  }

  #compute(at: Located): Value {
    const { expr } = at;
    switch (expr.kind) {
      case 'str':
      case 'number':
      case 'constant':
        return { kind: 'known', value: expr.value, origin: at };
      case 'fstring':
        return joinedText(at, expr.parts, this);
      case 'name':
        return nameValue(at, expr.name, expr.start, this);
      case 'attribute':
        return attributeValue(at, expr.object, expr.name, this);
      case 'dict':
        return dictValue(at, expr, this);
      case 'sequence':
        return listValue(at, expr.items, this);
      case 'subscript':
        return subscriptValue(at, expr.object, expr.index, this);
      case 'call':
        return callValue(at, expr, this);
      case 'walrus':
        return this.evaluate({ ...at, expr: expr.value });
      case 'lambda':
        return { kind: 'lambda', origin: at };
      default:
        return operatorValue(at, expr, this);
    }
  }

  /** The class and its bases within the project, nearest first. */
  classesOf(klass: ClassInfo): readonly ClassInfo[] {
    const found = [klass];
    for (let at = 0; at < found.length && found.length < MAX_CLASSES; at += 1) {
      const each = found[at];
      const outer = each?.scope.parent;
      if (each === undefined || outer === undefined) continue;
      for (const { value } of each.statement.bases) {
        const base = this.evaluate({ expr: value, scope: outer });
        if (base.kind === 'class' && !found.includes(base.klass)) found.push(base.klass);
      }
    }
    return found;
  }
}
