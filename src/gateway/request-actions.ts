// Takes the request door apart: which messages this call carries for the first time, and who really said them.

import type { Action, Claim, MessageAction, ToolResultAction } from '../domain/index.ts';
import type { Lineage } from '../lineage/index.ts';
import { argumentText, type ChatMessage, type ChatRequest } from '../wire/index.ts';
import type { Standing } from './state.ts';

/** An action together with what became of it before. */
export interface RequestAction {
  readonly action: Action;
  /** Other than `new` for a message that an equal call carried: judged again, on record again when it comes out otherwise. */
  readonly before: Standing;
  /** True for a message that an earlier call of the workflow carried: it counts once. */
  readonly known: boolean;
}

export interface AttributionContext {
  readonly caller: string;
  readonly root: string;
  readonly lineage: Lineage;
  readonly knowsAgent: (name: string) => boolean;
  readonly textDigest: (text: string) => string;
}

const HUMAN_NAMES: ReadonlySet<string> = new Set(['user', 'human']);
const MEMORY_HEADING = 'Relevant memory content (in chronological order):';

/**
 * The action that a new message stands for, or undefined for the caller's own words coming back.
 * ATTACKER-CONTROLLED: `name` and role are the body's claims; only the lineage makes a sender verified.
 */
export function messageAction(
  message: ChatMessage,
  request: ChatRequest,
  context: AttributionContext,
): Action | undefined {
  switch (message.role) {
    case 'system':
    case 'developer':
      return textAction(message, isMemory(message) ? 'memory' : 'system_message', undefined, context);
    case 'tool':
    case 'function':
      return toolResult(message, request, context);
    case 'assistant':
      return assistantAction(message, context);
    case 'user':
      return userAction(message, context);
  }
}

function textAction(
  message: ChatMessage,
  type: MessageAction['type'],
  sender: Claim | undefined,
  context: AttributionContext,
): MessageAction {
  return new SaidMessage(message, type, sender, context);
}

/**
 * The labels of a message that nobody here vouches for, one per line. Names of known agents, and ids of calls that this
 * gateway released, are no choice of the caller.
 */
export function unvouchedLabels(message: ChatMessage, context: AttributionContext): string {
  return message.labels
    .filter(
      (label) =>
        !context.knowsAgent(label) && context.lineage.releasedCall(context.root, label) === undefined,
    )
    .join('\n');
}

/** All that the model would read of a message: its text and the arguments of calls in it, whatever its role. */
function readableText(message: ChatMessage): string {
  if (message.toolCalls.length === 0) return message.text;
  return [message.text, ...message.toolCalls.map((call) => argumentText(call.rawArguments))].join('\n');
}

/** Memory arrives as a system message behind the conversation's beginning (autogen-wire §2.7). */
function isMemory(message: ChatMessage): boolean {
  return message.index > 0 && message.text.trimStart().startsWith(MEMORY_HEADING);
}

function userAction(message: ChatMessage, context: AttributionContext): Action {
  const sender = senderOf(message, context);
  const isPeer =
    sender !== undefined &&
    !HUMAN_NAMES.has(sender.name) &&
    (sender.verified || context.knowsAgent(sender.name) || message.index > 1);
  return textAction(message, isPeer ? 'agent_message' : 'user_message', sender, context);
}

/** Who else than the caller said it: whom the body names, if that agent did, else who said it last. */
function emitterOf(message: ChatMessage, context: AttributionContext): string | undefined {
  const emitters = context.lineage
    .emitters(context.root, context.textDigest(message.text))
    .filter((name) => name !== context.caller);
  return emitters.find((name) => name === message.name) ?? emitters.at(-1);
}

/** The true emitter where the ledger knows the text, else the body's claim. */
function senderOf(message: ChatMessage, context: AttributionContext): Claim | undefined {
  const emitter = emitterOf(message, context);
  if (emitter !== undefined) return { name: emitter, verified: true };
  return message.name === undefined ? undefined : { name: message.name, verified: false };
}

