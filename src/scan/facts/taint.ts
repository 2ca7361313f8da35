// Where a text comes from: a stranger on the network, a person at the machine, nobody knows, or the code itself.

import { childrenOf } from '../ir/children.ts';
import type { Expr } from '../ir/ir.ts';
import type { Binding, CallSite, FunctionInfo, Scope } from '../project/module.ts';
import { isBuiltin } from '../values/builtins.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { optionsOf } from '../values/value.ts';
import { calledName } from './agents.ts';
import { isRemoteMethod, isRoute, LOCAL_CALLS, REMOTE_CALLS, REMOTE_ROOTS } from './taint-sources.ts';

/** From worse to better. `undefined_name`: a name that nothing in the file defines. */
export type Origin = 'remote' | 'undefined_name' | 'local' | 'parameter' | 'none';

export interface Taint {
  readonly origin: Origin;
  /** For people: what it comes from, e.g. `request.json`. */
  readonly source: string;
}

const ORDER: readonly Origin[] = ['remote', 'undefined_name', 'local', 'parameter', 'none'];
const CLEAN: Taint = { origin: 'none', source: '' };

const MAX_STEPS = 400;
const MAX_BINDINGS = 50;
const MAX_DEPTH = 4;

export interface TaintWorld {
  readonly evaluator: Evaluator;
  /** Every call of the project, by the last part of what is called. */
  readonly callsByName: ReadonlyMap<string, readonly CallSite[]>;
  /** Functions that are given to a user interface or a server as handlers. */
  readonly handlers: ReadonlySet<FunctionInfo>;
}

/** The worst origin of any part of an expression. Bounded; what lies beyond the bound is not judged. */
export function taintOf(expr: Expr, scope: Scope, world: TaintWorld): Taint {
  return trace(expr, scope, { world, depth: 0, seen: new Set() });
}

interface Trace {
  readonly world: TaintWorld;
  readonly depth: number;
  readonly seen: Set<unknown>;
}

function worse(a: Taint, b: Taint): Taint {
  return ORDER.indexOf(b.origin) < ORDER.indexOf(a.origin) ? b : a;
}

function trace(expr: Expr, scope: Scope, state: Trace): Taint {
  let worst = CLEAN;
  const open: { expr: Expr; scope: Scope }[] = [{ expr, scope }];
  for (let next = open.pop(); next !== undefined && state.seen.size < MAX_STEPS; next = open.pop()) {
    if (state.seen.has(next.expr)) continue;
    state.seen.add(next.expr);
    const step = stepOf(next.expr, next.scope, state);
    worst = worse(worst, step.taint);
    if (worst.origin === 'remote') return worst;
    open.push(...step.follow);
  }
  return worst;
}

interface Step {
  readonly taint: Taint;
  readonly follow: readonly { expr: Expr; scope: Scope }[];
}

function stepOf(expr: Expr, scope: Scope, state: Trace): Step {
  const children = (of: Expr): Step['follow'] => childrenOf(of).map((child) => ({ expr: child, scope }));
  switch (expr.kind) {
    case 'name':
      return nameStep(expr.name, expr.start, scope, state);
    case 'call':
      return callStep(expr, scope, state);
    case 'attribute': {
      const dotted = dottedOf(expr, scope, state);
      if (dotted !== undefined && REMOTE_ROOTS.test(dotted))
        return { taint: { origin: 'remote', source: dotted }, follow: [] };
      if (dotted === 'sys.argv') return { taint: { origin: 'local', source: dotted }, follow: [] };
      if (expr.object.kind === 'name' && (expr.object.name === 'self' || expr.object.name === 'cls'))
        return memberStep(expr.name, scope);
      return { taint: CLEAN, follow: children(expr) };
    }
    case 'conditional':
      return { taint: CLEAN, follow: [expr.whenTrue, expr.otherwise].map((part) => ({ expr: part, scope })) };
    default:
      return { taint: CLEAN, follow: children(expr) };
  }
}

function memberStep(name: string, scope: Scope): Step {
  const bindings = scope.klass?.attributes.get(name) ?? [];
  const follow = bindings.flatMap(({ meaning, scope: at }) =>
    meaning.kind === 'value' ? [{ expr: meaning.value, scope: at }] : [],
  );
  return { taint: CLEAN, follow };
}

function dottedOf(expr: Expr, scope: Scope, { world }: Trace): string | undefined {
  const value = world.evaluator.evaluate({ expr, scope });
  return value.kind === 'external' ? value.name : undefined;
}

function callStep(expr: Extract<Expr, { kind: 'call' }>, scope: Scope, state: Trace): Step {
  const dotted = dottedOf(expr.callee, scope, state);
  const name = dotted ?? calledName(expr.callee);
  if (dotted !== undefined && (REMOTE_CALLS.test(dotted) || REMOTE_ROOTS.test(dotted))) return remote(dotted);
  if (expr.callee.kind === 'attribute' && isRemoteMethod(expr.callee.name, expr.callee.object))
    return remote(`${calledName(expr.callee.object)}.${expr.callee.name}`);
  if (LOCAL_CALLS.test(name))
    return {
      taint: { origin: 'local', source: name },
      follow: expr.args.map(({ value }) => ({ expr: value, scope })),
    };
  const args = expr.args.map(({ value }) => ({ expr: value, scope }));
  const receiver = expr.callee.kind === 'attribute' ? [{ expr: expr.callee.object, scope }] : [];
  const followed = helperStep(expr, scope, state);
  return { taint: followed, follow: dotted === undefined ? [...args, ...receiver] : args };
}

