// The agents that a file makes: what each may do, whom it asks, and when it stops.

import type { CallExpr, Expr } from '../ir/ir.ts';
import type { CallSite, ClassInfo, Module } from '../project/module.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { isNone, knownText, optionsOf, type Value } from '../values/value.ts';
import { type Arguments, argumentsOf, type Given, type Place } from './arguments.ts';
import { classicExecution, type Execution } from './execution.ts';
import {
  CLASSIC_AGENTS,
  type ClassicDefaults,
  type HumanMode,
  type Library,
  lastName,
  libraryOf,
  MODERN_AGENTS,
} from './library.ts';

export interface Human {
  readonly mode: HumanMode | 'unknown';
  /** Where it is said; undefined for a default. */
  readonly given: Given | undefined;
}

export interface Agent {
  readonly site: CallSite;
  readonly module: Module;
  readonly library: Library;
  /** The class of the library, or the name that the code calls. */
  readonly className: string;
  /** The class of the project, where it is a subclass. */
  readonly klass: ClassInfo | undefined;
  readonly name: string | undefined;
  readonly at: Place;
  readonly args: Arguments;
  readonly execution: Execution;
  readonly human: Human;
  /** False where the class is only guessed from what it is given. */
  readonly sure: boolean;
}

/** What a call constructs, as a class of an agent library; undefined for anything else. */
export interface ApiClass {
  readonly library: Library;
  readonly name: string;
  readonly klass: ClassInfo | undefined;
}

export type MainLibrary = (module: Module) => Library;

/** The library class behind a value that is called: by its import, by its bases, or by its name where nothing says more. */
export function apiClassOf(callee: Value, evaluator: Evaluator, main: MainLibrary): ApiClass | undefined {
  for (const option of optionsOf(callee)) {
    const found =
      option.kind === 'class' ? subclassOf(option.klass, evaluator, main) : namedClass(option, main);
    if (found !== undefined) return found;
  }
  return undefined;
}

function namedClass(value: Value, main: MainLibrary): ApiClass | undefined {
  if (value.kind === 'external') {
    const library = libraryOf(value.name);
    return library === undefined ? undefined : { library, name: lastName(value.name), klass: undefined };
  }
  if (value.kind !== 'unknown' || value.why !== 'undefined' || value.name === undefined) return undefined;
  return { library: main(value.origin.scope.module), name: value.name, klass: undefined };
}

function subclassOf(klass: ClassInfo, evaluator: Evaluator, main: MainLibrary): ApiClass | undefined {
  const base = baseOf(klass, evaluator, main);
  return base === undefined ? undefined : { ...base, klass };
}

