// What a request says outside its messages: descriptions of tools, metadata, a prediction, whatever a model may read.

import type { JsonObject } from '../domain/index.ts';
import type { JsonPath } from './json-locate.ts';
import { eachString, type VisitString } from './json-strings.ts';
import { createLabelList } from './label-list.ts';

/** Top-level fields that choose and switch: a changed word in them is another request. */
const STRUCTURAL_FIELDS: ReadonlySet<string> = new Set([
  'model',
  'tool_choice',
  'function_call',
  'stream_options',
  'modalities',
  'reasoning_effort',
  'service_tier',
  'verbosity',
]);

/** Fields, at any depth, whose strings other parts of the request or the server refer to. */
const STRUCTURAL_KEYS: ReadonlySet<string> = new Set([
  'type',
  'role',
  'name',
  'required',
  'enum',
  'const',
  'format',
  '$ref',
  '$id',
  '$schema',
  '$anchor',
]);

function isStructural(path: JsonPath): boolean {
  if (STRUCTURAL_FIELDS.has(String(path[0]))) return true;
  return STRUCTURAL_KEYS.has(String(path.findLast((step) => typeof step === 'string')));
}

interface CallVisit {
  readonly text: VisitString;
  readonly label: (label: string) => void;
}

function eachOutsideMessages(body: JsonObject, { text, label }: CallVisit): void {
  const visit: VisitString = (path, value) => {
    if (isStructural(path)) label(value);
    else text(path, value);
  };
  for (const [field, value] of Object.entries(body)) {
    if (field === 'messages') continue;
    label(field);
    eachString(value, { visit, visitKey: label, path: [field] });
  }
}

const ignore = (): void => undefined;

/** Calls `visit` for each string outside `messages` that may be changed without changing what the request is. */
export function eachCallText(body: JsonObject, visit: VisitString): void {
  eachOutsideMessages(body, { text: visit, label: ignore });
}

/** Those strings, each as `map` gives it, joined by a line feed. */
export function callText(body: JsonObject, map: (text: string) => string = (text) => text): string {
  const texts: string[] = [];
  eachCallText(body, (_, text) => texts.push(map(text)));
  return texts.join('\n');
}

/**
 * Names, object keys and other strings outside `messages` that structure the request, each once. Words of the API and
 * of JSON Schema are left out.
 */
export function callLabels(body: JsonObject): readonly string[] {
  const list = createLabelList();
  eachOutsideMessages(body, { text: ignore, label: list.add });
  return list.labels();
}
