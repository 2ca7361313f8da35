// Step 3: where the call belongs, which messages are new, and who really said them.

import type { CallFacts, LlmCallAction, Sha256Hex, WorkflowRef } from '../../domain/index.ts';
import type { WorkflowQuery } from '../../lineage/index.ts';
import type { ChatMessage, ChatRequest } from '../../wire/index.ts';
import { messageAction, type RequestAction } from '../request-actions.ts';
import type { Inspected, Read } from '../stages.ts';
import type { GatewayState } from '../state.ts';
import { textDigest } from '../text-digest.ts';

export interface InspectInput {
  readonly state: GatewayState;
  readonly sha256: Sha256Hex;
  readonly policyVersion: string;
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
  const firstText = firstTextDigest(read.request, input.sha256);
  const resolution = input.state.lineage.resolve(workflowQuery(input, read, firstText));
  const actions: RequestAction[] = [{ action: llmCall(read.request), resent: false }];
  for (const message of read.request.messages) {
    const found = newAction(input, read, resolution.root, message);
    if (found !== undefined) actions.push(found);
  }
  return { ...read, resolution, facts: callFacts(read, resolution.workflow), actions, firstText };
}

function newAction(
  input: InspectInput,
  read: Read,
  root: string,
  message: ChatMessage,
): RequestAction | undefined {
  const seen = input.state.messageStanding(root, message.digest, input.policyVersion);
  if (seen === 'clear') return undefined;
  const action = messageAction(message, read.request, {
    caller: read.agent.name,
    root,
    lineage: input.state.lineage,
    knowsAgent: input.knowsAgent,
    textDigest: (text) => textDigest(input.sha256, text),
  });
  return action === undefined ? undefined : { action, resent: seen === 'constrained' };
}

function llmCall(request: ChatRequest): LlmCallAction {
  return {
    type: 'llm_call',
    id: 'q0',
    door: 'request',
    toolsOffered: request.tools,
    maxTokens: request.maxTokens,
    estimatedTokens: Math.ceil(request.raw.byteLength / 4),
    choices: request.choices,
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
function firstTextDigest(request: ChatRequest, sha256: Sha256Hex): string | undefined {
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
    model: from.request.model,
    provider: 'refused' in from.route ? '' : from.route.provider,
    stream: from.request.stream,
    kind: from.request.kind,
    nextHop: undefined,
  };
}
