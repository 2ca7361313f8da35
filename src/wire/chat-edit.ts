// What a policy changes in a request, as splices: the bytes that no edit names reach the upstream as the agent sent them.

import { isJsonObject, type JsonObject, type JsonValue, ownField } from '../domain/index.ts';
import { argumentText } from './argument-text.ts';
import { eachCallText } from './call-text.ts';
import type { ChatRequest } from './chat-request.ts';
import type { JsonPath } from './json-locate.ts';
import { type Splice, spliceJson } from './json-splice.ts';
import { eachString } from './json-strings.ts';
import { readJsonText } from './json-text.ts';
import { eachArgumentString, eachReadableString } from './message-text.ts';
import { chosenNames, offeredName } from './tool-offer.ts';

export type RequestEdit =
  /** Each readable string of a message, and the arguments of its tool calls. */
  | { readonly kind: 'map_text'; readonly messageIndex: number; readonly map: (text: string) => string }
  /** A note, on a line of its own, before the first readable string of a message. */
  | { readonly kind: 'prefix_text'; readonly messageIndex: number; readonly note: string }
  /** Each string outside `messages` that may be changed without changing what the request is (see `eachCallText`). */
  | { readonly kind: 'map_call_text'; readonly map: (text: string) => string }
  /** Tools and functions; choices that point to a removed one go too, as does the list when it empties. */
  | { readonly kind: 'remove_tools'; readonly remove: (name: string) => boolean }
  /** An upper bound: a smaller one that the agent asked for stays. */
  | { readonly kind: 'max_tokens'; readonly value: number }
  | { readonly kind: 'model'; readonly value: string };

type TextEdit = Extract<RequestEdit, { kind: 'map_text' | 'prefix_text' }>;

/** Models whose API refuses `max_tokens`; everywhere else that is the name that every server honours. */
const COUNTS_COMPLETION_TOKENS = /^(?:[^/]{1,64}\/)?(?:o\d|gpt-[5-9])/;

function removal(...path: JsonPath): Splice {
  return { path, action: { kind: 'remove' } };
}

function replacement(path: JsonPath, json: JsonValue): Splice {
  return { path, action: { kind: 'replace', json } };
}

/**
 * Arguments are JSON inside a string. First each string in them is mapped, so that escapes hide nothing and the JSON
 * stays whole; then the whole, for what stands in numbers and keys, or in text that is not JSON.
 */
function mapArguments(raw: string, map: (text: string) => string): string {
  const read = readJsonText(raw);
  if (!read.ok) return map(raw);
  const splices: Splice[] = [];
  const visit = (path: JsonPath, text: string): void => {
    const mapped = map(text);
    if (mapped !== text) splices.push(replacement([...path], mapped));
  };
  eachString(read.value, { visit, path: [] });
  return map(splices.length === 0 ? raw : Buffer.from(spliceJson(Buffer.from(raw), splices)).toString());
}

function editText(text: string, edits: readonly TextEdit[], first: boolean): string {
  let edited = text;
  for (const edit of edits) {
    if (edit.kind === 'map_text') edited = edit.map(edited);
    else if (first) edited = `${edit.note}\n${edited}`;
  }
  return edited;
}

function editArguments(raw: string, edits: readonly TextEdit[]): string {
  let edited = raw;
  for (const edit of edits) if (edit.kind === 'map_text') edited = mapArguments(edited, edit.map);
  return edited;
}

function messageSplices(message: JsonObject, place: JsonPath, edits: readonly TextEdit[]): readonly Splice[] {
  const splices: Splice[] = [];
  const replaceIfChanged = (path: JsonPath, before: string, after: string): void => {
    if (after !== before) splices.push(replacement([...place, ...path], after));
  };
  let first = true;
  eachReadableString(message, (path, text) => {
    replaceIfChanged(path, text, editText(text, edits, first));
    first = false;
  });
  eachArgumentString(message, (path, text) => replaceIfChanged(path, text, editArguments(text, edits)));
  return splices;
}

function textSplices(request: ChatRequest, edits: readonly RequestEdit[]): readonly Splice[] {
  const byMessage = new Map<number, TextEdit[]>();
  for (const edit of edits) {
    if (edit.kind !== 'map_text' && edit.kind !== 'prefix_text') continue;
    byMessage.set(edit.messageIndex, [...(byMessage.get(edit.messageIndex) ?? []), edit]);
  }
  return [...byMessage].flatMap(([index, textEdits]) =>
    messageSplices(messageAt(request, index), ['messages', index], textEdits),
  );
}

function messageAt(request: ChatRequest, index: number): JsonObject {
  const messages = ownField(request.body, 'messages');
  const message = Array.isArray(messages) ? messages[index] : undefined;
  if (!isJsonObject(message)) throw new Error('an edit names a message that is not there');
  return message;
}

