// The functions that a model may call: registered, decorated, listed or mapped, and which agents run them.

import type { CallExpr, Expr } from '../ir/ir.ts';
import type { CallSite, FunctionInfo, Module } from '../project/module.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { optionsOf, type Value } from '../values/value.ts';
import { calledName } from './agents.ts';
import { argumentsOf, type Place } from './arguments.ts';
import { lastName } from './library.ts';

export interface Tool {
  readonly name: string;
  /** Where it becomes a tool. */
  readonly at: Place;
  readonly module: Module;
  readonly func: FunctionInfo | undefined;
  /** What is registered, where it is no function of the project. */
  readonly value: Value;
  /** The agent that runs it: whatever the code names, unresolved. */
  readonly runner: Value | undefined;
  /** Calls or options that say that a person is asked. */
  readonly guarded: boolean;
  readonly description: string | undefined;
}

const DECORATORS: ReadonlySet<string> = new Set([
  'register_for_llm',
  'register_for_execution',
  'tool',
  'function_tool',
  'ai_function',
  'kernel_function',
  'llm_tool',
  'beta_tool',
]);
const WRAPPERS: ReadonlySet<string> = new Set([
  'FunctionTool',
  'StructuredTool',
  'Tool',
  'from_function',
  'AIFunction',
  'ai_function',
  'tool',
]);
const LISTS: ReadonlySet<string> = new Set(['tools', 'functions', 'registered_tools', 'function_list']);

/** All tools that a file makes, in the order of the source. A function that is registered twice is there twice. */
export function toolsOf(module: Module, evaluator: Evaluator): readonly Tool[] {
  const made: Tool[] = [];
  for (const func of module.functions) made.push(...decoratedTools(func, evaluator));
  for (const site of module.calls) made.push(...registeredTools(site, evaluator));
  for (const { argument, site } of module.keywords) {
    if (argument.name === 'function_map') made.push(...mapTools(argument.value, site, evaluator));
    else if (argument.name !== undefined && LISTS.has(argument.name))
      made.push(...listTools(argument.value, site, evaluator));
  }
  return made;
}

function decoratedTools(func: FunctionInfo, evaluator: Evaluator): readonly Tool[] {
  const { statement } = func;
  const outer = func.scope.parent;
  if (outer === undefined) return [];
  return statement.decorators.flatMap((decorator): readonly Tool[] => {
    const callee = decorator.kind === 'call' ? decorator.callee : decorator;
    if (!DECORATORS.has(calledName(callee))) return [];
    const isRun = callee.kind === 'attribute' && callee.name !== 'tool';
    return [
      {
        name: statement.name,
        at: { module: outer.module, start: statement.start, end: headEnd(func) },
        module: outer.module,
        func,
        value: { kind: 'function', func, origin: { expr: decorator, scope: outer } },
        runner: isRun ? evaluator.evaluate({ expr: callee.object, scope: outer }) : undefined,
        guarded: decorator.kind === 'call' && isGuarded(decorator),
        description: undefined,
      },
    ];
  });
}

/** The first line of a definition: where its first statement begins, at the latest. */
function headEnd({ statement }: FunctionInfo): number {
  return statement.body[0]?.start ?? statement.end;
}

function isGuarded({ args }: CallExpr): boolean {
  return args.some(({ name, value }) => {
    if (name === 'approval_mode') return value.kind === 'str' && value.value === 'always_require';
    return (
      name === 'middleware' ||
      name === 'requires_approval' ||
      name === 'require_approval' ||
      name === 'needs_approval'
    );
  });
}

