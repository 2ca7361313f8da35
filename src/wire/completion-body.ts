// Answers that the gateway gives in the model's place, in the shapes that every client survives.

import type { JsonObject } from '../domain/index.ts';

export interface CompletionInput {
  readonly id: string;
  readonly model: string;
  /** Seconds since 1970-01-01T00:00:00Z. */
  readonly created: number;
  /** The text of each choice, in order. */
  readonly contents: readonly string[];
}

export interface ErrorInput {
  readonly message: string;
  readonly type: string;
  readonly code: string;
  readonly param?: string | null;
  /** Further members of `error`. */
  readonly extra?: JsonObject;
}

const NO_USAGE = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A buffered `chat.completion`: `finish_reason` stop, no tokens used, no `tool_calls` key (an empty list breaks clients). */
export function completionBody(input: CompletionInput): Uint8Array {
  const choices = input.contents.map((content, index) => ({
    index,
    message: { role: 'assistant', content, refusal: null },
    logprobs: null,
    finish_reason: 'stop',
  }));
  const { id, created, model } = input;
  return encode(JSON.stringify({ id, object: 'chat.completion', created, model, choices, usage: NO_USAGE }));
}

/**
 * The same as a whole event stream. All text comes before the first `finish_reason`: a strict client takes no choices
 * after it. The usage chunk is sent only to clients that asked for it. Ends in `[DONE]`.
 */
export function completionEvents(input: CompletionInput & { readonly includeUsage: boolean }): Uint8Array {
  const { id, created, model } = input;
  const event = (fields: JsonObject): string =>
    `data: ${JSON.stringify({ id, object: 'chat.completion.chunk', created, model, ...fields })}\n\n`;
  const choice = (index: number, delta: JsonObject, finish: string | null): string =>
    event({ choices: [{ index, delta, finish_reason: finish }] });
  return encode(
    [
      ...input.contents.map((content, index) => choice(index, { role: 'assistant', content }, null)),
      ...input.contents.map((_, index) => choice(index, {}, 'stop')),
      input.includeUsage ? event({ choices: [], usage: NO_USAGE }) : '',
      'data: [DONE]\n\n',
    ].join(''),
  );
}

/** An error as the API writes it. */
export function errorObject({ message, type, code, param = null, extra = {} }: ErrorInput): JsonObject {
  return { error: { ...extra, message, type, code, param } };
}

/** The bytes of `errorObject`. */
export function errorBody(input: ErrorInput): Uint8Array {
  return encode(JSON.stringify(errorObject(input)));
}
