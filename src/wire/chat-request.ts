// A chat completion request as decisions read it. The bytes stay as they came; text is taken out of them only on demand.

import {
  type CallKind,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Sha256Hex,
  type ToolDefinition,
} from '../domain/index.ts';
import { callShape } from './call-kind.ts';
import {
  type FaultSink,
  optionalArray,
  optionalBoolean,
  optionalCount,
  optionalString,
  presentField,
} from './field-reader.ts';
import { locateElements } from './json-locate.ts';
import { type JsonRead, readJson } from './json-text.ts';
import { messageLabels } from './message-labels.ts';
import { type MessageToolCall, readableText, toolCallsOf } from './message-text.ts';
import { readToolOffer } from './tool-offer.ts';

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool', 'function'] as const;
export type ChatRole = (typeof ROLES)[number];

/** One element of `messages`. ATTACKER-CONTROLLED: role and name included, which are claims. */
export interface ChatMessage {
  readonly index: number;
  readonly role: ChatRole;
  readonly name: string | undefined;
  readonly toolCallId: string | undefined;
  /** SHA-256 of `bytes`. */
  readonly digest: string;
  /** This message's part of the request's bytes, not a copy. */
  readonly bytes: Uint8Array;
  /** Every string that a model or a peer reads, joined by a line feed; computed on first use. */
  readonly text: string;
  /** Names, ids, keys and whatever else `text` and `toolCalls` leave out, each once; computed on first use. */
  readonly labels: readonly string[];
  /** Calls in the history, the legacy `function_call` last; computed on first use. */
  readonly toolCalls: readonly MessageToolCall[];
}

export interface ChatRequest {
  readonly raw: Uint8Array;
  readonly body: JsonObject;
  readonly model: string;
  readonly stream: boolean;
  /** Whether the client asks for the usage chunk at the end of a stream. */
  readonly includeUsage: boolean;
  readonly choices: number;
  /** The larger of `max_tokens` and `max_completion_tokens`: either one may be the one that the upstream honours. */
  readonly maxTokens: number | undefined;
  readonly user: string | undefined;
  /** Of `tools` and of the legacy `functions`. */
  readonly tools: readonly ToolDefinition[];
  readonly messages: readonly ChatMessage[];
  /** SHA-256 over the digests of all messages. */
  readonly listDigest: string;
  readonly kind: CallKind;
  /** For a speaker selection: the names to choose from. */
  readonly candidates: readonly string[];
  /** For a speaker selection: the participants that the prompt describes. */
  readonly roster: readonly string[];
}

/** `message` is public: it names a field or a place and what is expected, never what was there. */
export type RequestRead =
  | { readonly ok: true; readonly request: ChatRequest }
  | {
      readonly ok: false;
      readonly code: 'invalid_json' | 'duplicate_keys' | 'invalid_request';
      readonly message: string;
      readonly param: string | null;
    };

export interface RequestReadOptions {
  readonly sha256: Sha256Hex;
  readonly maxMessages: number;
  /** Where the path names the model (an Azure deployment): it then counts, whatever the body says. */
  readonly model?: string;
}

/** What has been checked about a message before its text is wanted. */
interface MessageHead {
  readonly json: JsonObject;
  readonly role: ChatRole;
  readonly name: string | undefined;
  readonly toolCallId: string | undefined;
}

interface MessagePlace {
  readonly index: number;
  readonly bytes: Uint8Array;
  readonly digest: string;
}

class WireMessage implements ChatMessage {
  readonly index: number;
  readonly role: ChatRole;
  readonly name: string | undefined;
  readonly toolCallId: string | undefined;
  readonly digest: string;
  readonly bytes: Uint8Array;
  readonly #json: JsonObject;
  #text: string | undefined;
  #labels: readonly string[] | undefined;
  #toolCalls: readonly MessageToolCall[] | undefined;

  constructor(head: MessageHead, place: MessagePlace) {
    this.index = place.index;
    this.role = head.role;
    this.name = head.name;
    this.toolCallId = head.toolCallId;
    this.digest = place.digest;
    this.bytes = place.bytes;
    this.#json = head.json;
  }

  get text(): string {
    this.#text ??= readableText(this.#json);
    return this.#text;
  }

  get labels(): readonly string[] {
    this.#labels ??= messageLabels(this.#json);
    return this.#labels;
  }

  get toolCalls(): readonly MessageToolCall[] {
    this.#toolCalls ??= toolCallsOf(this.#json);
    return this.#toolCalls;
  }
}

function unreadable(read: JsonRead & { ok: false }): RequestRead {
  const refuse = (
    code: 'invalid_json' | 'duplicate_keys' | 'invalid_request',
    message: string,
  ): RequestRead => ({
    ok: false,
    code,
    message,
    param: null,
  });
  switch (read.why) {
    case 'not_utf8':
    case 'not_json':
      return refuse('invalid_json', `The body must be one JSON document in UTF-8: ${read.detail}.`);
    case 'duplicate_keys':
      return refuse('duplicate_keys', `The body must hold each object key once: ${read.detail}.`);
    case 'too_deep':
      return refuse('invalid_request', `The body must not nest deeper than 64 levels: ${read.detail}.`);
  }
}

function misfit(param: string, expected: string): RequestRead {
  return { ok: false, code: 'invalid_request', message: `'${param}' must be ${expected}.`, param };
}

function isText(content: JsonValue | undefined): boolean {
  if (content === undefined || typeof content === 'string') return true;
  return Array.isArray(content) && content.every((part) => typeof part === 'string' || isJsonObject(part));
}