function registeredTools(site: CallSite, evaluator: Evaluator): readonly Tool[] {
  const { call, scope } = site;
  const { callee } = call;
  const name = calledName(callee);
  if (callee.kind === 'call' && DECORATORS.has(calledName(callee.callee))) {
    const inner = callee.callee;
    const runner = inner.kind === 'attribute' ? evaluator.evaluate({ expr: inner.object, scope }) : undefined;
    return oneTool(call.args[0]?.value, site, evaluator, {
      runner,
      guarded: isGuarded(callee),
      named: nameIn(callee),
    });
  }
  if (name === 'register_function' || WRAPPERS.has(name)) {
    const args = argumentsOf(site, evaluator);
    const given = args.get('f', 0) ?? args.get('func') ?? args.get('function');
    const runner = args.get('executor')?.value;
    return oneTool(given?.located.expr, site, evaluator, {
      runner,
      guarded: isGuarded(call),
      named: nameIn(call),
    });
  }
  return [];
}

function nameIn({ args }: CallExpr): string | undefined {
  const named = args.find(({ name }) => name === 'name')?.value;
  return named?.kind === 'str' ? named.value : undefined;
}

interface Registration {
  readonly runner: Value | undefined;
  readonly guarded: boolean;
  readonly named: string | undefined;
}

function oneTool(
  expr: Expr | undefined,
  site: CallSite,
  evaluator: Evaluator,
  how: Registration,
): readonly Tool[] {
  if (expr === undefined) return [];
  const { call, scope } = site;
  return toolFrom(expr, { module: scope.module, start: call.start, end: call.end }, { site, evaluator, how });
}

function toolFrom(
  expr: Expr,
  at: Place,
  { site, evaluator, how }: { site: CallSite; evaluator: Evaluator; how: Registration },
): readonly Tool[] {
  const value = evaluator.evaluate({ expr, scope: site.scope });
  return optionsOf(value)
    .filter((option) => option.kind !== 'known' && option.kind !== 'dict' && option.kind !== 'list')
    .map((option) => ({
      name:
        how.named ??
        (option.kind === 'function' ? option.func.statement.name : calledName(expr) || valueName(option)),
      at,
      module: at.module,
      func: option.kind === 'function' ? option.func : undefined,
      value: option,
      runner: how.runner,
      guarded: how.guarded,
      description: undefined,
    }));
}

function valueName(value: Value): string {
  return value.kind === 'made'
    ? lastName(value.callee)
    : value.kind === 'external'
      ? lastName(value.name)
      : '';
}

function mapTools(expr: Expr, site: CallSite, evaluator: Evaluator): readonly Tool[] {
  const map = evaluator.evaluate({ expr, scope: site.scope });
  if (map.kind !== 'dict') return [];
  // In a constructor the agent that is made runs them; in `register_function` the one that is asked.
  const { callee } = site.call;
  const owner =
    callee.kind === 'attribute' && callee.name === 'register_function' ? callee.object : site.call;
  const runner = evaluator.evaluate({ expr: owner, scope: site.scope });
  return [...map.slots].flatMap(([named, slot]) =>
    toolFrom(
      slot.value.expr,
      { module: slot.module, start: slot.start, end: slot.end },
      {
        site: { ...site, scope: slot.value.scope },
        evaluator,
        how: { runner, guarded: false, named },
      },
    ),
  );
}

function listTools(expr: Expr, site: CallSite, evaluator: Evaluator): readonly Tool[] {
  const list = evaluator.evaluate({ expr, scope: site.scope });
  const runner = evaluator.evaluate({ expr: site.call, scope: site.scope });
  return optionsOf(list).flatMap((option) =>
    option.kind !== 'list'
      ? []
      : option.items.flatMap((item) => {
          const place = { module: item.scope.module, start: item.expr.start, end: item.expr.end };
          return toolFrom(item.expr, place, {
            site: { ...site, scope: item.scope },
            evaluator,
            how: { runner, guarded: guardedItem(item.expr), named: undefined },
          }).filter(({ value }) => value.kind !== 'made' || !WRAPPERS.has(lastName(value.callee)));
        }),
  );
}

function guardedItem(expr: Expr): boolean {
  return expr.kind === 'call' && isGuarded(expr);
}
