// Where texts enter a conversation: the message of a chat, the task of a team, what is sent to an agent.

import type { Expr } from '../ir/ir.ts';
import type { CallSite } from '../project/module.ts';
import { calledName } from './agents.ts';
import { type Arguments, argumentsOf, type Given } from './arguments.ts';
import type { ModuleFacts } from './facts.ts';

export interface Input {
  readonly site: CallSite;
  readonly method: string;
  readonly given: Given;
}

interface Door {
  readonly names: readonly string[];
  readonly position: number;
  /** Only asked of what is an agent, a team or a runtime, or is called like one. */
  readonly needsAgent: boolean;
}

const DOORS: ReadonlyMap<string, Door> = new Map([
  ['initiate_chat', { names: ['message', 'problem'], position: 1, needsAgent: false }],
  ['a_initiate_chat', { names: ['message', 'problem'], position: 1, needsAgent: false }],
  ['initiate_chats', { names: ['chat_queue'], position: 0, needsAgent: false }],
  ['a_initiate_chats', { names: ['chat_queue'], position: 0, needsAgent: false }],
  ['initiate_swarm_chat', { names: ['messages'], position: 1, needsAgent: false }],
  ['initiate_group_chat', { names: ['messages'], position: 1, needsAgent: false }],
  ['a_initiate_group_chat', { names: ['messages'], position: 1, needsAgent: false }],
  ['run_group_chat', { names: ['messages'], position: 1, needsAgent: false }],
  ['a_run_group_chat', { names: ['messages'], position: 1, needsAgent: false }],
  ['run_swarm', { names: ['messages'], position: 1, needsAgent: false }],
  ['run', { names: ['task', 'message', 'messages', 'input'], position: 0, needsAgent: true }],
  ['a_run', { names: ['task', 'message', 'messages'], position: 0, needsAgent: true }],
  ['run_stream', { names: ['task', 'message', 'messages'], position: 0, needsAgent: true }],
  ['run_streaming', { names: ['messages', 'message'], position: 0, needsAgent: true }],
  ['run_team', { names: ['task'], position: 0, needsAgent: true }],
  ['ask', { names: ['message', 'messages'], position: 0, needsAgent: true }],
  ['on_messages', { names: ['messages'], position: 0, needsAgent: true }],
  ['on_messages_stream', { names: ['messages'], position: 0, needsAgent: true }],
  ['send', { names: ['message'], position: 0, needsAgent: true }],
  ['a_send', { names: ['message'], position: 0, needsAgent: true }],
  ['generate_reply', { names: ['messages'], position: 0, needsAgent: true }],
  ['a_generate_reply', { names: ['messages'], position: 0, needsAgent: true }],
  ['send_message', { names: ['message'], position: 0, needsAgent: true }],
  ['publish_message', { names: ['message'], position: 0, needsAgent: true }],
  ['resume', { names: ['messages'], position: 0, needsAgent: true }],
  ['chat', { names: ['message', 'messages'], position: 0, needsAgent: true }],
]);

const AGENT_NAMES =
  /(?:agent|team|assistant|group_?chat|groupchat|workflow|swarm|proxy|magentic|^m1|orchestrator|runtime|manager|society|selector|flow|captain|^crew|^client_agent|runner|supervisor|planner|coder)\w*$/i;

export function inputsOf(facts: ModuleFacts): readonly Input[] {
  if (!isAgentModule(facts)) return [];
  return facts.module.calls.flatMap((site): readonly Input[] => {
    const method = calledName(site.call.callee);
    const door = DOORS.get(method);
    if (door === undefined || (door.needsAgent && !isAgentLike(site, facts))) return [];
    const args = argumentsOf(site, facts.evaluator);
    const given = givenBy(args, door);
    return given === undefined ? [] : [{ site, method, given }];
  });
}

/** Whether a file has to do with agents at all. */
export function isAgentModule({ libraries, agents, teams, chats }: ModuleFacts): boolean {
  return libraries.size > 0 || agents.length > 0 || teams.length > 0 || chats.length > 0;
}

function givenBy(args: Arguments, { names, position }: Door): Given | undefined {
  for (const name of names) {
    const given = args.get(name);
    if (given !== undefined) return given;
  }
  return args.positional[position];
}

function isAgentLike(site: CallSite, { evaluator, project }: ModuleFacts): boolean {
  const { callee } = site.call;
  if (callee.kind !== 'attribute') return false;
  const value = evaluator.evaluate({ expr: callee.object, scope: site.scope });
  if (project.agentsFor(value).length > 0) return true;
  if (value.kind === 'made' && project.teamCalls.has(value.call)) return true;
  if (value.kind === 'external') return false;
  return site.call.args.some(({ name }) => name === 'task') || AGENT_NAMES.test(ownName(callee.object));
}

function ownName(expr: Expr): string {
  if (expr.kind === 'name' || expr.kind === 'attribute') return expr.name;
  if (expr.kind === 'subscript') return ownName(expr.object);
  return expr.kind === 'call' ? calledName(expr.callee) : '';
}
