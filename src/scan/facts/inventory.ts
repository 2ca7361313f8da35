// The agents, tools, models, executors and conversations of a project, for people and for the drafted policy.

import { unitAt } from '../project/unit-at.ts';
import type {
  Inventory,
  InventoryAgent,
  InventoryConversation,
  InventoryItem,
  InventoryTool,
} from '../report/inventory.ts';
import { LineIndex } from '../units/line-index.ts';
import { knownText, optionsOf, type Value } from '../values/value.ts';
import type { Agent } from './agents.ts';
import type { Place } from './arguments.ts';
import { type Chat, endingOf, teamEnding } from './chats.ts';
import { executes, groundOf } from './execution.ts';
import type { ProjectFacts } from './facts.ts';

type Line = (at: Place) => number;

export function inventoryOf(project: ProjectFacts): Inventory {
  const line = lineReader();
  return {
    agents: project.agents.map((agent) => agentEntry(agent, project, line)),
    tools: toolEntries(project, line),
    items: itemEntries(project, line),
    conversations: conversationEntries(project, line),
  };
}

function lineReader(): Line {
  const indexes = new Map<unknown, LineIndex>();
  return ({ module, start }) => {
    const part = unitAt(module, start);
    if (part === undefined) return 1;
    const index = indexes.get(part) ?? new LineIndex(part.unit.text);
    indexes.set(part, index);
    return index.range(start - part.base, start - part.base).line;
  };
}

function agentEntry(agent: Agent, project: ProjectFacts, line: Line): InventoryAgent {
  const runs = runsCode(agent);
  return {
    name: agentName(agent),
    kind: agent.className,
    file: agent.module.path,
    line: line(agent.at),
    tools: [...new Set(project.toolsOf(agent).map(({ name }) => name))],
    handsOffTo: textsIn(agent.args.get('handoffs')?.value, project),
    models: modelsOf(agent, project),
    executes: runs ? groundFor(agent) : agent.execution.kind === 'unknown' ? 'unknown' : 'no',
    mayWriteCode: mayWriteCode(agent, project),
  };
}

function agentName(agent: Agent): string {
  return agent.name ?? agent.className;
}

function groundFor({ execution, args }: Agent): InventoryAgent['executes'] {
  const value = execution.kind === 'executor' ? execution.executor : args.get('code_executor', 1)?.value;
  const ground = value === undefined ? undefined : groundOf(value);
  if (ground !== undefined) return ground === 'host' ? 'host' : 'container';
  if (execution.kind !== 'dict') return 'unknown';
  const docker = execution.config.slots.get('use_docker')?.value.expr;
  if (docker?.kind === 'constant') return docker.value === true ? 'container' : 'host';
  return docker?.kind === 'str' ? 'container' : 'unknown';
}

const MAX_CHATS = 100;

/** An agent that answers with a model, in a conversation with one that executes. */
function mayWriteCode(agent: Agent, project: ProjectFacts): boolean {
  if (modelsOf(agent, project).length === 0) return false;
  const inChats = project.chatsOf(agent).slice(0, MAX_CHATS).flatMap(sidesOf);
  const inTeams = project
    .teamsOf(agent)
    .slice(0, MAX_CHATS)
    .flatMap(({ members }) => members);
  return [...inChats, ...inTeams].some((side) => side !== agent && runsCode(side));
}

function runsCode({ execution, className }: Agent): boolean {
  return executes(execution) || className === 'CodeExecutorAgent';
}

function sidesOf({ starters, others, group }: Chat): readonly Agent[] {
  return [...starters, ...others, ...(group?.members ?? [])];
}

function textsIn(value: Value | undefined, project: ProjectFacts): readonly string[] {
  if (value?.kind !== 'list') return [];
  return value.items.flatMap((item) => knownText(project.evaluator.evaluate(item)) ?? []);
}

