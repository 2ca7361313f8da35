// Short names for the replies that scripts are made of, so that a script reads like the conversation it plays.

import type { JsonObject } from '../../domain/index.ts';
import type {
  CompletionReply,
  Delivery,
  ErrorReply,
  RawReply,
  ScriptedChoice,
  ScriptedToolCall,
} from './script.ts';

/** One choice that is plain text. A speaker selection is answered by the bare name. */
export function say(text: string, delivery?: Delivery): CompletionReply {
  return choose([{ text }], delivery);
}

/** One choice that calls a tool, with text beside it where that is given. */
export function callTool(name: string, args: JsonObject | string, text?: string): CompletionReply {
  return callTools([{ name, arguments: args }], text);
}

/** One choice with parallel tool calls. */
export function callTools(toolCalls: readonly ScriptedToolCall[], text?: string): CompletionReply {
  return choose([text === undefined ? { toolCalls } : { text, toolCalls }]);
}

/** One choice with a `function_call`, as the API had it before tools. */
export function callFunction(name: string, args: JsonObject | string): CompletionReply {
  return choose([{ functionCall: { name, arguments: args } }]);
}

/** One choice that the model declines in the `refusal` field. */
export function refuse(refusal: string): CompletionReply {
  return choose([{ refusal }]);
}

/** Several choices, or one with every field under control. */
export function choose(
  choices: readonly [ScriptedChoice, ...ScriptedChoice[]],
  delivery?: Delivery,
): CompletionReply {
  return delivery === undefined ? { kind: 'completion', choices } : { kind: 'completion', choices, delivery };
}

/** A fenced code block, as a coding agent writes it, between two lines of prose. */
export function sayCode(language: string, code: string): CompletionReply {
  return say(`Run this:\n\`\`\`${language}\n${code}\n\`\`\`\nThen tell me what it printed.`);
}

/** The progress ledger of a Magentic orchestrator. */
export function ledger(next: {
  readonly speaker: string;
  readonly instruction: string;
  readonly satisfied: boolean;
}): CompletionReply {
  const entry = (answer: boolean | string) => ({ reason: 'scripted', answer });
  return say(
    JSON.stringify({
      is_request_satisfied: entry(next.satisfied),
      is_in_loop: entry(false),
      is_progress_being_made: entry(true),
      next_speaker: entry(next.speaker),
      instruction_or_question: entry(next.instruction),
    }),
  );
}

/** 429 with the headers that tell a client when to come back. */
export function rateLimited(retryAfterMs: number): ErrorReply {
  return {
    kind: 'error',
    status: 429,
    error: {
      message: 'Rate limit reached for requests per minute.',
      type: 'requests',
      param: null,
      code: 'rate_limit_exceeded',
    },
    headers: {
      'retry-after': String(Math.ceil(retryAfterMs / 1000)),
      'retry-after-ms': String(retryAfterMs),
      'x-ratelimit-remaining-requests': '0',
    },
  };
}

/** A 5xx of the provider; `retry-after-ms: 1`, so that a client that retries does so at once. */
export function serverError(status: 500 | 502 | 503 | 504 = 503): ErrorReply {
  return {
    kind: 'error',
    status,
    error: { message: 'The engine is currently overloaded.', type: 'server_error', param: null, code: null },
    headers: { 'retry-after-ms': '1' },
  };
}

/** The provider's own content filter. */
export function contentFiltered(): ErrorReply {
  return {
    kind: 'error',
    status: 400,
    error: {
      message: 'The prompt was filtered.',
      type: 'invalid_request_error',
      param: 'prompt',
      code: 'content_filter',
    },
  };
}

const JSON_TYPE = { 'content-type': 'application/json' };
const SSE_TYPE = { 'content-type': 'text/event-stream; charset=utf-8' };

/** Status 200 and a web page, as a captive portal or a load balancer answers. */
export function htmlPage(status = 200): RawReply {
  return {
    kind: 'raw',
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    parts: ['<!doctype html><title>Sign in</title><p>Please sign in to the network.'],
    ending: 'end',
  };
}

/** Status 200 and this text, declared to be JSON. */
export function claimsToBeJson(text: string | Uint8Array): RawReply {
  return { kind: 'raw', status: 200, headers: JSON_TYPE, parts: [text], ending: 'end' };
}

/** Status 200, JSON of a completion's shape whose text holds bytes that are not UTF-8. */
export function invalidUtf8(): RawReply {
  const before =
    '{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":';
  const parts = [
    `${before}{"role":"assistant","content":"bad `,
    Uint8Array.of(0xc3, 0x28, 0xff),
    ' byte"},"finish_reason":"stop"}]}',
  ];
  return { kind: 'raw', status: 200, headers: JSON_TYPE, parts, ending: 'end' };
}

/** Announces more bytes than it sends, then drops the connection; with a negative `extra`, announces fewer. */
export function wrongLength(text: string, extra: number): RawReply {
  const length = Math.max(0, Buffer.byteLength(text) + extra);
  return {
    kind: 'raw',
    status: 200,
    headers: { ...JSON_TYPE, 'content-length': String(length) },
    parts: [text],
    ending: extra > 0 ? 'drop' : 'end',
  };
}

/** Takes the request and never answers. */
export function hang(): RawReply {
  return { kind: 'raw', status: 200, headers: {}, parts: [], ending: 'hang' };
}

/** Takes the request and drops the connection without a byte. */
export function drop(): RawReply {
  return { kind: 'raw', status: 200, headers: {}, parts: [], ending: 'drop' };
}

/** A stream made of these parts, each written by itself. */
export function rawStream(
  parts: readonly (string | Uint8Array)[],
  ending: RawReply['ending'] = 'end',
): RawReply {
  return { kind: 'raw', status: 200, headers: SSE_TYPE, parts, ending };
}

/** A stream that fails after its first words, with the error as an event. */
export function errorInStream(): RawReply {
  const chunk =
    '{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"},"finish_reason":null}]}';
  const error =
    '{"error":{"message":"The server had an error.","type":"server_error","param":null,"code":null}}';
  return rawStream([`data: ${chunk}\n\n`, `data: ${error}\n\n`]);
}
