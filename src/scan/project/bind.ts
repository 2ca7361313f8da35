// One pass over the statements of a file: which name means what where, and where the calls, stores and literals are.

import type { ClassStatement, Expr, FunctionStatement, Statement } from '../ir/ir.ts';
import { bind, bindParts, isSelf, type Place } from './bindings.ts';
import type { Binding, ClassInfo, FunctionInfo, Module, Scope } from './module.ts';
import { unitAt } from './unit-at.ts';
import { bindParameters, visit } from './visit.ts';

/** Binds a whole file. Linear; the depth of its recursion is that of the statements, which lowering bounds. */
export function bindModule(
  file: Pick<Module, 'path' | 'dotted' | 'units' | 'requirements' | 'problems'>,
  statements: readonly Statement[],
): Module {
  const names = new Map<string, Binding[]>();
  const module: Module = {
    ...file,
    calls: [],
    stores: [],
    assignments: [],
    dicts: [],
    strings: [],
    functions: [],
    classes: [],
    imports: [],
    stars: [],
    keywords: [],
    get scope() {
      return scope;
    },
  };
  const scope: Scope = {
    kind: 'module',
    parent: undefined,
    module,
    func: undefined,
    klass: undefined,
    names,
  };
  bindAll(statements, { scope, sure: true, loop: 'none' });
  return module;
}

function bindAll(statements: readonly Statement[], place: Place): void {
  for (const statement of statements) bindStatement(statement, place);
}

function bindStatement(statement: Statement, place: Place): void {
  switch (statement.kind) {
    case 'function':
      bindFunction(statement, place);
      break;
    case 'class':
      bindClass(statement, place);
      break;
    case 'import':
      bindImport(statement, place);
      break;
    case 'assign':
      bindAssign(statement, place);
      break;
    case 'expression':
      // A text that is used for nothing is a docstring or a comment.
      if (statement.value.kind !== 'str') visit(statement.value, place);
      break;
    case 'return':
      bindReturn(statement.value, place);
      break;
    case 'effect':
      for (const part of statement.parts) visit(part, place);
      break;
    default:
      bindBlocks(statement, place);
  }
}

function bindReturn(value: Expr | undefined, place: Place): void {
  if (value === undefined) return;
  place.scope.func?.returned.push(value);
  visit(value, place);
}

type Blocks = Extract<Statement, { kind: 'while' | 'for' | 'with' | 'branches' }>;

function bindBlocks(statement: Blocks, place: Place): void {
  switch (statement.kind) {
    case 'while':
      visit(statement.test, place);
      bindAll(statement.body, {
        ...place,
        sure: false,
        loop: isForever(statement.test) ? 'forever' : 'bounded',
      });
      break;
    case 'for':
      visit(statement.source, place);
      bindParts(statement.target, statement.source, { ...place, sure: false });
      bindAll(statement.body, { ...place, sure: false, loop: 'bounded' });
      break;
    case 'with':
      for (const { value, target } of statement.items) {
        visit(value, place);
        if (target !== undefined) bindTarget(target, value, place);
      }
      bindAll(statement.body, place);
      break;
    case 'branches':
      for (const test of statement.tests) visit(test, place);
      for (const body of statement.bodies) bindAll(body, { ...place, sure: false });
  }
}

function isForever(test: Expr): boolean {
  return (test.kind === 'constant' && test.value === true) || (test.kind === 'number' && test.value !== 0);
}

function bindFunction(statement: FunctionStatement, place: Place): void {
  const { scope } = place;
  const klass = scope.kind === 'class' ? scope.klass : undefined;
  const globals = new Set<string>();
  const info: FunctionInfo = {
    statement,
    klass,
    returned: [],
    calls: [],
    globals,
    docstring: statement.body[0]?.kind === 'expression' && isText(statement.body[0].value),
    get scope() {
      return own;
    },
  };
  const own: Scope = {
    kind: 'function',
    parent: scope,
    module: scope.module,
    func: info,
    klass: klass ?? (scope.kind === 'function' ? scope.klass : undefined),
    names: new Map(),
  };
  scope.module.functions.push(info);
  if (klass !== undefined && !klass.methods.has(statement.name)) klass.methods.set(statement.name, info);
  bind(statement.name, { kind: 'function', func: info }, statement.start, place);
  for (const decorator of statement.decorators) visit(decorator, place);
  bindParameters(statement.parameters, own, info);
  findGlobals(statement.body, globals, scope.module);
  bindAll(statement.body, { scope: own, sure: true, loop: 'none' });
}

