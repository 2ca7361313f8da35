// What a tool can be made to do: the dangerous calls that its parameters reach, through helpers of the project.

import type { CallSite, FunctionInfo } from '../project/module.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { optionsOf } from '../values/value.ts';
import { calledName } from './agents.ts';
import { parametersIn } from './depends.ts';
import { type Sink, sinkOf, wordOf } from './sinks.ts';

export interface Reach {
  readonly sink: Sink;
  readonly site: CallSite;
  /** Those of the tool's own parameters that decide. */
  readonly parameters: readonly string[];
  /** False where only names say what happens. */
  readonly certain: boolean;
}

const MAX_DEPTH = 4;
const MAX_CALLS = 400;
const MAX_FUNCTIONS = 50;

/** Every dangerous call that the parameters `tainted` of `func` reach. Bounded in depth and calls. */
export function reachesOf(func: FunctionInfo, evaluator: Evaluator): readonly Reach[] {
  const own = func.statement.parameters
    .map(({ name }) => name)
    .filter((name) => name !== 'self' && name !== 'cls');
  return walk(func, new Set(own), { evaluator, depth: 0, seen: new Set() });
}

interface Walk {
  readonly evaluator: Evaluator;
  readonly depth: number;
  readonly seen: Set<FunctionInfo>;
}

function walk(func: FunctionInfo, tainted: ReadonlySet<string>, state: Walk): readonly Reach[] {
  if (
    state.depth > MAX_DEPTH ||
    state.seen.size > MAX_FUNCTIONS ||
    state.seen.has(func) ||
    tainted.size === 0
  )
    return [];
  state.seen.add(func);
  const whitelists = func.calls.some(
    ({ call }) => calledName(call.callee) === 'walk' || calledName(call.callee) === 'parse',
  );
  return func.calls.slice(0, MAX_CALLS).flatMap((site): readonly Reach[] => {
    const sink = sinkOf(site, state.evaluator);
    if (
      sink?.kind === 'code' &&
      whitelists &&
      func.calls.some(({ call }) => calledName(call.callee) === 'isinstance')
    )
      return [];
    if (sink !== undefined) return reachedSink(sink, site, func, tainted);
    return [...helperReaches(site, func, tainted, state), ...forwarded(site, func, tainted, state)];
  });
}

function reachedSink(
  sink: Sink,
  site: CallSite,
  func: FunctionInfo,
  tainted: ReadonlySet<string>,
): readonly Reach[] {
  const parameters = [
    ...new Set(sink.subjects.flatMap((expr) => [...parametersIn(expr, site.scope, func, tainted)])),
  ];
  return parameters.length === 0 ? [] : [{ sink, site, parameters, certain: true }];
}

function helperReaches(
  site: CallSite,
  func: FunctionInfo,
  tainted: ReadonlySet<string>,
  state: Walk,
): readonly Reach[] {
  const { call, scope } = site;
  const callee = state.evaluator.evaluate({ expr: call.callee, scope });
  return optionsOf(callee).flatMap((option): readonly Reach[] => {
    if (option.kind !== 'function') return [];
    const passed = passedOn(site, func, tainted, option.func);
    return walk(option.func, passed, { ...state, depth: state.depth + 1 }).map((reach) => ({
      ...reach,
      site,
      parameters: [...tainted],
    }));
  });
}

function passedOn(
  site: CallSite,
  func: FunctionInfo,
  tainted: ReadonlySet<string>,
  helper: FunctionInfo,
): ReadonlySet<string> {
  const own = helper.statement.parameters
    .map(({ name }) => name)
    .filter((name) => name !== 'self' && name !== 'cls');
  const passed = new Set<string>();
  for (const [position, { name, value }] of site.call.args.entries()) {
    if (parametersIn(value, site.scope, func, tainted).size === 0) continue;
    const target = name ?? own[position];
    if (target !== undefined) passed.add(target);
  }
  return passed;
}

/** `sql`, `code` or `command`, handed to something that can not be looked into: its name is the evidence. */
function forwarded(
  site: CallSite,
  func: FunctionInfo,
  tainted: ReadonlySet<string>,
  state: Walk,
): readonly Reach[] {
  const callee = state.evaluator.evaluate({ expr: site.call.callee, scope: site.scope });
  if (callee.kind === 'function' || callee.kind === 'class') return [];
  if (callee.kind === 'external' && !callee.name.includes('.')) return [];
  if (HARMLESS.test(calledName(site.call.callee))) return [];
  const words = site.call.args.flatMap(({ value }) =>
    [...parametersIn(value, site.scope, func, tainted)].filter((name) => wordOf(name) !== undefined),
  );
  const [first] = words;
  if (first === undefined) return [];
  const name = calledName(site.call.callee);
  return [{ sink: { kind: 'forwarded', name, subjects: [] }, site, parameters: words, certain: false }];
}

/** Methods of texts, logs and parsers that do nothing with what they get. */
const HARMLESS =
  /^(?:strip|lstrip|rstrip|lower|upper|split|splitlines|replace|startswith|endswith|format|join|append|add|encode|decode|info|debug|warning|error|exception|log|match|search|sub|findall|fullmatch|compile|dedent|quote|dumps|get|parse|print|echo|write|TextContent|Text|Markdown|update|index|find|count|isinstance|len|tokenize|hexdigest|md5|sha256)$/;
