// Turns a scripted completion into the API's JSON document or its chunks. Pure, so that two runs give the same bytes.

import type { JsonObject, JsonValue } from '../../domain/index.ts';
import type { CompletionReply, ScriptedChoice, ScriptedRequest, ScriptedToolCall } from './script.ts';

/** What identifies one completion. */
export interface Envelope {
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly model: string;
  /** Azure adds the verdicts of its content filter. */
  readonly azure: boolean;
}

/** The document of a buffered reply. */
export function renderDocument(
  reply: CompletionReply,
  request: ScriptedRequest,
  envelope: Envelope,
): JsonObject {
  const choices = choicesFor(reply, request);
  return {
    id: envelope.id,
    object: 'chat.completion',
    created: envelope.created,
    model: envelope.model,
    choices: choices.map((choice, index) => ({
      index,
      message: messageOf(choice, `${envelope.id}_${index}`),
      logprobs: null,
      finish_reason: finishReason(choice),
      ...(envelope.azure ? { content_filter_results: {} } : {}),
    })),
    usage: usageOf(choices, request),
    service_tier: 'default',
    system_fingerprint: 'fp_scripted',
    ...(envelope.azure ? { prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }] } : {}),
  };
}

/**
 * The events of a streamed reply, in order and without their framing; `[DONE]` is not among them. Choices are interleaved.
 * `usage` is null in each chunk, and a last chunk without choices holds it, only where `stream_options.include_usage` asks.
 */
export function renderChunks(
  reply: CompletionReply,
  request: ScriptedRequest,
  envelope: Envelope,
): JsonObject[] {
  const choices = choicesFor(reply, request);
  const piece = Math.max(1, reply.delivery?.pieceLength ?? 4);
  const options = request.body['stream_options'];
  const wantsUsage =
    typeof options === 'object' &&
    options !== null &&
    'include_usage' in options &&
    options['include_usage'] === true;
  const chunk = (list: readonly JsonValue[]): JsonObject => ({
    id: envelope.id,
    object: 'chat.completion.chunk',
    created: envelope.created,
    model: envelope.model,
    service_tier: 'default',
    system_fingerprint: 'fp_scripted',
    choices: list,
    ...(wantsUsage ? { usage: null } : {}),
  });
  const chunks: JsonObject[] = [];
  if (envelope.azure) {
    chunks.push({ ...chunk([]), prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }] });
  }
  const lanes = choices.map((choice, index) => laneOf(choice, `${envelope.id}_${index}`, piece));
  const longest = Math.max(...lanes.map((lane) => lane.length));
  for (let step = 0; step < longest; step++) {
    for (const [index, lane] of lanes.entries()) {
      const delta = lane[step];
      if (delta !== undefined) chunks.push(chunk([{ index, delta, logprobs: null, finish_reason: null }]));
    }
  }
  for (const [index, choice] of choices.entries()) {
    chunks.push(chunk([{ index, delta: {}, logprobs: null, finish_reason: finishReason(choice) }]));
  }
  if (wantsUsage) chunks.push({ ...chunk([]), usage: usageOf(choices, request) });
  return chunks;
}

function choicesFor(reply: CompletionReply, request: ScriptedRequest): ScriptedChoice[] {
  return Array.from(
    { length: request.choices },
    (_, index) => reply.choices[index % reply.choices.length] ?? reply.choices[0],
  );
}

function messageOf(choice: ScriptedChoice, id: string): JsonObject {
  const calls = choice.toolCalls ?? [];
  return {
    role: 'assistant',
    content: choice.text ?? null,
    refusal: choice.refusal ?? null,
    annotations: [],
    ...(calls.length > 0 ? { tool_calls: calls.map((call, position) => toolCall(call, id, position)) } : {}),
    ...(choice.functionCall === undefined ? {} : { function_call: functionOf(choice.functionCall) }),
  };
}

function toolCall(call: ScriptedToolCall, id: string, position: number): JsonObject {
  return { id: callId(call, id, position), type: 'function', function: functionOf(call) };
}

function callId(call: ScriptedToolCall, id: string, position: number): string {
  return call.id ?? `call_${id.replace('chatcmpl-', '')}_${position}`;
}

function functionOf(call: ScriptedToolCall): { readonly name: string; readonly arguments: string } {
  return {
    name: call.name,
    arguments: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments),
  };
}

/** The deltas of one choice: the role first, then text, refusal, and each call's name followed by its arguments. */
function laneOf(choice: ScriptedChoice, id: string, piece: number): JsonObject[] {
  const speaks = choice.text !== undefined || choice.refusal !== undefined;
  const calls = choice.toolCalls ?? [];
  const lane: JsonObject[] = [{ role: 'assistant', content: speaks ? '' : null, refusal: null }];
  for (const text of cut(choice.text, piece)) lane.push({ content: text });
  for (const text of cut(choice.refusal, piece)) lane.push({ refusal: text });
  for (const [index, call] of calls.entries()) {
    const { name, arguments: args } = functionOf(call);
    const opening = {
      index,
      id: callId(call, id, index),
      type: 'function',
      function: { name, arguments: '' },
    };
    lane.push({ tool_calls: [opening] });
    for (const text of cut(args, piece))
      lane.push({ tool_calls: [{ index, function: { arguments: text } }] });
  }
  if (choice.functionCall !== undefined) {
    const { name, arguments: args } = functionOf(choice.functionCall);
    lane.push({ function_call: { name, arguments: '' } });
    for (const text of cut(args, piece)) lane.push({ function_call: { arguments: text } });
  }
  return lane;
}

/** Pieces of `length` UTF-16 units; one more where a surrogate pair would be torn, as the API never tears one. */
function cut(text: string | undefined, length: number): string[] {
  const pieces: string[] = [];
  for (let start = 0; text !== undefined && start < text.length; ) {
    const code = text.charCodeAt(start + length - 1);
    const end = start + length + (code >= 0xd800 && code < 0xdc00 ? 1 : 0);
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}

function finishReason(choice: ScriptedChoice): string {
  if (choice.finishReason !== undefined) return choice.finishReason;
  if ((choice.toolCalls ?? []).length > 0) return 'tool_calls';
  return choice.functionCall === undefined ? 'stop' : 'function_call';
}

/** A token is four characters here: near enough for budgets, and the same everywhere. */
function usageOf(choices: readonly ScriptedChoice[], request: ScriptedRequest): JsonObject {
  const prompt = tokens(JSON.stringify(request.body['messages'] ?? ''));
  const completion = choices.reduce((sum, choice) => sum + tokens(JSON.stringify(choice)), 0);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  };
}

function tokens(text: string): number {
  return Math.ceil(text.length / 4);
}
