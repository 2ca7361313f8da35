// What a name means where it stands: the bindings that reach it, imports, and stores into what it holds.

import type { Binding, Scope, Store } from '../project/module.ts';
import { isBuiltin } from './builtins.ts';
import { choice, type Evaluation, MAX_OPTIONS, MAX_SLOTS, unknown } from './evaluation.ts';
import { knownText, type Located, type Slot, type Value } from './value.ts';

export function nameValue(at: Located, name: string, position: number, ev: Evaluation): Value {
  const given = at.given?.get(name);
  if (given !== undefined) return given;
  for (let scope: Scope | undefined = at.scope; scope !== undefined; scope = scope.parent) {
    if (scope.kind === 'class' && scope !== at.scope) continue;
    const bindings = scope.names.get(name);
    if (bindings === undefined) continue;
    const reaching = reachingBindings(bindings, scope === at.scope ? position : Number.POSITIVE_INFINITY);
    return choice(
      at,
      reaching.map((binding) => bindingValue(at, binding, { scope, name, position }, ev)),
    );
  }
  return elsewhere(at, name, ev);
}

/** A name that the file does not define: a star import, a builtin, or nothing that is known. */
function elsewhere(at: Located, name: string, ev: Evaluation): Value {
  const { module } = at.scope;
  for (const star of module.stars) {
    const found = ev.index.find(module, star.level, star.module);
    if (found?.scope.names.has(name) === true) return inModule(at, found.scope, name, ev);
  }
  // The provider of a component: no name of Python has a dot.
  if (isBuiltin(name) || name.includes('.')) return { kind: 'external', name, origin: at };
  const outside = module.stars.find((star) => ev.index.find(module, star.level, star.module) === undefined);
  if (outside !== undefined && outside.module !== '')
    return { kind: 'external', name: `${outside.module}.${name}`, origin: at };
  return { kind: 'unknown', why: 'undefined', name, origin: at };
}

export function inModule(at: Located, scope: Scope, name: string, ev: Evaluation): Value {
  return ev.evaluate({
    expr: {
      kind: 'name',
      name,
      start: scope.module.units.length > 0 ? Number.MAX_SAFE_INTEGER : 0,
      end: 0,
    },
    scope,
    given: at.given ?? NOTHING_GIVEN,
  });
}

export function bindingValue(
  at: Located,
  { meaning, scope }: Binding,
  use: { scope: Scope; name: string; position: number },
  ev: Evaluation,
): Value {
  switch (meaning.kind) {
    case 'value': {
      const value = ev.evaluate({
        expr: meaning.value,
        scope,
        given: scope === at.scope ? at.given : undefined,
      });
      return withStores(value, use, ev);
    }
    case 'part':
      return partValue(at, meaning, scope, ev);
    case 'function':
      return { kind: 'function', func: meaning.func, origin: at };
    case 'class':
      return { kind: 'class', klass: meaning.klass, origin: at };
    case 'import':
      return importValue({ ...at, scope }, meaning, ev);
    case 'parameter': {
      const { preset } = meaning.parameter;
      const value: Value = { kind: 'unknown', why: 'parameter', name: use.name, origin: at };
      if (preset === undefined || scope.parent === undefined) return value;
      return choice(at, [ev.evaluate({ expr: preset, scope: scope.parent }), value]);
    }
  }
}

function partValue(
  at: Located,
  { of, index }: Extract<Binding['meaning'], { kind: 'part' }>,
  scope: Scope,
  ev: Evaluation,
): Value {
  const whole = ev.evaluate({ expr: of, scope });
  if (whole.kind !== 'list' || whole.open) return unknown(at);
  const items = index === undefined ? whole.items : [whole.items[index]];
  return choice(
    at,
    items.slice(0, MAX_OPTIONS + 1).map((item) => (item === undefined ? unknown(at) : ev.evaluate(item))),
  );
}

function importValue(
  at: Located,
  { level, module, name }: Extract<Binding['meaning'], { kind: 'import' }>,
  ev: Evaluation,
): Value {
  const dotted = name === undefined ? module : `${module}${module === '' ? '' : '.'}${name}`;
  const home = name === undefined ? undefined : ev.index.find(at.scope.module, level, module);
  if (home !== undefined && name !== undefined && home.scope.names.has(name))
    return inModule(at, home.scope, name, ev);
  return { kind: 'external', name: level > 0 ? `${'.'.repeat(level)}${dotted}` : dotted, origin: at };
}

/** `config["key"] = value` and `config.update(…)` below the name's last assignment change what it holds. */
function withStores(
  value: Value,
  { scope, name, position }: { scope: Scope; name: string; position: number },
  ev: Evaluation,
): Value {
  if (value.kind !== 'dict') return value;
  const stores = storesOf(scope, name, ev);
  if (stores.length === 0) return value;
  let slots: Map<string, Slot> | undefined;
  for (const { target, value: stored, scope: at, start, end } of stores) {
    if (at === scope && start > position) continue;
    if (target.kind !== 'subscript' || target.object.kind !== 'name') continue;
    const key = knownText(ev.evaluate({ expr: target.index, scope: at }));
    slots ??= new Map(value.slots);
    if (key !== undefined)
      slots.set(key, { value: { expr: stored, scope: at }, start, end, module: at.module });
  }
  return slots === undefined ? value : { ...value, slots };
}

function storesOf(scope: Scope, name: string, ev: Evaluation): readonly Store[] {
  const { module } = scope;
  const known = ev.stores.get(module.scope) ?? storesByName(module.stores);
  ev.stores.set(module.scope, known);
  return (known.get(name) ?? []).filter((store) => isWithin(store.scope, scope));
}

function storesByName(stores: readonly Store[]): Map<string, Store[]> {
  const byName = new Map<string, Store[]>();
  for (const store of stores) {
    const root = store.target.kind === 'subscript' ? store.target.object : undefined;
    if (root?.kind !== 'name') continue;
    const list = byName.get(root.name);
    if (list === undefined) byName.set(root.name, [store]);
    else if (list.length < MAX_SLOTS) list.push(store);
  }
  return byName;
}

const NOTHING_GIVEN: ReadonlyMap<string, Value> = new Map();

/**
 * The last sure binding above `position` and the unsure ones between; the first ones where none is above. Bindings lie in
 * the order of the source, so a binary search finds them; more than a choice can hold are never collected.
 */
export function reachingBindings(bindings: readonly Binding[], position: number): readonly Binding[] {
  const end = countAbove(bindings, position);
  if (end === 0) return bindings.slice(0, MAX_OPTIONS + 1);
  let start = end - 1;
  while (start > 0 && bindings[start]?.sure === false && end - start <= MAX_OPTIONS) start -= 1;
  return bindings.slice(start, end);
}

function countAbove(bindings: readonly Binding[], position: number): number {
  let low = 0;
  let high = bindings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bindings[middle]?.at ?? 0) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isWithin(scope: Scope, outer: Scope): boolean {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) if (at === outer) return true;
  return false;
}