function isText({ kind }: Expr): boolean {
  return kind === 'str' || kind === 'fstring';
}

/** `global x` and `nonlocal x`: the statements that the parser leaves as effects, read by their text. */
function findGlobals(body: readonly Statement[], into: Set<string>, module: Module): void {
  for (const statement of body) {
    if (statement.kind === 'branches') for (const inner of statement.bodies) findGlobals(inner, into, module);
    if (statement.kind !== 'effect') continue;
    const text = textAt(module, statement.start, Math.min(statement.end, statement.start + 500));
    const names = /^(?:global|nonlocal)\s+([\w\s,]+)$/.exec(text)?.[1];
    for (const name of names?.split(',') ?? []) into.add(name.trim());
  }
}

function textAt(module: Module, start: number, end: number): string {
  const part = unitAt(module, start);
  return part === undefined ? '' : part.unit.text.slice(start - part.base, end - part.base);
}

function bindClass(statement: ClassStatement, place: Place): void {
  const { scope } = place;
  const info: ClassInfo = {
    statement,
    methods: new Map(),
    attributes: new Map(),
    get scope() {
      return own;
    },
  };
  const own: Scope = {
    kind: 'class',
    parent: scope,
    module: scope.module,
    func: scope.func,
    klass: info,
    names: new Map(),
  };
  scope.module.classes.push(info);
  bind(statement.name, { kind: 'class', klass: info }, statement.start, place);
  for (const decorator of statement.decorators) visit(decorator, place);
  for (const base of statement.bases) visit(base.value, place);
  bindAll(statement.body, { scope: own, sure: true, loop: 'none' });
  for (const [name, bindings] of own.names)
    info.attributes.set(name, [...bindings, ...(info.attributes.get(name) ?? [])]);
}

function bindAssign(statement: Extract<Statement, { kind: 'assign' }>, place: Place): void {
  visit(statement.value, place);
  for (const target of statement.targets) {
    if (target.kind === 'name') {
      const { start, end, value } = statement;
      place.scope.module.assignments.push({ name: target.name, value, scope: place.scope, start, end });
    }
    const before: Expr = {
      kind: 'binary',
      operator: '+',
      left: target,
      right: statement.value,
      start: statement.start,
      end: statement.end,
    };
    bindTarget(target, statement.augmented ? before : statement.value, place);
  }
}

function bindTarget(target: Expr, value: Expr, place: Place): void {
  if (target.kind === 'name') bind(target.name, { kind: 'value', value }, target.start, place);
  if (target.kind === 'sequence') bindParts(target, value, place);
  if (target.kind !== 'attribute' && target.kind !== 'subscript') return;
  visit(target.object, place);
  const { scope } = place;
  scope.module.stores.push({ target, value, scope, start: target.start, end: value.end });
  if (target.kind === 'attribute' && isSelf(target.object, scope)) bindAttribute(target.name, value, place);
}

function bindAttribute(name: string, value: Expr, { scope, sure }: Place): void {
  const attributes = scope.klass?.attributes;
  const binding: Binding = { meaning: { kind: 'value', value }, scope, at: value.start, sure };
  const list = attributes?.get(name);
  if (list === undefined) attributes?.set(name, [binding]);
  else list.push(binding);
}

function bindImport(statement: Extract<Statement, { kind: 'import' }>, place: Place): void {
  const { module } = place.scope;
  const { level, names, start, end } = statement;
  module.imports.push({
    level,
    module: statement.module,
    names: names?.map(({ name }) => name) ?? [],
    start,
    end,
  });
  if (names === undefined) {
    const root = statement.as === undefined ? (statement.module.split('.')[0] ?? '') : statement.module;
    bind(statement.as ?? root, { kind: 'import', level, module: root, name: undefined }, start, place);
    return;
  }
  for (const { name, as } of names) {
    if (name === '*') module.stars.push({ level, module: statement.module });
    else bind(as, { kind: 'import', level, module: statement.module, name }, start, place);
  }
}
