// Reads a buffered chat completion: refuses every form that two clients would understand differently.

import { isJsonObject, type JsonObject, type JsonValue, ownField, stringField } from '../domain/index.ts';
import { findFences } from './code-fences.ts';
import { readJson } from './json-text.ts';
import {
  addOtherText,
  isWellFormed,
  joinOtherText,
  type OtherText,
  type ReplyChoice,
  type ReplyLimits,
  type ReplyToolCall,
  readUsage,
  type TokenUsage,
} from './reply-choice.ts';
import { readToolArguments } from './tool-arguments.ts';

export interface ChatReply {
  readonly raw: Uint8Array;
  readonly body: JsonObject;
  readonly id: string | undefined;
  readonly model: string;
  /** Seconds since 1970; 0 where the provider does not say. */
  readonly created: number;
  readonly choices: readonly ReplyChoice[];
  readonly usage: TokenUsage | undefined;
}

/** `why` is for the operator and the record; it never holds content. `tooLarge` when a limit was exceeded. */
export type ReplyRead =
  | { readonly ok: true; readonly reply: ChatReply }
  | { readonly ok: false; readonly why: string; readonly tooLarge: boolean };

/** Why a reply can not be read; thrown and caught in this file. */
class Unreadable extends Error {
  readonly tooLarge: boolean;

  constructor(why: string, tooLarge = false) {
    super(why);
    this.tooLarge = tooLarge;
  }
}

/**
 * Reads a `chat.completion` document. Unknown fields are kept and their strings judged (`otherText`); known fields of the
 * wrong type, duplicate keys, and calls that clients tell apart differently (both kinds at once, no name) make it unreadable.
 */
export function readChatReply(raw: Uint8Array, limits: ReplyLimits): ReplyRead {
  const read = readJson(raw);
  if (!read.ok) return { ok: false, why: `the reply is ${read.why}: ${read.detail}`, tooLarge: false };
  try {
    return { ok: true, reply: readBody(raw, read.value, limits) };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, why: error.message, tooLarge: error.tooLarge };
    throw error;
  }
}

function readBody(raw: Uint8Array, body: JsonValue, limits: ReplyLimits): ChatReply {
  const list = ownField(body, 'choices');
  if (!isJsonObject(body) || !Array.isArray(list)) throw new Unreadable('the reply has no list of choices');
  if (list.length === 0) throw new Unreadable('the reply has no choice');
  if (list.length > limits.maxActions) throw new Unreadable(`more than ${limits.maxActions} choices`, true);
  const choices: ReplyChoice[] = [];
  let actions = 0;
  for (const [index, choice] of list.entries()) {
    const readable = readChoice(index, choice, limits);
    actions += readable.toolCalls.length + readable.blocks.length;
    if (actions > limits.maxActions) throw new Unreadable(`more than ${limits.maxActions} actions`, true);
    choices.push(readable);
  }
  const created = ownField(body, 'created');
  return {
    raw,
    body,
    id: stringField(body, 'id'),
    model: stringField(body, 'model') ?? '',
    created: typeof created === 'number' ? created : 0,
    choices,
    usage: readUsage(ownField(body, 'usage')),
  };
}

function readChoice(index: number, choice: JsonValue, limits: ReplyLimits): ReplyChoice {
  const at = `choice ${index}`;
  const message = ownField(choice, 'message');
  if (!isJsonObject(choice) || !isJsonObject(message)) throw new Unreadable(`${at} has no message`);
  const text = optionalString(message, 'content', at);
  const other: OtherText = new Map();
  addOtherText(other, choice, message);
  const otherText = joinOtherText(other);
  if (!isWellFormed(text) || !isWellFormed(otherText))
    throw new Unreadable(`${at} holds half of a surrogate pair`);
  return {
    index,
    text,
    otherText,
    toolCalls: readToolCalls(message, at, limits),
    blocks: findFences(text),
    finishReason: stringField(choice, 'finish_reason'),
  };
}

function optionalString(object: JsonObject, field: string, at: string): string {
  const value = ownField(object, field) ?? '';
  if (typeof value !== 'string') throw new Unreadable(`${at}: ${field} is not a string`);
  return value;
}

function readToolCalls(message: JsonObject, at: string, limits: ReplyLimits): readonly ReplyToolCall[] {
  const list = ownField(message, 'tool_calls') ?? [];
  if (!Array.isArray(list)) throw new Unreadable(`${at}: tool_calls is not a list`);
  if (list.length > limits.maxActions) throw new Unreadable(`more than ${limits.maxActions} actions`, true);
  const legacy = ownField(message, 'function_call') ?? null;
  if (legacy === null) return list.map((call, position) => readToolCall(call, position, at, limits));
  if (list.length > 0) throw new Unreadable(`${at} holds both tool_calls and function_call`);
  return [readFunction(legacy, { position: 0, id: undefined, legacy: true }, `${at}: function_call`, limits)];
}

function readToolCall(call: JsonValue, position: number, at: string, limits: ReplyLimits): ReplyToolCall {
  const where = `${at}: tool call ${position}`;
  const type = ownField(call, 'type') ?? 'function';
  if (!isJsonObject(call) || type !== 'function') throw new Unreadable(`${where} is not a function call`);
  const id = optionalString(call, 'id', where);
  const identity = { position, id: id === '' ? undefined : id, legacy: false };
  return readFunction(ownField(call, 'function'), identity, where, limits);
}

function readFunction(
  called: JsonValue | undefined,
  identity: { position: number; id: string | undefined; legacy: boolean },
  where: string,
  limits: ReplyLimits,
): ReplyToolCall {
  if (!isJsonObject(called)) throw new Unreadable(`${where} has no function`);
  const name = optionalString(called, 'name', where);
  if (name === '') throw new Unreadable(`${where} has no name`);
  const rawArguments = optionalString(called, 'arguments', where);
  if (!isWellFormed(name) || !isWellFormed(rawArguments)) {
    throw new Unreadable(`${where} holds half of a surrogate pair`);
  }
  return {
    ...identity,
    name,
    rawArguments,
    arguments: readToolArguments(rawArguments, limits.maxArgumentBytes),
  };
}