/** Model names that an agent's configuration holds, followed two levels deep. */
function modelsOf(agent: Agent, project: ProjectFacts): readonly string[] {
  const given = agent.args.get('llm_config') ?? agent.args.get('model_client') ?? agent.args.get('client');
  const found = given === undefined ? [] : modelsIn(given.value, project, 0);
  if (found.length > 0 || given === undefined) return [...new Set(found)];
  const isOff = given.value.kind === 'known' && (given.value.value === false || given.value.value === null);
  return isOff ? [] : ['unknown'];
}

function modelsIn(value: Value, project: ProjectFacts, depth: number): readonly string[] {
  if (depth > 4) return [];
  return optionsOf(value).flatMap((option): readonly string[] => {
    if (option.kind === 'list')
      return option.items.flatMap((item) => modelsIn(project.evaluator.evaluate(item), project, depth + 1));
    if (option.kind === 'dict') {
      const model = option.slots.get('model') ?? option.slots.get('azure_deployment');
      const list = option.slots.get('config_list');
      return [model, list].flatMap((slot) =>
        slot === undefined ? [] : modelNames(project.evaluator.evaluate(slot.value), project, depth),
      );
    }
    if (option.kind !== 'made') return [];
    return option.call.args.flatMap(({ name, value: inner }) =>
      name === 'model' || name === 'model_id' || name === 'config_list'
        ? modelNames(project.evaluator.evaluate({ expr: inner, scope: option.origin.scope }), project, depth)
        : [],
    );
  });
}

function modelNames(value: Value, project: ProjectFacts, depth: number): readonly string[] {
  const text = knownText(value);
  return text === undefined ? modelsIn(value, project, depth + 1) : [text];
}

function toolEntries(project: ProjectFacts, line: Line): readonly InventoryTool[] {
  const seen = new Set<string>();
  return project.tools.flatMap((tool) => {
    const at = tool.func === undefined ? tool.at : { ...tool.func.statement, module: tool.func.scope.module };
    const key = `${tool.name} ${at.module.path}`;
    if (tool.name === '' || seen.has(key)) return [];
    seen.add(key);
    const parameters = (tool.func?.statement.parameters ?? []).map(({ name }) => name);
    return [
      {
        name: tool.name,
        file: at.module.path,
        line: line(at),
        parameters: parameters.filter((name) => name !== 'self'),
      },
    ];
  });
}

function itemEntries(project: ProjectFacts, line: Line): readonly InventoryItem[] {
  const items: InventoryItem[] = [];
  for (const module of project.modules) {
    const facts = project.of(module);
    for (const { className, at } of facts?.executors ?? [])
      items.push({ kind: 'executor', name: className, file: module.path, line: line(at) });
    for (const { name, at } of facts?.servers ?? [])
      items.push({ kind: 'mcp_server', name, file: module.path, line: line(at) });
  }
  const models = new Map(
    project.agents.flatMap((agent) => modelsOf(agent, project).map((name) => [name, agent] as const)),
  );
  for (const [name, agent] of models)
    items.push({ kind: 'model', name, file: agent.module.path, line: line(agent.at) });
  return items;
}

function conversationEntries(project: ProjectFacts, line: Line): readonly InventoryConversation[] {
  const found: InventoryConversation[] = [];
  for (const module of project.modules) {
    const facts = project.of(module);
    for (const chat of facts?.chats ?? []) {
      const sides = sidesOf(chat);
      const bounded = endingOf(chat).kind === 'bounded';
      found.push({
        kind: chat.method,
        participants: [...new Set(sides.map(agentName))],
        bounded,
        file: module.path,
        line: line(chat.at),
      });
    }
    for (const team of facts?.teams ?? []) {
      const bounded = teamEnding(team).kind === 'bounded';
      found.push({
        kind: team.className,
        participants: team.members.map(agentName),
        bounded,
        file: module.path,
        line: line(team.at),
      });
    }
  }
  return found;
}
