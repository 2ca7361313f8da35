// Step 3: where the call belongs, which messages are new, and who really said them.

import type { ActionType, AgentIdentity, CallFacts, Sha256Hex, WorkflowRef } from '../../domain/index.ts';
import type { WorkflowQuery } from '../../lineage/index.ts';
import type { PolicySet } from '../../policy/index.ts';
import type { ChatMessage, ChatRequest } from '../../wire/index.ts';
import { type ConversationTip, goesOnFrom } from '../conversation-tips.ts';
import { LlmCall } from '../llm-call.ts';
import {
  type AttributionContext,
  messageAction,
  type RequestAction,
  unvouchedLabels,
} from '../request-actions.ts';
import type { Inspected, Read } from '../stages.ts';
import type { GatewayState } from '../state.ts';
import { textDigest } from '../text-digest.ts';

export interface InspectInput {
  readonly state: GatewayState;
  readonly sha256: Sha256Hex;
  readonly policy: PolicySet;
  readonly knowsAgent: (name: string) => boolean;
  readonly freshWorkflow: string;
  readonly now: number;
}

/** Shorter texts ("ok", "TERMINATE") are said in many workflows and link nothing. */
const TELLING_LENGTH = 32;
/** How many messages, from the newest back, are looked at for signs of another workflow. */
const LINK_WINDOW = 8;

/** Attributes one call to its workflow and lists its actions. Pure in the folded state. */
export function inspect(input: InspectInput, read: Read): Inspected {
  const firstText = firstTextDigest(input, read.request);
  const resolution = input.state.lineage.resolve(workflowQuery(input, read, firstText));
  const context: AttributionContext = {
    caller: read.agent.name,
    root: resolution.root,
    lineage: input.state.lineage,
    knowsAgent: input.knowsAgent,
    textDigest: (text) => textDigest(input.sha256, text),
  };
  const facts = callFacts(read, resolution.workflow);
  const judgedFor = contextDigest(input, facts);
  const staysClear = clearForGood(input.policy, read.agent);
  const fromMessages: RequestAction[] = [];
  const ownWords: ChatMessage[] = [];
  const continues = continuedTip(input, read, resolution.root);
  const clearBefore = continues?.clearFor === judgedFor && ROLES.every(staysClear) ? continues.count : 0;
  for (const message of read.request.messages.slice(clearBefore)) {
    const before = input.state.messageStanding(resolution.root, message.digest, judgedFor);
    if (before === 'clear' && staysClear(message.role)) continue;
    const action = messageAction(message, read.request, context);
    if (action === undefined) ownWords.push(message);
    else {
      const known = input.state.knowsMessage(resolution.root, message.digest);
      fromMessages.push({ action, before, known });
    }
  }
  const call = new LlmCall(read.request, () => ownWords.map((message) => unvouchedLabels(message, context)));
  const actions: RequestAction[] = [{ action: call, before: 'new', known: false }, ...fromMessages];
  return {
    agent: read.agent,
    request: read.request,
    framework: read.framework,
    claimedWorkflow: read.claimedWorkflow,
    onBehalfOf: read.onBehalfOf,
    dataSubject: read.dataSubject,
    route: read.route,
    resolution,
    facts,
    actions,
    firstText,
    judgedFor,
    continues,
    clearBefore,
  };
}

/** INVARIANT: holds all that policy may read of a call. What of it an agent may choose is text in JSON: no two calls meet. */
function contextDigest({ policy, sha256 }: InspectInput, facts: CallFacts): string {
  const { agent, workflow, onBehalfOf, model, provider, stream, kind } = facts;
  const who = [agent.name, agent.role ?? null, agent.groups, onBehalfOf?.name ?? null, workflow.id];
  return sha256(JSON.stringify([policy.version, who, model, provider, stream, kind])).slice(0, 32);
}

const TYPES_OF_ROLE: Readonly<Record<ChatMessage['role'], readonly ActionType[]>> = {
  system: ['system_message', 'memory'],
  developer: ['system_message', 'memory'],
  tool: ['tool_result'],
  function: ['tool_result'],
  assistant: ['agent_message'],
  user: ['user_message', 'agent_message'],
};

const ROLES = Object.keys(TYPES_OF_ROLE) as readonly ChatMessage['role'][];

/** Agents resend their history: the agent's latest call, where this call's list begins with the whole list of that one. */
function continuedTip(input: InspectInput, read: Read, root: string): ConversationTip | undefined {
  const tip = input.state.tip(root, read.agent.name);
  if (tip === undefined) return undefined;
  return goesOnFrom(tip, read.request) ? tip : undefined;
}

/** Whether what was clear is clear still: not where policy reads the clock or history. Asked once for each role. */
function clearForGood(policy: PolicySet, agent: AgentIdentity): (role: ChatMessage['role']) => boolean {
  const known = new Map<ChatMessage['role'], boolean>();
  return (role) => {
    const answer = known.get(role) ?? TYPES_OF_ROLE[role].every((type) => policy.memoisable(agent, type));
    known.set(role, answer);
    return answer;
  };
}

function workflowQuery(input: InspectInput, read: Read, firstText: string | undefined): WorkflowQuery {
  const messages = read.request.messages;
  const texts: string[] = [];
  const callIds: string[] = [];
  for (let index = messages.length - 1; index >= Math.max(0, messages.length - LINK_WINDOW); index--) {
    const message = messages[index];
    if (message === undefined || message.role === 'system' || message.role === 'developer') continue;
    if (message.toolCallId !== undefined) callIds.push(message.toolCallId);
    else if (message.text.length >= TELLING_LENGTH) texts.push(textDigest(input.sha256, message.text));
  }
  return {
    claimed: read.claimedWorkflow,
    firstText,
    texts,
    callIds,
    freshId: input.freshWorkflow,
    now: input.now,
  };
}

/**
 * The first thing that somebody other than the developer said. All participants of a group chat share it; in a
 * selector prompt it stands as the first `user: …` paragraph of the flattened history (autogen-wire §2.6).
 */
function firstTextDigest({ sha256 }: InspectInput, request: ChatRequest): string | undefined {
  const first = request.messages.find((message) => message.role !== 'system' && message.role !== 'developer');
  if (request.kind === 'speaker_selection' && (first === undefined || first.name === undefined)) {
    const flattened = /(?:^|\n)user: ([^\n]+(?:\n(?!\n)[^\n]+)*)/.exec(
      request.messages[0]?.text.slice(0, 20_000) ?? '',
    );
    if (flattened?.[1] !== undefined) return textDigest(sha256, flattened[1]);
  }
  return first === undefined ? undefined : textDigest(sha256, first.text);
}

function callFacts(from: Read, workflow: WorkflowRef): CallFacts {
  return {
    agent: from.agent,
    workflow,
    onBehalfOf: from.onBehalfOf,
    dataSubject: from.dataSubject,
    model: from.request.model,
    provider: 'refused' in from.route ? '' : from.route.provider,
    stream: from.request.stream,
    kind: from.request.kind,
    nextHop: undefined,
  };
}