function remote(source: string): Step {
  return { taint: { origin: 'remote', source }, follow: [] };
}

/** What a helper of the project returns by itself, apart from what it is given. */
function helperStep(expr: Extract<Expr, { kind: 'call' }>, scope: Scope, state: Trace): Taint {
  const callee = state.world.evaluator.evaluate({ expr: expr.callee, scope });
  if (callee.kind !== 'function' || state.depth >= MAX_DEPTH || state.seen.has(callee.func)) return CLEAN;
  state.seen.add(callee.func);
  let worst = CLEAN;
  for (const returned of callee.func.returned.slice(0, 8)) {
    const taint = trace(returned, callee.func.scope, { ...state, depth: state.depth + 1 });
    if (taint.origin !== 'parameter') worst = worse(worst, taint);
  }
  return worst;
}

function nameStep(name: string, position: number, scope: Scope, state: Trace): Step {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (at.kind === 'class' && at !== scope) continue;
    const bindings = at.names.get(name);
    if (bindings === undefined) continue;
    if (state.seen.has(bindings)) return { taint: CLEAN, follow: [] };
    // A name is followed once, whatever else it is used for.
    state.seen.add(bindings);
    return boundStep(
      name,
      at === scope ? bindings.filter((binding) => binding.at < position) : bindings,
      state,
    );
  }
  if (isBuiltin(name) || scope.module.stars.length > 0) return { taint: CLEAN, follow: [] };
  return { taint: { origin: 'undefined_name', source: name }, follow: [] };
}

function boundStep(name: string, bindings: readonly Binding[], state: Trace): Step {
  const steps = bindings.slice(-MAX_BINDINGS).map((binding) => bindingStep(name, binding, state));
  return {
    taint: steps.reduce((worst, { taint }) => worse(worst, taint), CLEAN),
    follow: steps.flatMap(({ follow }) => follow),
  };
}

function bindingStep(name: string, { meaning, scope }: Binding, state: Trace): Step {
  switch (meaning.kind) {
    case 'value':
      return { taint: CLEAN, follow: [{ expr: meaning.value, scope }] };
    case 'part':
      return { taint: CLEAN, follow: [{ expr: meaning.of, scope }] };
    case 'parameter':
      return { taint: parameterTaint(name, meaning.func, state), follow: [] };
    default:
      return { taint: CLEAN, follow: [] };
  }
}

/** A parameter is as bad as the worst that any call of the project passes in, or as the server that calls the function. */
function parameterTaint(name: string, func: FunctionInfo | undefined, state: Trace): Taint {
  if (func === undefined || name === 'self' || name === 'cls') return CLEAN;
  const mine: Taint = { origin: 'parameter', source: name };
  if (isHandler(func, state.world)) {
    const isInjected = /^(?:Depends|Security)$/.test(presetCall(name, func));
    return isInjected ? mine : { origin: 'remote', source: `${func.statement.name}(${name})` };
  }
  if (state.depth >= MAX_DEPTH || state.seen.has(func)) return mine;
  state.seen.add(func);
  let worst = mine;
  for (const { expr, scope } of passedFor(name, func, state.world))
    worst = worse(worst, trace(expr, scope, { ...state, depth: state.depth + 1 }));
  return worst;
}

function presetCall(name: string, func: FunctionInfo): string {
  const preset = func.statement.parameters.find((each) => each.name === name)?.preset;
  return preset?.kind === 'call' ? calledName(preset.callee) : '';
}

const MAX_CALLERS = 20;

/** What the calls of the project pass in for a parameter. A constructor is called by the name of its class. */
function passedFor(
  name: string,
  func: FunctionInfo,
  world: TaintWorld,
): readonly { expr: Expr; scope: Scope }[] {
  const { statement, klass } = func;
  const isConstructor = statement.name === '__init__' && klass !== undefined;
  const callers = world.callsByName.get(isConstructor ? klass.statement.name : statement.name) ?? [];
  const own = statement.parameters.filter((each) => each.name !== 'self' && each.name !== 'cls');
  const position = own.findIndex((each) => each.name === name);
  return callers.slice(0, MAX_CALLERS).flatMap((site) => {
    const { args } = site.call;
    const argument =
      args.find((each) => each.name === name) ?? args.filter((each) => each.name === undefined)[position];
    return argument === undefined || !calls(site, func, world)
      ? []
      : [{ expr: argument.value, scope: site.scope }];
  });
}

function calls({ call, scope }: CallSite, func: FunctionInfo, { evaluator }: TaintWorld): boolean {
  const callee = evaluator.evaluate({ expr: call.callee, scope });
  // A method of an object whose class is not known is taken by its name.
  return optionsOf(callee).some((option) => {
    if (option.kind === 'function') return option.func === func;
    return option.kind === 'class'
      ? option.klass === func.klass
      : option.kind === 'unknown' && func.klass !== undefined;
  });
}

function isHandler(func: FunctionInfo, world: TaintWorld): boolean {
  return world.handlers.has(func) || func.statement.decorators.some(isRoute);
}
