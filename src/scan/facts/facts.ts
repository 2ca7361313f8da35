// All that a rule may see: the agents, executors, conversations, tools and literals of a file, within its project.

import type { CallExpr, Expr } from '../ir/ir.ts';
import type { CallSite, FunctionInfo, Module } from '../project/module.ts';
import { Evaluator } from '../values/evaluate.ts';
import type { ModuleIndex } from '../values/modules.ts';
import { optionsOf, type Value } from '../values/value.ts';
import { type Agent, agentOf, calledName } from './agents.ts';
import type { Place } from './arguments.ts';
import { type Chat, chatOf, type Group, groupChatOf } from './chats.ts';
import { EXECUTORS, type Ground, type Library, lastName, libraryOf } from './library.ts';
import { type Reach, reachesOf } from './reach.ts';
import { type Relations, relate } from './relations.ts';
import { type McpServer, serverOf } from './servers.ts';
import type { TaintWorld } from './taint.ts';
import { handlersOf } from './taint-sources.ts';
import { type Team, teamOf } from './teams.ts';
import { type Tool, toolsOf } from './tools.ts';

export interface Executor {
  readonly site: CallSite;
  readonly at: Place;
  readonly className: string;
  readonly ground: Ground;
  readonly library: Library;
  /** Given to an agent, a team or a tool. */
  readonly bound: boolean;
}

/** ATTACKER-CONTROLLED: every text in here is read from source that nobody has run or trusts. */
export interface ModuleFacts {
  readonly module: Module;
  readonly project: ProjectFacts;
  readonly evaluator: Evaluator;
  /** The libraries that the file imports. */
  readonly libraries: ReadonlySet<Library>;
  readonly agents: readonly Agent[];
  readonly executors: readonly Executor[];
  readonly groups: readonly Group[];
  readonly teams: readonly Team[];
  readonly chats: readonly Chat[];
  readonly tools: readonly Tool[];
  readonly servers: readonly McpServer[];
}

export interface ProjectFacts extends Relations {
  readonly modules: readonly Module[];
  readonly evaluator: Evaluator;
  readonly taint: TaintWorld;
  readonly chats: readonly Chat[];
  readonly agents: readonly Agent[];
  readonly teamCalls: ReadonlySet<CallExpr>;
  readonly tools: readonly Tool[];
  readonly find: ModuleIndex['find'];
  readonly of: (module: Module) => ModuleFacts | undefined;
  agentsFor(value: Value): readonly Agent[];
  reaches(func: FunctionInfo): readonly Reach[];
}

const MAX_IMPORTS = 500;

function librariesOf(module: Module): ReadonlySet<Library> {
  const found = new Set<Library>();
  for (const { module: name, level } of module.imports.slice(0, MAX_IMPORTS)) {
    const library = level === 0 ? libraryOf(name) : undefined;
    if (library !== undefined) found.add(library);
  }
  return found;
}

/** Reads all files of a project together. Linear in their size but for followed values, which are bounded each. */
export function projectFacts(index: ModuleIndex): ProjectFacts {
  const evaluator = new Evaluator(index);
  const { modules } = index;
  const libraries = new Map(modules.map((module) => [module, librariesOf(module)]));
  const main = (module: Module): Library => [...(libraries.get(module) ?? [])][0] ?? 'autogen-0.2';
  const sites = modules.flatMap(({ calls }) => calls);
  const agents = byCall(sites, (site) => agentOf(site, evaluator, main));
  const agentsFor = (value: Value): readonly Agent[] =>
    optionsOf(value).flatMap((option) => agentsBehind(option, agents));
  const world = { evaluator, main, agentsFor, groupFor: (value: Value) => groupFor(value) };
  const groups = byCall(sites, (site) => groupChatOf(site, world));
  const groupFor = (value: Value): Group | undefined =>
    optionsOf(value).flatMap((option) => (option.kind === 'made' ? (groups.get(option.call) ?? []) : []))[0];
  const chats = sites.flatMap((site) => chatOf(site, world) ?? []);
  const teams = sites.flatMap((site) => teamOf(site, world) ?? []);
  const tools = modules.flatMap((module) => toolsOf(module, evaluator));
  const executors = executorsOf(sites, evaluator);
  const callsByName = groupBy(sites, ({ call }) => calledName(call.callee));
  const reaches = new Map<FunctionInfo, readonly Reach[]>();
  const by = <T extends { readonly module: Module }>(items: Iterable<T>) =>
    groupBy(items, ({ module }) => module);
  const parts = {
    agents: by(agents.values()),
    chats: by(chats),
    teams: by(teams),
    tools: by(tools),
    groups: groupBy(groups.values(), ({ at }) => at.module),
    executors: groupBy(executors, ({ at }) => at.module),
  };
  const project: ProjectFacts = {
    ...relate({ tools, chats, teams, agentsFor }),
    modules,
    evaluator,
    taint: { evaluator, callsByName, handlers: handlersOf(sites, evaluator) },
    chats,
    agents: [...agents.values()],
    teamCalls: new Set(teams.map(({ site }) => site.call)),
    tools,
    agentsFor,
    find: index.find,
    of: (module) => ofModule.get(module),
    reaches: (func) => {
      const known = reaches.get(func) ?? reachesOf(func, evaluator);
      reaches.set(func, known);
      return known;
    },
  };
  const ofModule = new Map(
    modules.map((module): [Module, ModuleFacts] => [
      module,
      {
        module,
        project,
        evaluator,
        libraries: libraries.get(module) ?? new Set(),
        ...partsOf(module, parts),
        servers: module.calls.flatMap((site) => serverOf(site, evaluator) ?? []),
      },
    ]),
  );
  return project;
}