function assistantAction(message: ChatMessage, context: AttributionContext): Action | undefined {
  if (isOwnWords(message, context)) return undefined;
  const emitter = emitterOf(message, context);
  const sender: Claim =
    emitter === undefined
      ? { name: message.name ?? context.caller, verified: false }
      : { name: emitter, verified: true };
  return textAction(message, 'agent_message', sender, context);
}

/** True when every part of an assistant message is something that this gateway released to this very agent. */
function isOwnWords(message: ChatMessage, context: AttributionContext): boolean {
  const emitted = (digest: string): boolean =>
    context.lineage.emitters(context.root, digest).includes(context.caller);
  if (message.text !== '' && !emitted(context.textDigest(message.text))) return false;
  return message.toolCalls.every((call) =>
    emitted(context.textDigest(callText(call.name, call.rawArguments))),
  );
}

/** The text under which a released tool call is remembered. */
export function callText(name: string, rawArguments: string): string {
  return `${name}\n${rawArguments}`;
}

function toolResult(
  message: ChatMessage,
  request: ChatRequest,
  context: AttributionContext,
): ToolResultAction {
  return new ToolAnswer(message, toolOf(message, request, context), context);
}

function toolOf(message: ChatMessage, request: ChatRequest, context: AttributionContext): Claim | undefined {
  const id = message.toolCallId;
  if (id === undefined)
    return message.name === undefined ? undefined : { name: message.name, verified: false };
  const released = context.lineage.releasedCall(context.root, id);
  if (released !== undefined) return { name: released.tool, verified: true };
  const claimed = claimedCall(request, message.index, id);
  return claimed === undefined ? undefined : { name: claimed, verified: false };
}

/** The tool that the nearest earlier assistant message names for a call id. */
function claimedCall(request: ChatRequest, before: number, id: string): string | undefined {
  const nearest = Math.max(0, before - 64);
  for (let index = before - 1; index >= nearest; index--) {
    const call = request.messages[index]?.toolCalls.find((candidate) => candidate.id === id);
    if (call !== undefined) return call.name;
  }
  return undefined;
}

/** A class: accessors in an object literal would give every object a layout of its own, which costs wherever it is read. */
class SaidMessage implements MessageAction {
  readonly type: MessageAction['type'];
  readonly id: string;
  readonly door = 'request';
  readonly messageIndex: number;
  readonly sender: Claim | undefined;
  readonly recipient: string;
  readonly text: string;
  readonly #message: ChatMessage;
  readonly #context: AttributionContext;
  #labels: string | undefined;

  constructor(
    message: ChatMessage,
    type: MessageAction['type'],
    sender: Claim | undefined,
    context: AttributionContext,
  ) {
    this.type = type;
    this.id = `q${message.index + 1}`;
    this.messageIndex = message.index;
    this.sender = sender;
    this.recipient = context.caller;
    this.text = readableText(message);
    this.#message = message;
    this.#context = context;
  }

  get labels(): string {
    this.#labels ??= unvouchedLabels(this.#message, this.#context);
    return this.#labels;
  }
}

/** See SaidMessage. */
class ToolAnswer implements ToolResultAction {
  readonly type = 'tool_result';
  readonly id: string;
  readonly door = 'request';
  readonly messageIndex: number;
  readonly callId: string | undefined;
  readonly tool: Claim | undefined;
  readonly recipient: string;
  readonly text: string;
  readonly #message: ChatMessage;
  readonly #context: AttributionContext;
  #labels: string | undefined;

  constructor(message: ChatMessage, tool: Claim | undefined, context: AttributionContext) {
    this.id = `q${message.index + 1}`;
    this.messageIndex = message.index;
    this.callId = message.toolCallId;
    this.tool = tool;
    this.recipient = context.caller;
    this.text = readableText(message);
    this.#message = message;
    this.#context = context;
  }

  get labels(): string {
    this.#labels ??= unvouchedLabels(this.#message, this.#context);
    return this.#labels;
  }
}
