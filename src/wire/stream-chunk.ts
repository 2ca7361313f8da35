// Reads one event of a streamed reply, and brings what clients read differently into the one form that all read alike.

import { isJsonObject, type JsonObject, type JsonValue, ownField } from '../domain/index.ts';
import { type Splice, spliceJson } from './json-splice.ts';
import { readJson } from './json-text.ts';
import { isExtraChoiceField, isExtraMessageField, isWellFormed } from './reply-choice.ts';

/** A piece of a tool call; '' stands for what the piece does not carry. */
export interface CallFragment {
  readonly position: number;
  readonly id: string;
  readonly name: string;
  readonly rawArguments: string;
  readonly legacy: boolean;
}

/** What a chunk says of one choice. */
export interface ChunkPart {
  readonly index: number;
  /** Position in the chunk's `choices`. */
  readonly place: number;
  readonly choice: JsonObject;
  readonly delta: JsonObject;
  readonly content: string | undefined;
  readonly calls: readonly CallFragment[];
  /** As sent; undefined for null, '' and absent. */
  readonly finish: string | undefined;
}

export type ChunkRead =
  | { readonly kind: 'chunk'; readonly body: JsonObject; readonly parts: readonly ChunkPart[] }
  | { readonly kind: 'error'; readonly error: JsonValue }
  | { readonly kind: 'invalid'; readonly why: string };

const FINISH_REASONS: ReadonlySet<string> = new Set([
  'stop',
  'length',
  'tool_calls',
  'content_filter',
  'function_call',
]);
const NO_CALLS: readonly CallFragment[] = [];

/** The finish reason that clients get: strict ones know five, and break on any other. */
export function finishReason(sent: string): string {
  return FINISH_REASONS.has(sent) ? sent : 'stop';
}

/** Why a part can not be read. */
class Unreadable extends Error {}

/**
 * Reads the data of one event, which must be a `chat.completion.chunk` about choices below `maxChoices`, each at most once,
 * or an error that the SDKs would raise (a truthy `error`). `why` never holds content.
 */
export function readChunk(data: Uint8Array, maxChoices: number): ChunkRead {
  const read = readJson(data);
  if (!read.ok) return { kind: 'invalid', why: `an event is ${read.why}: ${read.detail}` };
  const error = ownField(read.value, 'error');
  if (error) return { kind: 'error', error };
  const choices = ownField(read.value, 'choices');
  if (!isJsonObject(read.value) || !Array.isArray(choices)) {
    return { kind: 'invalid', why: 'an event is no chunk of a chat completion' };
  }
  try {
    return { kind: 'chunk', body: read.value, parts: readParts(choices, maxChoices) };
  } catch (fault) {
    if (fault instanceof Unreadable) return { kind: 'invalid', why: fault.message };
    throw fault;
  }
}

function readParts(choices: readonly JsonValue[], maxChoices: number): readonly ChunkPart[] {
  const parts = choices.map((choice, place) => readPart(choice, place, maxChoices));
  if (parts.length > 1 && new Set(parts.map((part) => part.index)).size < parts.length) {
    throw new Unreadable('a chunk names a choice twice');
  }
  return parts;
}

function readPart(choice: JsonValue, place: number, maxChoices: number): ChunkPart {
  const index = ownField(choice, 'index');
  // Azure's content filter chunks have no delta.
  const delta = ownField(choice, 'delta') ?? {};
  if (!isJsonObject(choice) || !isJsonObject(delta)) throw new Unreadable('a choice of a chunk is no object');
  if (!isPosition(index) || index >= maxChoices)
    throw new Unreadable('a chunk has a choice that was not asked for');
  const content = ownField(delta, 'content') ?? undefined;
  if (content !== undefined && !isText(content)) throw new Unreadable('the content of a delta is no text');
  const finish = ownField(choice, 'finish_reason') ?? '';
  if (typeof finish !== 'string') throw new Unreadable('a finish reason is no string');
  return {
    index,
    place,
    choice,
    delta,
    content,
    calls: readCalls(delta),
    finish: finish === '' ? undefined : finish,
  };
}