/** Strings inside what is removed anyway are left alone. */
function callTextSplices(
  body: JsonObject,
  edits: readonly RequestEdit[],
  removals: readonly Splice[],
): readonly Splice[] {
  const maps = edits.flatMap((edit) => (edit.kind === 'map_call_text' ? [edit.map] : []));
  if (maps.length === 0) return [];
  const removed = new Set(removals.map(({ path }) => JSON.stringify(path)));
  const splices: Splice[] = [];
  eachCallText(body, (path, text) => {
    const mapped = maps.reduce((current, map) => map(current), text);
    const gone = [1, 2].some((length) => removed.has(JSON.stringify(path.slice(0, length))));
    if (mapped !== text && !gone) splices.push(replacement([...path], mapped));
  });
  return splices;
}

interface ToolList {
  readonly list: 'tools' | 'functions';
  /** Fields that are only allowed beside a list that is not empty. */
  readonly dependents: readonly string[];
  readonly choice: string;
  readonly nameOf: (entry: JsonValue) => string | undefined;
}

const TOOL_LISTS: readonly ToolList[] = [
  {
    list: 'tools',
    dependents: ['tool_choice', 'parallel_tool_calls'],
    choice: 'tool_choice',
    nameOf: offeredName,
  },
  {
    list: 'functions',
    dependents: ['function_call'],
    choice: 'function_call',
    nameOf: (entry) => chosenNames(entry)[0],
  },
];

function toolSplices(body: JsonObject, kind: ToolList, remove: (name: string) => boolean): readonly Splice[] {
  const entries = ownField(body, kind.list);
  if (!Array.isArray(entries)) return [];
  const removes = (name: string | undefined): boolean => name !== undefined && remove(name);
  const gone = [...entries.keys()].filter((index) => removes(kind.nameOf(entries[index] ?? null)));
  if (gone.length === 0) return [];
  if (gone.length === entries.length) {
    const fields = [kind.list, ...kind.dependents];
    return fields.filter((field) => Object.hasOwn(body, field)).map((field) => removal(field));
  }
  const pointsToRemoved = chosenNames(ownField(body, kind.choice)).some(remove);
  return [
    ...gone.map((index) => removal(kind.list, index)),
    ...(pointsToRemoved ? [removal(kind.choice)] : []),
  ];
}

function removeToolsSplices(body: JsonObject, edits: readonly RequestEdit[]): readonly Splice[] {
  const removers = edits.flatMap((edit) => (edit.kind === 'remove_tools' ? [edit.remove] : []));
  if (removers.length === 0) return [];
  const remove = (name: string): boolean => removers.some((one) => one(name));
  return TOOL_LISTS.flatMap((kind) => toolSplices(body, kind, remove));
}

function maxTokensSplices(request: ChatRequest, edits: readonly RequestEdit[]): readonly Splice[] {
  const bounds = edits.flatMap((edit) => (edit.kind === 'max_tokens' ? [edit.value] : []));
  if (bounds.length === 0) return [];
  const bound = Math.min(...bounds);
  const asked = ['max_tokens', 'max_completion_tokens'].filter(
    (field) => typeof ownField(request.body, field) === 'number',
  );
  if (asked.length === 0) {
    const key = COUNTS_COMPLETION_TOKENS.test(request.model) ? 'max_completion_tokens' : 'max_tokens';
    return [{ path: [], action: { kind: 'insert', key, json: bound } }];
  }
  return asked
    .filter((field) => Number(ownField(request.body, field)) > bound)
    .map((field) => replacement([field], bound));
}

function modelSplices(body: JsonObject, edits: readonly RequestEdit[]): readonly Splice[] {
  const model = edits.findLast((edit) => edit.kind === 'model');
  if (model === undefined || ownField(body, 'model') === model.value) return [];
  return [{ path: [], action: { kind: 'insert', key: 'model', json: model.value } }];
}

/**
 * All that `map_text` changes in a message (readable strings and arguments), each as `map` gives it, joined by a line
 * feed: what a reader would find there afterwards.
 */
export function mappedMessageText(
  request: ChatRequest,
  messageIndex: number,
  map: (text: string) => string,
): string {
  const texts: string[] = [];
  const message = messageAt(request, messageIndex);
  eachReadableString(message, (_, text) => texts.push(map(text)));
  eachArgumentString(message, (_, text) => texts.push(argumentText(mapArguments(text, map))));
  return texts.join('\n');
}

/**
 * The request's bytes with the edits done, those of one message in the order given. Edits that change nothing leave
 * the very bytes; everything outside the changed values stays as sent.
 */
export function editChatRequest(request: ChatRequest, edits: readonly RequestEdit[]): Uint8Array {
  const removals = removeToolsSplices(request.body, edits);
  return spliceJson(request.raw, [
    ...textSplices(request, edits),
    ...callTextSplices(request.body, edits, removals),
    ...removals,
    ...maxTokensSplices(request, edits),
    ...modelSplices(request.body, edits),
  ]);
}
