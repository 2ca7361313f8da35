// A chat completion request as decisions read it. The bytes stay as they came; text is taken out of them only on demand.

import {
  type CallKind,
  isJsonObject,
  type JsonObject,
  type Sha256Hex,
  type ToolDefinition,
} from '../domain/index.ts';
import { callShape } from './call-kind.ts';
import { type CallDigests, type ChatMessage, digestsOf, placeMessages, readHeads } from './chat-message.ts';
import {
  type FaultSink,
  optionalBoolean,
  optionalCount,
  optionalString,
  presentField,
} from './field-reader.ts';
import { locateElements } from './json-locate.ts';
import { type JsonRead, readJson } from './json-text.ts';
import { readToolOffer } from './tool-offer.ts';

export interface ChatRequest extends CallDigests {
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
 * Cost: one parse and two passes over the structure; digests, texts and labels are found when they are asked for.
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

  const source = { raw, sha256: options.sha256 };
  const messages = placeMessages(heads, locateElements(raw, ['messages'], read.text), source);
  const digests = digestsOf(messages, source);
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
    listDigest: digests.listDigest,
    digest: digests.digest,
    kind: shape.kind,
    candidates: shape.candidates,
    roster: shape.roster,
  };
  return { ok: true, request };
}