function isPosition(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** A string that all readers take for the same text. */
function isText(value: JsonValue): value is string {
  return typeof value === 'string' && isWellFormed(value);
}

function readCalls(delta: JsonObject): readonly CallFragment[] {
  const list = ownField(delta, 'tool_calls') ?? NO_CALLS;
  const legacy = ownField(delta, 'function_call') ?? null;
  if (!Array.isArray(list)) throw new Unreadable('tool_calls of a delta is no list');
  if (legacy === null) return list.length === 0 ? NO_CALLS : list.map(readCall);
  if (list.length > 0) throw new Unreadable('a delta holds both tool_calls and function_call');
  return [readFunction(legacy, { position: 0, id: '', legacy: true })];
}

function readCall(call: JsonValue): CallFragment {
  const position = ownField(call, 'index');
  const type = ownField(call, 'type') ?? 'function';
  if (!isPosition(position) || type !== 'function') {
    throw new Unreadable('a tool call of a delta is no function call with an index');
  }
  const identity = { position, id: textField(call, 'id'), legacy: false };
  return readFunction(ownField(call, 'function') ?? {}, identity);
}

function readFunction(
  called: JsonValue,
  identity: Pick<CallFragment, 'position' | 'id' | 'legacy'>,
): CallFragment {
  if (!isJsonObject(called)) throw new Unreadable('the function of a tool call is no object');
  return { ...identity, name: textField(called, 'name'), rawArguments: textField(called, 'arguments') };
}

function textField(object: JsonValue, field: string): string {
  const value = ownField(object, field) ?? '';
  if (!isText(value)) throw new Unreadable(`${field} of a tool call is no text`);
  return value;
}

/** A chunk as it is to be released. */
export interface ChunkForm {
  readonly data: Uint8Array;
  readonly hasContent: boolean;
  /** The first half of a split chunk: neither calls nor a finish. */
  readonly isTextOnly: boolean;
}

/** Whether all clients read the part alike as it is. */
export function isUnambiguous(part: ChunkPart): boolean {
  return !isMixed(part) && sentFinish(part) === wantedFinish(part);
}

/** AutoGen 0.4 would drop the calls of such a delta, 0.2 would not. */
function isMixed(part: ChunkPart): boolean {
  return part.calls.length > 0 && part.content !== undefined;
}

function sentFinish(part: ChunkPart): JsonValue {
  return ownField(part.choice, 'finish_reason') ?? null;
}

function wantedFinish(part: ChunkPart): string | null {
  return part.finish === undefined ? null : finishReason(part.finish);
}

/**
 * The chunk as one or two chunks that all clients read alike: an unknown finish reason becomes `stop`, and content and calls
 * never share a delta. `data` itself where that is so already.
 */
export function splitChunk(
  data: Uint8Array,
  body: JsonObject,
  parts: readonly ChunkPart[],
): readonly ChunkForm[] {
  const hasContent = parts.some((part) => part.content !== undefined);
  const finishes = parts.flatMap(finishSplices);
  if (!parts.some(isMixed)) return [{ data: spliceJson(data, finishes), hasContent, isTextOnly: false }];
  const says = parts.some((part) => part.content !== undefined && part.content !== '');
  const callsOnly = parts.flatMap((part) => withoutText(part, says));
  const calls = { data: spliceJson(data, [...finishes, ...callsOnly]), hasContent: false, isTextOnly: false };
  if (!says) return [calls];
  const usage: Splice[] = Object.hasOwn(body, 'usage')
    ? [{ path: ['usage'], action: { kind: 'remove' } }]
    : [];
  const text = spliceJson(data, [...usage, ...parts.flatMap(withoutCalls)]);
  return [{ data: text, hasContent, isTextOnly: true }, calls];
}

function choicePath(part: ChunkPart): readonly (string | number)[] {
  return ['choices', part.place];
}

function finishSplices(part: ChunkPart): Splice[] {
  return sentFinish(part) === wantedFinish(part) ? [] : [finishSplice(part, wantedFinish(part))];
}

function finishSplice(part: ChunkPart, json: string | null): Splice {
  return { path: [...choicePath(part), 'finish_reason'], action: { kind: 'replace', json } };
}

function removals(path: readonly (string | number)[], fields: readonly string[]): Splice[] {
  return fields.map((field) => ({ path: [...path, field], action: { kind: 'remove' } }));
}

/** Every field that carries text or repeats it, of the delta and the choice, content excepted. */
export function withoutExtras(part: ChunkPart): Splice[] {
  const { choice, delta } = part;
  const ofDelta = Object.keys(delta).filter((field) => isExtraMessageField(field, delta[field]));
  const ofChoice = Object.keys(choice).filter((field) => isExtraChoiceField(field, choice[field]));
  return [...removals([...choicePath(part), 'delta'], ofDelta), ...removals(choicePath(part), ofChoice)];
}

function withoutText(part: ChunkPart, extrasToo: boolean): Splice[] {
  const content = part.content === undefined ? [] : ['content'];
  return [...removals([...choicePath(part), 'delta'], content), ...(extrasToo ? withoutExtras(part) : [])];
}

function withoutCalls(part: ChunkPart): Splice[] {
  const fields = ['tool_calls', 'function_call'].filter((field) => Object.hasOwn(part.delta, field));
  const finish = sentFinish(part) === null ? [] : [finishSplice(part, null)];
  return [...removals([...choicePath(part), 'delta'], fields), ...finish];
}
