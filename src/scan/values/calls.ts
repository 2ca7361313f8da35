// What a call answers: the result of a function of the project, or an object that something else made.

import type { CallExpr } from '../ir/ir.ts';
import { dictCall } from './collections.ts';
import { choice, type Evaluation, inside, MAX_OPTIONS, unknown } from './evaluation.ts';
import { type Located, optionsOf, type Value } from './value.ts';

export function callValue(at: Located, call: CallExpr, ev: Evaluation): Value {
  const callee = inside(at, call.callee, ev);
  const options = optionsOf(callee);
  const [only] = options;
  if (options.length > 1) {
    const made = options.map((option) => calledValue(at, call, option, ev));
    return choice(at, made);
  }
  return only === undefined ? unknown(at) : calledValue(at, call, only, ev);
}

function calledValue(at: Located, call: CallExpr, callee: Value, ev: Evaluation): Value {
  switch (callee.kind) {
    case 'class':
      return { kind: 'made', callee: callee.klass.statement.name, klass: callee.klass, call, origin: at };
    case 'function':
      return returnedValue(at, call, callee, ev);
    case 'external':
      return externalCall(at, call, callee.name, ev);
    case 'unknown':
      return unknownCall(at, call, callee, ev);
    default:
      return unknown(at);
  }
}

function returnedValue(
  at: Located,
  call: CallExpr,
  { func }: Extract<Value, { kind: 'function' }>,
  ev: Evaluation,
): Value {
  const made: Value = { kind: 'made', callee: func.statement.name, klass: undefined, call, origin: at };
  if (func.returned.length === 0 || func.returned.length > MAX_OPTIONS) return made;
  const options = ev.follow(() => {
    const given = givenTo(at, call, func.statement.parameters, ev);
    return func.returned.map((expr) => ev.evaluate({ expr, scope: func.scope, given }));
  });
  const isKnown = options?.some(({ kind }) => kind !== 'unknown' && kind !== 'text') === true;
  return isKnown && options !== undefined ? choice(at, options) : made;
}

function givenTo(
  at: Located,
  call: CallExpr,
  parameters: readonly { readonly name: string }[],
  ev: Evaluation,
): ReadonlyMap<string, Value> {
  const given = new Map<string, Value>();
  const plain = call.args.filter(({ name, form }) => name === undefined && form === 'plain');
  const own = parameters.filter(({ name }) => name !== 'self' && name !== 'cls');
  for (const [position, { value }] of plain.entries()) {
    const parameter = own[position];
    if (parameter !== undefined) given.set(parameter.name, inside(at, value, ev));
  }
  for (const { name, value } of call.args) {
    if (name !== undefined) given.set(name, inside(at, value, ev));
  }
  return given;
}

function externalCall(at: Located, call: CallExpr, name: string, ev: Evaluation): Value {
  const [first] = call.args;
  if (name === 'dict') return dictCall(at, call, ev);
  const isCopy = COPIES.has(name) && call.args.length === 1 && first !== undefined;
  if (isCopy) {
    const value = inside(at, first.value, ev);
    if (value.kind !== 'unknown' && value.kind !== 'made') return value;
  }
  return { kind: 'made', callee: name, klass: undefined, call, origin: at };
}

function unknownCall(
  at: Located,
  call: CallExpr,
  callee: Extract<Value, { kind: 'unknown' }>,
  ev: Evaluation,
): Value {
  const { callee: written } = call;
  if (written.kind === 'attribute') {
    const owner = inside(at, written.object, ev);
    const isSame = written.name === 'copy' || written.name === 'strip' || written.name === 'resolve';
    if (isSame && (owner.kind === 'dict' || owner.kind === 'known' || owner.kind === 'list')) return owner;
    return { kind: 'made', callee: `?.${written.name}`, klass: undefined, call, origin: at };
  }
  return callee.name === undefined
    ? unknown(at)
    : { kind: 'made', callee: callee.name, klass: undefined, call, origin: at };
}

/** Calls whose result is, for our questions, their only argument. */
const COPIES: ReadonlySet<string> = new Set([
  'str',
  'int',
  'bool',
  'list',
  'tuple',
  'set',
  'sorted',
  'copy.copy',
  'copy.deepcopy',
  'textwrap.dedent',
  'pathlib.Path',
  'pathlib.PurePath',
  'os.fspath',
  'os.path.abspath',
  'os.path.normpath',
  'os.path.realpath',
  'os.path.expanduser',
  'pydantic.SecretStr',
  'typing.cast',
  'inspect.cleandoc',
]);
