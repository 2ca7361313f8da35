// Operators on values that are known.

import type { Expr } from '../ir/ir.ts';
import { choice, type Evaluation, inside, MAX_SLOTS, unknown } from './evaluation.ts';
import { knownText, type Located, truthOf, type Value } from './value.ts';

export function operatorValue(at: Located, expr: Expr, ev: Evaluation): Value {
  switch (expr.kind) {
    case 'either':
      return eitherValue(at, expr, ev);
    case 'conditional':
      return choice(
        at,
        [expr.whenTrue, expr.otherwise].map((part) => inside(at, part, ev)),
      );
    case 'not': {
      const truth = truthOf(inside(at, expr.operand, ev));
      return truth === undefined ? unknown(at) : { kind: 'known', value: !truth, origin: at };
    }
    case 'binary':
      return binaryValue(at, expr, ev);
    default:
      return unknown(at);
  }
}

function eitherValue(
  at: Located,
  { operator, left, right }: Extract<Expr, { kind: 'either' }>,
  ev: Evaluation,
): Value {
  const first = inside(at, left, ev);
  const truth = truthOf(first);
  if (truth !== undefined) return truth === (operator === 'or') ? first : inside(at, right, ev);
  return choice(at, [first, inside(at, right, ev)]);
}

function binaryValue(
  at: Located,
  { operator, left, right }: Extract<Expr, { kind: 'binary' }>,
  ev: Evaluation,
): Value {
  const [a, b] = [inside(at, left, ev), inside(at, right, ev)];
  if (a.kind === 'known' && b.kind === 'known') return arithmetic(at, operator, [a.value, b.value]);
  if (a.kind === 'list' && b.kind === 'list' && operator === '+')
    return {
      kind: 'list',
      items: [...a.items, ...b.items].slice(0, MAX_SLOTS),
      open: a.open || b.open,
      origin: at,
    };
  if (a.kind === 'dict' && b.kind === 'dict' && operator === '|')
    return { kind: 'dict', slots: new Map([...a.slots, ...b.slots]), open: a.open || b.open, origin: at };
  const isText =
    operator === '+' && [a, b].some((each) => typeof knownText(each) === 'string' || each.kind === 'text');
  return isText ? { kind: 'text', origin: at } : unknown(at);
}

export function joinedText(at: Located, parts: readonly Expr[], ev: Evaluation): Value {
  let text = '';
  for (const part of parts) {
    const value = inside(at, part, ev);
    if (value.kind !== 'known') return { kind: 'text', origin: at };
    text += String(value.value);
  }
  return text.length > 10_000 ? { kind: 'text', origin: at } : { kind: 'known', value: text, origin: at };
}

const MAX_TEXT = 10_000;

function arithmetic(at: Located, operator: string, [a, b]: readonly [unknown, unknown]): Value {
  if (typeof a === 'string')
    return typeof b === 'string' ? joinedPair(at, operator, a, b) : { kind: 'text', origin: at };
  const value = typeof a === 'number' && typeof b === 'number' ? NUMBERS.get(operator)?.(a, b) : undefined;
  return value === undefined ? unknown(at) : { kind: 'known', value, origin: at };
}

const NUMBERS: ReadonlyMap<string, (a: number, b: number) => number> = new Map([
  ['+', (a, b) => a + b],
  ['-', (a, b) => a - b],
  ['*', (a, b) => a * b],
  ['**', (a, b) => a ** b],
]);

/** `+` of texts, and `/` of paths. */
function joinedPair(at: Located, operator: string, ...[a, b]: [string, string]): Value {
  const isShort = a.length + b.length < MAX_TEXT;
  if (operator === '+' && isShort) return { kind: 'known', value: a + b, origin: at };
  if (operator !== '/' || !isShort) return { kind: 'text', origin: at };
  return { kind: 'known', value: b.startsWith('/') ? b : `${a.replace(/\/$/, '')}/${b}`, origin: at };
}
