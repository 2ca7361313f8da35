// Changes to the list of agents: each command checks against the directory and answers with the event to record.

import { GatewayError, nearestWord } from '../domain/index.ts';
import type { IdentityDirectory } from './directory.ts';
import { type AgentBody, agentSchema, type IdentityEvent } from './events.ts';
import { isOwnName } from './names-in-use.ts';

/** An agent as an operator describes it. Absent `upstreams` or `models` means all. */
export interface AgentDescription {
  readonly agent: string;
  readonly role?: string;
  readonly groups?: readonly string[];
  readonly upstreams?: readonly string[];
  readonly models?: readonly string[];
  readonly owner?: string;
}

/**
 * The event that adds an agent. `skeleton` maps look-alike names to one form. Throws GatewayError invalid_request for
 * a description that is not well-formed, conflict for a name that is taken or looks like one that is.
 */
export function addAgent(
  directory: IdentityDirectory,
  description: AgentDescription,
  skeleton: (name: string) => string,
): IdentityEvent {
  const body = checked(description);
  const wanted = skeleton(body.agent);
  const rival = directory.agents().find((known) => skeleton(known.agent) === wanted);
  if (rival !== undefined) {
    const publicMessage =
      rival.agent === body.agent
        ? `there is an agent ${rival.agent} already`
        : `${body.agent} could be mistaken for the agent ${rival.agent}`;
    throw new GatewayError('conflict', { publicMessage });
  }
  return { kind: 'agent_added', body };
}

/** The event that replaces an agent's role, groups and scope. Throws GatewayError not_found or invalid_request. */
export function changeAgent(directory: IdentityDirectory, description: AgentDescription): IdentityEvent {
  const body = checked(description);
  requireAgent(directory, body.agent);
  return { kind: 'agent_changed', body };
}

/** The event that removes an agent and, with it, all of its keys for good. Throws GatewayError not_found. */
export function removeAgent(directory: IdentityDirectory, agent: string): IdentityEvent {
  requireAgent(directory, agent);
  return { kind: 'agent_removed', body: { agent } };
}

/** Throws GatewayError not_found unless there is an agent of exactly this name. */
export function requireAgent(directory: IdentityDirectory, agent: string): void {
  if (directory.agent(agent) !== undefined) return;
  throw new GatewayError('not_found', {
    publicMessage: `there is no agent of this name; ${agentHint(directory, agent)}`,
  });
}

/** What to write instead of a name that no agent has. */
export function agentHint(directory: IdentityDirectory, agent: string): string {
  const names = directory.agents().map((known) => known.agent);
  const near = nearestWord(agent, names);
  return near === undefined ? '`sallyport agents list` names them' : `did you mean \`${near}\`?`;
}

/** An owner must not approve what the agent asks for, and the gateway's own names keep nobody from it. */
function requireBarring({ owner }: AgentBody): void {
  if (owner === undefined || !isOwnName(owner)) return;
  throw new GatewayError('invalid_request', {
    publicMessage: `owner: ${owner} is a name of the gateway itself; name the person behind the agent`,
  });
}

function checked(description: AgentDescription): AgentBody {
  const parsed = agentSchema.safeParse({ groups: [], ...description });
  if (parsed.success) {
    requireBarring(parsed.data);
    return parsed.data;
  }
  const [issue] = parsed.error.issues;
  const publicMessage = `${String(issue?.path[0] ?? 'agent')}: ${issue?.message ?? 'not valid'}`;
  throw new GatewayError('invalid_request', { publicMessage });
}
