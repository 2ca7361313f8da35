// What a model answered, in the form that decisions need, whether it came as one body or as a stream.

import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownField,
  type ToolArguments,
} from '../domain/index.ts';
import type { FencedBlock } from './code-fences.ts';

/** ATTACKER-CONTROLLED: all fields. */
export interface ReplyToolCall {
  /** Position in the choice's `tool_calls`; 0 for a legacy `function_call`. No choice holds both. */
  readonly position: number;
  readonly id: string | undefined;
  readonly name: string;
  readonly rawArguments: string;
  readonly arguments: ToolArguments;
  readonly legacy: boolean;
}

/** ATTACKER-CONTROLLED: all fields. */
export interface ReplyChoice {
  /** Position in `choices`: what every client goes by. */
  readonly index: number;
  /** The content. */
  readonly text: string;
  /** Every other string of the message: refusal, reasoning, transcripts, unknown fields. Joined by line feeds. */
  readonly otherText: string;
  readonly toolCalls: readonly ReplyToolCall[];
  readonly blocks: readonly FencedBlock[];
  readonly finishReason: string | undefined;
}

/** Tokens, as the provider counted them. */
export interface TokenUsage {
  readonly prompt: number;
  readonly completion: number;
}

export interface ReplyLimits {
  /** Most tool calls and code blocks, together, that one reply may hold. */
  readonly maxActions: number;
  /** Longest tool arguments that are read; longer ones are unknown to policy. */
  readonly maxArgumentBytes: number;
}

/** Fields of a message (or delta) that hold no other text. */
const OWN_FIELDS: ReadonlySet<string> = new Set(['role', 'content', 'tool_calls', 'function_call']);
/** Fields of a choice that hold no other text. `logprobs` repeats the content. */
const CHOICE_FIELDS: ReadonlySet<string> = new Set([
  'index',
  'message',
  'delta',
  'finish_reason',
  'logprobs',
]);

/** Whether an edit of a message's text must take the field out: all that a reader could take for text, or that repeats it. */
export function isExtraMessageField(name: string, value: JsonValue | undefined): boolean {
  return value !== null && !OWN_FIELDS.has(name);
}

/** The same for a field of a choice. */
export function isExtraChoiceField(name: string, value: JsonValue | undefined): boolean {
  return value !== null && (name === 'logprobs' || !CHOICE_FIELDS.has(name));
}

/** Text by the field that carries it, so that fragments of one field join and fields do not mix. */
export type OtherText = Map<string, string>;

/** Adds every string of `choice` and its `message` that is not content, a tool call or a name of the protocol. */
export function addOtherText(into: OtherText, choice: JsonObject, message: JsonObject): void {
  for (const field in message) {
    if (!OWN_FIELDS.has(field)) addStrings(into, field, message[field]);
  }
  for (const field in choice) {
    if (!CHOICE_FIELDS.has(field)) addStrings(into, field, choice[field]);
  }
}

/** Recursion is bounded by the depth limit of `readJson`. */
function addStrings(into: OtherText, path: string, value: JsonValue | undefined): void {
  if (typeof value === 'string') {
    into.set(path, (into.get(path) ?? '') + value);
  } else if (Array.isArray(value)) {
    for (const item of value) addStrings(into, path, item);
  } else if (isJsonObject(value)) {
    for (const field of Object.keys(value)) {
      // Audio is sound, not text; its transcript is another field.
      if (path !== 'audio' || field !== 'data') addStrings(into, `${path}.${field}`, value[field]);
    }
  }
}

export function joinOtherText(fields: OtherText): string {
  return fields.size === 0 ? '' : [...fields.values()].filter((text) => text !== '').join('\n');
}

/** Half a surrogate pair can not be written in UTF-8: readers disagree about what it becomes. */
const LONE_SURROGATE = /\p{Surrogate}/u;

export function isWellFormed(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}

/** The `usage` object, or undefined where it is absent or not what it should be. */
export function readUsage(usage: JsonValue | undefined): TokenUsage | undefined {
  const prompt = ownField(usage, 'prompt_tokens');
  const completion = ownField(usage, 'completion_tokens');
  return isTokenCount(prompt) && isTokenCount(completion) ? { prompt, completion } : undefined;
}

function isTokenCount(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