function baseOf(klass: ClassInfo, evaluator: Evaluator, main: MainLibrary): ApiClass | undefined {
  for (const each of evaluator.classesOf(klass)) {
    const outer = each.scope.parent;
    if (outer === undefined) continue;
    for (const { value } of each.statement.bases) {
      const base = evaluator.evaluate({ expr: value, scope: outer });
      if (base.kind === 'class') continue;
      const found = apiClassOf(base, evaluator, main);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** The agent that a call makes, if it makes one. */
export function agentOf(site: CallSite, evaluator: Evaluator, main: MainLibrary): Agent | undefined {
  const { call, scope } = site;
  const api = constructed(call, site, evaluator, main);
  const isGuess = api === undefined || !isAgentClass(api);
  if (isGuess && !looksClassic(call)) return undefined;
  const args = argumentsOf(site, evaluator);
  const known = isGuess ? undefined : api;
  const library = known?.library ?? 'autogen-0.2';
  const className = known?.name ?? calledName(call.callee);
  const defaults = library === 'autogen-0.2' ? CLASSIC_AGENTS.get(className) : undefined;
  return {
    site,
    module: scope.module,
    library,
    className,
    klass: api?.klass,
    name: nameOf(args),
    at: { module: scope.module, start: call.start, end: call.end },
    args,
    execution: library === 'autogen-0.2' ? classicExecution(args, defaults, evaluator) : { kind: 'off' },
    human: humanOf(args, defaults),
    sure: known !== undefined,
  };
}

function isAgentClass({ library, name }: ApiClass): boolean {
  return library === 'autogen-0.2' ? CLASSIC_AGENTS.has(name) : MODERN_AGENTS.has(name);
}

/** `Agent(…)`, or `super().__init__(…)` and `Agent.__init__(self, …)` within a subclass. */
function constructed(
  call: CallExpr,
  { scope }: CallSite,
  evaluator: Evaluator,
  main: MainLibrary,
): ApiClass | undefined {
  const { callee } = call;
  if (callee.kind !== 'attribute' || callee.name !== '__init__' || scope.klass === undefined)
    return apiClassOf(evaluator.evaluate({ expr: callee, scope }), evaluator, main);
  const { object } = callee;
  const isSuper = object.kind === 'call' && calledName(object.callee) === 'super';
  if (!isSuper) return apiClassOf(evaluator.evaluate({ expr: object, scope }), evaluator, main);
  return subclassOf(scope.klass, evaluator, main);
}

/** Keywords that only agents of AutoGen 0.2 take: a wrapper's or a subclass's call that is not known otherwise. */
function looksClassic({ args, callee }: CallExpr): boolean {
  const names = new Set(args.map(({ name }) => name));
  if (calledName(callee) === 'dict' || calledName(callee) === 'update') return false;
  return names.has('code_execution_config') || (names.has('human_input_mode') && names.size > 1);
}

export function calledName(callee: Expr): string {
  return callee.kind === 'name' || callee.kind === 'attribute' ? callee.name : '';
}

function nameOf(args: Arguments): string | undefined {
  const given = args.get('name', 0);
  return given === undefined ? undefined : knownText(given.value);
}

function humanOf(args: Arguments, defaults: ClassicDefaults | undefined): Human {
  const given = args.get('human_input_mode');
  if (given === undefined)
    return { mode: args.open ? 'unknown' : (defaults?.human ?? 'unknown'), given: undefined };
  const modes = optionsOf(given.value).map(modeOf);
  const [first] = modes;
  const isOne = first !== undefined && modes.every((mode) => mode === first);
  return { mode: isOne ? first : 'unknown', given };
}

function modeOf(value: Value): HumanMode | 'unknown' {
  const text = knownText(value)?.toUpperCase();
  return text === 'NEVER' || text === 'ALWAYS' || text === 'TERMINATE' ? text : 'unknown';
}

/** A bound that somebody gave: a number, none (`None`), or one that is not known. */
export type Bound =
  | { readonly kind: 'absent' }
  | { readonly kind: 'none'; readonly given: Given }
  | { readonly kind: 'number'; readonly turns: number; readonly given: Given }
  | { readonly kind: 'unknown'; readonly given: Given };

export function boundOf(given: Given | undefined): Bound {
  if (given === undefined) return { kind: 'absent' };
  const numbers = optionsOf(given.value).map(numberOf);
  const [first] = numbers;
  if (first !== undefined && numbers.every((each) => each !== undefined))
    return { kind: 'number', turns: Math.max(...numbers.map((each) => each ?? 0)), given };
  return isNone(given.value) === true ? { kind: 'none', given } : { kind: 'unknown', given };
}

function numberOf(value: Value): number | undefined {
  if (value.kind === 'known') return typeof value.value === 'number' ? value.value : undefined;
  if (
    value.kind === 'external' &&
    (value.name === 'sys.maxsize' || value.name === 'math.inf' || value.name === 'numpy.inf')
  )
    return Number.POSITIVE_INFINITY;
  if (value.kind !== 'made' || value.callee !== 'float') return undefined;
  const [word] = value.call.args;
  return word?.value.kind === 'str' && /^\+?inf(?:inity)?$/i.test(word.value.value)
    ? Number.POSITIVE_INFINITY
    : undefined;
}
