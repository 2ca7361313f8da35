// Dicts and lists as far as their keys and items are seen.

import type { CallExpr, DictExpr, Expr } from '../ir/ir.ts';
import { type Evaluation, inside, MAX_SLOTS, unknown } from './evaluation.ts';
import { knownText, type Located, type Slot, type Value } from './value.ts';

export function listValue(at: Located, items: readonly Expr[], ev: Evaluation): Value {
  const located = items.slice(0, MAX_SLOTS).map((expr): Located => ({ ...at, expr }));
  const found: Located[] = [];
  let open = items.length > MAX_SLOTS;
  for (const item of located) {
    if (item.expr.kind !== 'star') {
      found.push(item);
      continue;
    }
    const spread = inside(at, item.expr.operand, ev);
    if (spread.kind === 'list') found.push(...spread.items);
    if (spread.kind !== 'list' || spread.open) open = true;
  }
  return { kind: 'list', items: found, open, origin: at };
}

interface Entry {
  /** Undefined for `**value`. */
  readonly key: string | undefined;
  readonly value: Expr;
  readonly start: number;
  readonly end: number;
}

export function dictValue(at: Located, { entries }: DictExpr, ev: Evaluation): Value {
  const known: Entry[] = [];
  let open = entries.length > MAX_SLOTS;
  for (const { key, ...entry } of entries.slice(0, MAX_SLOTS)) {
    const name = key === undefined ? undefined : knownText(inside(at, key, ev));
    if (key === undefined || name !== undefined) known.push({ ...entry, key: name });
    else open = true;
  }
  return withEntries(at, known, open, ev);
}

export function dictCall(at: Located, { args }: CallExpr, ev: Evaluation): Value {
  const entries = args.map(({ name, ...argument }): Entry => ({ ...argument, key: name }));
  return withEntries(at, entries, false, ev);
}

function withEntries(at: Located, entries: readonly Entry[], isOpen: boolean, ev: Evaluation): Value {
  const slots = new Map<string, Slot>();
  let open = isOpen;
  for (const { key, value, start, end } of entries) {
    if (key !== undefined) {
      slots.set(key, { value: { ...at, expr: value }, start, end, module: at.scope.module });
      continue;
    }
    const spread = inside(at, value, ev);
    if (spread.kind === 'dict') for (const [name, slot] of spread.slots) slots.set(name, slot);
    if (spread.kind !== 'dict' || spread.open) open = true;
  }
  return { kind: 'dict', slots, open, origin: at };
}

export function subscriptValue(at: Located, object: Expr, index: Expr, ev: Evaluation): Value {
  const whole = inside(at, object, ev);
  const key = inside(at, index, ev);
  if (key.kind !== 'known') return unknown(at);
  if (whole.kind === 'dict') {
    const slot = whole.slots.get(String(key.value));
    return slot === undefined ? unknown(at) : ev.evaluate(slot.value);
  }
  if (whole.kind === 'list' && typeof key.value === 'number') {
    const item = whole.items[key.value < 0 ? whole.items.length + key.value : key.value];
    if (item !== undefined) return ev.evaluate(item);
  }
  return unknown(at);
}
