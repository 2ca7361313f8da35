// Which strings of a message somebody reads: the one list that detection looks at and that redaction edits.

import { isJsonObject, type JsonObject, type JsonValue, ownField, stringField } from '../domain/index.ts';
import type { JsonPath } from './json-locate.ts';
import { eachString, type VisitString } from './json-strings.ts';

/** A call in the history of a conversation, as the agent repeats it. ATTACKER-CONTROLLED: all of it. */
export interface MessageToolCall {
  readonly id: string | undefined;
  readonly name: string;
  /** As sent; where a client sends an object instead of a string, its JSON. */
  readonly rawArguments: string;
}

/** The API's limit for names. A longer one is prose, and read as such. */
export const MAX_NAME_LENGTH = 64;

/** Fields of a message that address or structure it. Tool calls have their own reader. */
export const ENVELOPE_FIELDS: ReadonlySet<string> = new Set([
  'content',
  'role',
  'name',
  'tool_call_id',
  'tool_calls',
  'function_call',
]);

/** Fields, at any depth, that steer the server and never reach a reader. */
const CONTROL_FIELDS: ReadonlySet<string> = new Set(['type', 'cache_control']);

const MEDIA_PARTS: ReadonlySet<string> = new Set([
  'image_url',
  'input_image',
  'input_audio',
  'audio_url',
  'video_url',
  'file',
  'input_file',
]);

const MEDIA_PAYLOAD_FIELDS: ReadonlySet<string> = new Set(['data', 'file_data']);

const entersReadable = (field: string): boolean => !CONTROL_FIELDS.has(field);

/** INVARIANT: at a path with one of them, `eachReadableString` visits nothing. */
export function isControl(path: JsonPath): boolean {
  return path.some((step) => CONTROL_FIELDS.has(String(step)));
}

/** Whether a string of a media part stands where encoded bytes are expected. */
export function isPayload(path: JsonPath, text: string): boolean {
  return MEDIA_PAYLOAD_FIELDS.has(String(path.at(-1))) || text.startsWith('data:');
}

/** The encoded bytes of an image, sound or file are not text. */
function withoutPayloads(visit: VisitString): VisitString {
  return (path, text) => {
    if (!isPayload(path, text)) visit(path, text);
  };
}

export function isMedia(part: JsonValue): boolean {
  return MEDIA_PARTS.has(stringField(part, 'type') ?? '');
}

function walkContent(content: JsonValue | undefined, visit: VisitString): void {
  if (content === undefined) return;
  if (!Array.isArray(content)) {
    eachString(content, { visit, path: ['content'], enters: entersReadable });
    return;
  }
  for (const [index, part] of content.entries()) {
    const visitPart = isMedia(part) ? withoutPayloads(visit) : visit;
    eachString(part, { visit: visitPart, path: ['content', index], enters: entersReadable });
  }
}

/**
 * Calls `visit` for each string of a message that a model or a peer may read: the content first, then every other
 * field, known (`refusal`, `reasoning_content`) or not, and a name that is too long to be one. Left out are the
 * message's envelope, its tool calls, empty strings, and the encoded bytes of images, sounds and files.
 */
export function eachReadableString(message: JsonObject, visitReadable: VisitString): void {
  const visit: VisitString = (path, text) => {
    if (text !== '') visitReadable(path, text);
  };
  walkContent(ownField(message, 'content'), visit);
  for (const [field, value] of Object.entries(message)) {
    if (!ENVELOPE_FIELDS.has(field)) eachString(value, { visit, path: [field], enters: entersReadable });
  }
  const name = stringField(message, 'name');
  if (name !== undefined && name.length > MAX_NAME_LENGTH) visit(['name'], name);
}

/** All readable strings of a message, joined by a line feed. */
export function readableText(message: JsonObject): string {
  const texts: string[] = [];
  eachReadableString(message, (_, text) => texts.push(text));
  return texts.join('\n');
}

/** Where a tool call carries what it asks for: `arguments` of a function, `input` of a custom tool. */
interface CallPayload {
  readonly path: readonly (string | number)[];
  readonly field: 'arguments' | 'input';
  readonly id: string | undefined;
  readonly holder: JsonValue | undefined;
}

export function payloadsOf(message: JsonObject): readonly CallPayload[] {
  const payloads: CallPayload[] = [];
  const calls = ownField(message, 'tool_calls');
  for (const [index, call] of Array.isArray(calls) ? calls.entries() : []) {
    const custom = ownField(call, 'function') === undefined && ownField(call, 'custom') !== undefined;
    const holder = custom ? 'custom' : 'function';
    payloads.push({
      path: ['tool_calls', index, holder],
      field: custom ? 'input' : 'arguments',
      id: stringField(call, 'id'),
      holder: ownField(call, holder),
    });
  }
  const legacy = ownField(message, 'function_call');
  if (isJsonObject(legacy)) {
    payloads.push({ path: ['function_call'], field: 'arguments', id: undefined, holder: legacy });
  }
  return payloads;
}

function rawText(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}

/** The tool calls of a message in order, the legacy `function_call` last. */
export function toolCallsOf(message: JsonObject): readonly MessageToolCall[] {
  return payloadsOf(message).map(({ field, id, holder }) => ({
    id,
    name: stringField(holder, 'name') ?? '',
    rawArguments: rawText(ownField(holder, field)),
  }));
}

/** Calls `visit` for the arguments of each tool call; where a client sends an object, for each string in it. */
export function eachArgumentString(message: JsonObject, visit: VisitString): void {
  for (const { path, field, holder } of payloadsOf(message)) {
    const value = ownField(holder, field);
    if (value !== undefined) eachString(value, { visit, path: [...path, field] });
  }
}