/** Checks what decisions need and no more: whether the history makes sense is for the model's API to say. */
function readHead(json: JsonValue, faults: FaultSink): MessageHead | undefined {
  if (!isJsonObject(json)) {
    faults.push({ param: '', expected: 'an object' });
    return undefined;
  }
  const given = presentField(json, 'role');
  const role = ROLES.find((known) => known === given);
  if (role === undefined) faults.push({ param: 'role', expected: `one of ${ROLES.join(', ')}` });
  if (!isText(presentField(json, 'content'))) {
    faults.push({ param: 'content', expected: 'a string, null, or an array of content parts' });
  }
  if (!optionalArray(json, 'tool_calls', faults).every(isJsonObject)) {
    faults.push({ param: 'tool_calls', expected: 'an array of objects' });
  }
  const name = optionalString(json, 'name', faults);
  const toolCallId = optionalString(json, 'tool_call_id', faults);
  return role === undefined ? undefined : { json, role, name, toolCallId };
}

function readHeads(elements: readonly JsonValue[], faults: FaultSink): readonly MessageHead[] {
  const heads: MessageHead[] = [];
  for (const [index, json] of elements.entries()) {
    const inMessage: FaultSink = [];
    const head = readHead(json, inMessage);
    if (head !== undefined) heads.push(head);
    for (const { param, expected } of inMessage) {
      faults.push({ param: `messages[${index}]${param === '' ? '' : `.${param}`}`, expected });
    }
  }
  return heads;
}

function readMessages(
  raw: Uint8Array,
  heads: readonly MessageHead[],
  sha256: Sha256Hex,
): readonly ChatMessage[] {
  const spans = locateElements(raw, ['messages']);
  return heads.map((head, index) => {
    const span = spans[index];
    if (span === undefined) throw new Error('the scan of the body found fewer messages than its parse');
    const bytes = raw.subarray(span.start, span.end);
    return new WireMessage(head, { index, bytes, digest: sha256(bytes) });
  });
}

function readModel(body: JsonObject, fromPath: string | undefined, faults: FaultSink): string {
  const inBody = optionalString(body, 'model', faults);
  // INVARIANT: the model that is decided is the model that is called; a path and a body that differ leave it open which.
  if (fromPath !== undefined && inBody !== undefined && inBody !== fromPath) {
    faults.push({ param: 'model', expected: 'the deployment that the path names, or no model at all' });
  }
  const model = fromPath ?? inBody ?? '';
  if (model === '') faults.push({ param: 'model', expected: 'the name of a model' });
  return model;
}

/** More than any provider answers; each choice costs work even when the call is refused. */
const MAX_CHOICES = 128;

function readChoices(body: JsonObject, faults: FaultSink): number {
  const choices = optionalCount(body, 'n', faults) ?? 1;
  if (choices > MAX_CHOICES) faults.push({ param: 'n', expected: `at most ${MAX_CHOICES}` });
  return choices;
}

function readIncludeUsage(body: JsonObject, faults: FaultSink): boolean {
  const options = presentField(body, 'stream_options');
  if (options === undefined) return false;
  if (isJsonObject(options)) return optionalBoolean(options, 'include_usage', faults) ?? false;
  faults.push({ param: 'stream_options', expected: 'an object' });
  return false;
}

function largest(...counts: readonly (number | undefined)[]): number | undefined {
  const known = counts.filter((count) => count !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** The fields beside `messages`, in the order in which their faults are reported. */
function readSettings(body: JsonObject, options: RequestReadOptions, faults: FaultSink) {
  return {
    model: readModel(body, options.model, faults),
    stream: optionalBoolean(body, 'stream', faults) ?? false,
    includeUsage: readIncludeUsage(body, faults),
    choices: readChoices(body, faults),
    maxTokens: largest(
      optionalCount(body, 'max_tokens', faults),
      optionalCount(body, 'max_completion_tokens', faults),
    ),
    user: optionalString(body, 'user', faults),
    tools: readToolOffer(body, faults),
  };
}

/**
 * Reads the body of `POST …/chat/completions`. Refuses what different readers could understand differently (see
 * `readJson`) and wrong types of the fields that decisions use; unknown fields and content parts are tolerated.
 * Cost: one parse, two passes over the structure, one digest per message and one over these.
 */
export function readChatRequest(raw: Uint8Array, options: RequestReadOptions): RequestRead {
  const read = readJson(raw);
  if (!read.ok) return unreadable(read);
  const body = read.value;
  if (!isJsonObject(body)) {
    return { ok: false, code: 'invalid_request', message: 'The body must be a JSON object.', param: null };
  }

  const elements = presentField(body, 'messages');
  if (!Array.isArray(elements)) return misfit('messages', 'an array');
  if (elements.length > options.maxMessages) {
    return misfit('messages', `an array of at most ${options.maxMessages} messages`);
  }
  const faults: FaultSink = [];
  const settings = readSettings(body, options, faults);
  const heads = readHeads(elements, faults);
  const [fault] = faults;
  if (fault !== undefined) return misfit(fault.param, fault.expected);

  const messages = readMessages(raw, heads, options.sha256);
  const listDigest = options.sha256(messages.map((message) => message.digest).join(''));
  const shape = callShape(body, messages);
  // Field by field, since a spread in front of others makes an object that is slow wherever it is read.
  const request: ChatRequest = {
    raw,
    body,
    model: settings.model,
    stream: settings.stream,
    includeUsage: settings.includeUsage,
    choices: settings.choices,
    maxTokens: settings.maxTokens,
    user: settings.user,
    tools: settings.tools,
    messages,
    listDigest,
    kind: shape.kind,
    candidates: shape.candidates,
    roster: shape.roster,
  };
  return { ok: true, request };
}
