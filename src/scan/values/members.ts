// Attributes: of `self`, of objects of classes of the project, and of what is imported.

import type { Expr } from '../ir/ir.ts';
import { isSelf } from '../project/bindings.ts';
import type { ClassInfo } from '../project/module.ts';
import { choice, type Evaluation, inside, unknown } from './evaluation.ts';
import { bindingValue, inModule, reachingBindings } from './names.ts';
import type { Located, Value } from './value.ts';

export function attributeValue(at: Located, object: Expr, name: string, ev: Evaluation): Value {
  if (isSelf(object, at.scope) && at.scope.klass !== undefined)
    return memberValue(at, at.scope.klass, name, ev);
  const owner = inside(at, object, ev);
  if (owner.kind === 'external') return dottedValue(at, `${owner.name}.${name}`, ev);
  if (owner.kind === 'made' && owner.klass !== undefined) return memberValue(at, owner.klass, name, ev);
  if (owner.kind === 'class') return memberValue(at, owner.klass, name, ev);
  return unknown(at);
}

function dottedValue(at: Located, dotted: string, ev: Evaluation): Value {
  const dot = dotted.lastIndexOf('.');
  const name = dotted.slice(dot + 1);
  const level = /^\.*/.exec(dotted)?.[0].length ?? 0;
  const home = ev.index.find(at.scope.module, level, dotted.slice(level, Math.max(dot, level)));
  if (home?.scope.names.has(name) === true) return inModule(at, home.scope, name, ev);
  return { kind: 'external', name: dotted, origin: at };
}

/** What `self.name` may be: all that the class and its bases in the project give it. */
function memberValue(at: Located, klass: ClassInfo, name: string, ev: Evaluation): Value {
  for (const each of ev.classesOf(klass)) {
    const method = each.methods.get(name);
    if (method !== undefined) return { kind: 'function', func: method, origin: at };
    const bindings = each.attributes.get(name);
    if (bindings === undefined) continue;
    const use = { scope: each.scope, name, position: Number.POSITIVE_INFINITY };
    return choice(
      at,
      reachingBindings(bindings, Number.POSITIVE_INFINITY).map((binding) =>
        bindingValue(at, binding, use, ev),
      ),
    );
  }
  return unknown(at);
}