type Parts = Pick<ModuleFacts, 'agents' | 'chats' | 'teams' | 'tools' | 'groups' | 'executors'>;

function partsOf(module: Module, all: { readonly [K in keyof Parts]: ReadonlyMap<Module, Parts[K]> }): Parts {
  return {
    agents: all.agents.get(module) ?? [],
    chats: all.chats.get(module) ?? [],
    teams: all.teams.get(module) ?? [],
    tools: all.tools.get(module) ?? [],
    groups: all.groups.get(module) ?? [],
    executors: all.executors.get(module) ?? [],
  };
}

function byCall<T>(sites: readonly CallSite[], make: (site: CallSite) => T | undefined): Map<CallExpr, T> {
  const made = new Map<CallExpr, T>();
  for (const site of sites) {
    const one = make(site);
    if (one !== undefined) made.set(site.call, one);
  }
  return made;
}

function groupBy<K, T>(items: Iterable<T>, key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const list = groups.get(key(item));
    if (list === undefined) groups.set(key(item), [item]);
    else list.push(item);
  }
  return groups;
}

function agentsBehind(value: Value, agents: ReadonlyMap<CallExpr, Agent>): readonly Agent[] {
  if (value.kind === 'made') {
    const agent = agents.get(value.call);
    return agent === undefined ? [] : [agent];
  }
  return [];
}

const HOLDERS: ReadonlySet<string> = new Set([
  'code_executor',
  'executor',
  'environment',
  'env',
  'python_environment',
  'server',
  'jupyter_server',
]);
const TAKERS: ReadonlySet<string> = new Set([
  'CodeExecutorAgent',
  'PythonCodeExecutionTool',
  'MagenticOne',
  'SandboxShellTool',
  'SandboxCodeTool',
  'JupyterCodeExecutor',
]);

function executorsOf(sites: readonly CallSite[], evaluator: Evaluator): readonly Executor[] {
  const bound = new Set<CallExpr>();
  const bind = (expr: Expr, scope: CallSite['scope']): void => {
    for (const option of optionsOf(evaluator.evaluate({ expr, scope })))
      if (option.kind === 'made') bound.add(option.call);
  };
  for (const { call, scope } of sites) {
    const takes = TAKERS.has(calledName(call.callee));
    for (const { name, value } of call.args)
      if ((name === undefined ? takes : HOLDERS.has(name)) || takes) bind(value, scope);
  }
  for (const module of new Set(sites.map(({ scope }) => scope.module))) bindEntries(module, bind);
  return sites.flatMap((site): readonly Executor[] => {
    const { call, scope } = site;
    const callee = evaluator.evaluate({ expr: call.callee, scope });
    const dotted =
      callee.kind === 'external' ? callee.name : callee.kind === 'unknown' ? (callee.name ?? '') : '';
    const ground = EXECUTORS.get(lastName(dotted));
    if (ground === undefined) return [];
    const library = libraryOf(dotted) ?? 'autogen-0.2';
    const at = { module: scope.module, start: call.start, end: call.end };
    return [{ site, at, className: lastName(dotted), ground, library, bound: bound.has(call) }];
  });
}

function bindEntries(module: Module, bind: (expr: Expr, scope: CallSite['scope']) => void): void {
  for (const { expr, scope } of module.dicts) {
    for (const { key, value } of expr.entries)
      if (key?.kind === 'str' && HOLDERS.has(key.value)) bind(value, scope);
  }
  for (const { target, value, scope } of module.stores) {
    if (target.kind === 'attribute' && HOLDERS.has(target.name.replace(/^_/, ''))) bind(value, scope);
  }
}
