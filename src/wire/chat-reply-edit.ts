// Changes a buffered reply as policy decided, and nothing else in it.

import { isJsonObject, type JsonObject, type JsonValue, ownField } from '../domain/index.ts';
import type { ChatReply } from './chat-reply.ts';
import { type Splice, spliceJson } from './json-splice.ts';
import { isExtraChoiceField, isExtraMessageField, type ReplyChoice } from './reply-choice.ts';

/** What becomes of one choice. */
export interface ChoiceEdit {
  readonly index: number;
  /** Replaces the content; every other text of the choice goes: refusal, reasoning, audio, annotations, logprobs, unknown fields. */
  readonly text?: string;
  /** Positions of tool calls to take out. */
  readonly drop?: readonly number[];
  /** New raw arguments by position. */
  readonly arguments?: ReadonlyMap<number, string>;
}

/** The finish reasons that announce calls. Where no call is left they would mislead. */
export function announcesCalls(finishReason: JsonValue | undefined): boolean {
  return finishReason === 'tool_calls' || finishReason === 'function_call';
}

/**
 * The reply with the edits done; all other bytes are as they came, ids and usage included. Without edits it is `reply.raw`,
 * except that an empty `tool_calls` list is always taken out: AutoGen 0.2 resends it and providers refuse it.
 * A choice without calls left loses the key, and its finish reason becomes `stop`.
 */
export function editChatReply(reply: ChatReply, edits: readonly ChoiceEdit[]): Uint8Array {
  for (const edit of edits) requireTargets(reply.choices[edit.index], edit);
  const byIndex = new Map(edits.map((edit) => [edit.index, edit]));
  const list = ownField(reply.body, 'choices');
  const splices: Splice[] = [];
  for (const choice of reply.choices) {
    const body = Array.isArray(list) ? list[choice.index] : undefined;
    const message = ownField(body, 'message');
    if (!isJsonObject(body) || !isJsonObject(message)) throw new Error('the reply changed after it was read');
    const edit = byIndex.get(choice.index);
    if (edit?.text !== undefined) splices.push(...textSplices(choice.index, body, message, edit.text));
    splices.push(...callSplices(choice, body, message, edit));
  }
  return spliceJson(reply.raw, splices);
}

/** An edit that silently does not happen would release what policy took out. */
export function requireTargets(choice: ReplyChoice | undefined, edit: ChoiceEdit): void {
  const named = [...(edit.drop ?? []), ...(edit.arguments?.keys() ?? [])];
  if (choice === undefined || named.some((position) => choice.toolCalls[position]?.position !== position)) {
    throw new Error('an edit names a choice or a tool call that is not there');
  }
}

function textSplices(index: number, body: JsonObject, message: JsonObject, text: string): Splice[] {
  const at = ['choices', index];
  const extras = (path: readonly (string | number)[], fields: readonly string[]): Splice[] =>
    fields.map((field) => ({ path: [...path, field], action: { kind: 'remove' } }));
  return [
    { path: [...at, 'message'], action: { kind: 'insert', key: 'content', json: text } },
    ...extras(
      [...at, 'message'],
      Object.keys(message).filter((field) => isExtraMessageField(field, message[field])),
    ),
    ...extras(
      at,
      Object.keys(body).filter((field) => isExtraChoiceField(field, body[field])),
    ),
  ];
}

function callSplices(
  choice: ReplyChoice,
  body: JsonObject,
  message: JsonObject,
  edit: ChoiceEdit | undefined,
): Splice[] {
  const dropped = new Set(edit?.drop);
  const kept = choice.toolCalls.filter((call) => !dropped.has(call.position));
  const path = ['choices', choice.index, 'message'];
  if (kept.length === 0) {
    return [...withoutCalls(path, message), ...finishSplice(choice, body)];
  }
  const splices: Splice[] = choice.toolCalls
    .filter((call) => dropped.has(call.position))
    .map((call) => ({ path: [...path, 'tool_calls', call.position], action: { kind: 'remove' } }));
  const list = ownField(message, 'tool_calls');
  if (Array.isArray(list) && list.length === 0)
    splices.push({ path: [...path, 'tool_calls'], action: { kind: 'remove' } });
  for (const { position, legacy } of kept) {
    const json = edit?.arguments?.get(position);
    if (json === undefined) continue;
    const called = legacy ? [...path, 'function_call'] : [...path, 'tool_calls', position, 'function'];
    splices.push({ path: called, action: { kind: 'insert', key: 'arguments', json } });
  }
  return splices;
}

/** Takes out both keys as far as they say anything; `null` stays as it came. */
function withoutCalls(path: readonly (string | number)[], message: JsonObject): Splice[] {
  return ['tool_calls', 'function_call']
    .filter((key) => (ownField(message, key) ?? null) !== null)
    .map((key) => ({ path: [...path, key], action: { kind: 'remove' } }));
}

function finishSplice(choice: ReplyChoice, body: JsonObject): Splice[] {
  if (choice.toolCalls.length === 0 || !announcesCalls(ownField(body, 'finish_reason'))) return [];
  return [{ path: ['choices', choice.index, 'finish_reason'], action: { kind: 'replace', json: 'stop' } }];
}
