// Names, ids and keys of a message: a model reads them, too, so that they can carry what its text may not say.

import { type JsonObject, type JsonValue, ownField, stringField } from '../domain/index.ts';
import type { JsonPath } from './json-locate.ts';
import { eachString, type VisitString } from './json-strings.ts';
import { createLabelList } from './label-list.ts';
import {
  ENVELOPE_FIELDS,
  isControl,
  isMedia,
  isPayload,
  MAX_NAME_LENGTH,
  payloadsOf,
} from './message-text.ts';

const DATA_URL_HEAD = /^data:[a-z]{1,20}\/[a-z0-9.+-]{1,80};base64,/;
const NOT_BASE64 = /[^A-Za-z0-9+/=\r\n]/;

/** What stands in place of encoded bytes without being that is text that nobody has looked at. */
function isEncoded(text: string): boolean {
  return !NOT_BASE64.test(text.slice(DATA_URL_HEAD.exec(text)?.[0].length ?? 0));
}

/**
 * Every string and every object key of a message that is neither its readable text nor arguments of its tool calls:
 * names, ids, types, unknown fields of tool calls, what stands where encoded bytes should. Each once; words of the API
 * and encoded bytes are left out.
 */
export function messageLabels(message: JsonObject): readonly string[] {
  const { add, labels } = createLabelList();
  const walk = (value: JsonValue, path: JsonPath, visit: VisitString): void =>
    eachString(value, { visit, visitKey: add, path: [...path] });
  const unread: VisitString = (path, text) => {
    if (isControl(path)) add(text);
  };
  const unreadOfMedia: VisitString = (path, text) => {
    if (isControl(path) || (isPayload(path, text) && !isEncoded(text))) add(text);
  };
  for (const [field, value] of Object.entries(message)) {
    add(field);
    if (!ENVELOPE_FIELDS.has(field)) walk(value, [field], unread);
  }
  const content = ownField(message, 'content') ?? null;
  for (const part of Array.isArray(content) ? content : [content]) {
    walk(part, [], isMedia(part) ? unreadOfMedia : unread);
  }
  const name = stringField(message, 'name') ?? '';
  if (name.length <= MAX_NAME_LENGTH) add(name);
  add(stringField(message, 'tool_call_id') ?? '');
  addCallLabels(message, walk, add);
  return labels();
}

type Walk = (value: JsonValue, path: JsonPath, visit: VisitString) => void;

/** All of a tool call but its arguments. */
function addCallLabels(message: JsonObject, walk: Walk, add: (label: string) => void): void {
  for (const { path, field } of payloadsOf(message)) {
    const isArgument = (at: JsonPath): boolean =>
      at.length > path.length && at[path.length] === field && path.every((step, index) => at[index] === step);
    const [list = '', index] = path;
    const entry = ownField(message, String(list)) ?? null;
    const call = Array.isArray(entry) ? (entry[Number(index)] ?? null) : entry;
    walk(call, path.slice(0, Array.isArray(entry) ? 2 : 1), (at, text) => {
      if (!isArgument(at)) add(text);
    });
  }
}
