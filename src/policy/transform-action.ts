// Applies what a CONSTRAIN says about an action's own content, before the action is judged once more and released.

import {
  type Action,
  type ActionType,
  actionLabels,
  actionText,
  type Constraints,
  type JsonObject,
  type JsonValue,
  type ToolCallAction,
} from '../domain/index.ts';
import { editArguments } from './transform/edit-arguments.ts';
import { createRedactor, type Redactor } from './transform/redact.ts';

export interface Transformed {
  readonly action: Action;
  readonly changed: boolean;
  /** Parameters that could not be edited: the caller blocks. */
  readonly failed: readonly string[];
}

/** A number with more digits than a double keeps: writing the arguments anew would change it. */
const LONG_NUMBER = /\d{16}/;

/**
 * Redacts texts and string arguments, edits parameters, empties code that must be stripped, and puts the note of
 * `annotate` before messages and tool results. Pure and idempotent. `remove_tools`, `max_tokens`, `model`, approval and
 * rate limits are not its business. A redaction that would change a name, an id or a key fails.
 */
export function transformAction(action: Action, constraints: Constraints): Transformed {
  const redact = constraints.redact.length === 0 ? undefined : createRedactor(constraints.redact);
  if (action.type === 'tool_call') return transformCall(action, constraints, redact);
  const unchanged = { action, changed: false, failed: [] };
  // The text of a call is put together only where something is to be redacted in it.
  if (action.type === 'llm_call' && redact === undefined) return unchanged;
  const labels = redact === undefined ? '' : actionLabels(action);
  if (redact !== undefined && redact(labels) !== labels) return { ...unchanged, failed: [LABELS] };
  const before = actionText(action);
  if (before === undefined) return unchanged;
  const after = transformText(action.type, before, { ...constraints, redactor: redact ?? asItIs });
  return after === before ? unchanged : { action: withText(action, after), changed: true, failed: [] };
}

/** What the constraints make of one part of the text of such an action. Made once for many parts: redactions are compiled. */
export function textTransform(type: ActionType, constraints: Constraints): (text: string) => string {
  const redactor = constraints.redact.length === 0 ? asItIs : createRedactor(constraints.redact);
  return (text) => transformText(type, text, { ...constraints, redactor });
}

const LABELS = 'a name, an id or a key';

const asItIs: Redactor = (text) => text;

function transformText(
  type: ActionType,
  text: string,
  { stripCode, annotate, redactor }: Constraints & { readonly redactor: Redactor },
): string {
  if (type === 'code_execution') return stripCode ? '' : redactor(text);
  if (type === 'reply' || type === 'llm_call' || annotate === undefined) return redactor(text);
  const note = `${annotate}\n`;
  // A note that is there already is ours to keep: redacting it would have it put there again.
  return note + redactor(text.startsWith(note) ? text.slice(note.length) : text);
}

function withText(action: Exclude<Action, ToolCallAction>, text: string): Action {
  if (action.type === 'handoff') return action;
  if (action.type === 'code_execution') return { ...action, code: text };
  if (action.type === 'reply') return { ...action, text };
  // Named, since a spread takes an object's own fields only.
  if (action.type === 'llm_call') return { ...action, text, labels: action.labels };
  return { ...action, text, labels: action.labels };
}

function transformCall(
  action: ToolCallAction,
  constraints: Constraints,
  redact: Redactor | undefined,
): Transformed {
  const edits = constraints.parameters;
  const every = edits.map((edit) => edit.parameter);
  if (action.arguments.kind === 'unreadable') {
    if (edits.length > 0) return { action, changed: false, failed: every };
    const rawArguments = redact?.(action.rawArguments) ?? action.rawArguments;
    const changed = rawArguments !== action.rawArguments;
    return { action: changed ? { ...action, rawArguments } : action, changed, failed: [] };
  }
  const edited = editArguments(action.arguments.value, edits);
  const value = redact === undefined ? edited.value : redactStrings(edited.value, redact);
  if (value === action.arguments.value) return { action, changed: false, failed: edited.failed };
  if (LONG_NUMBER.test(action.rawArguments))
    return { action, changed: false, failed: ['(a number too long to keep)'] };
  const rawArguments = JSON.stringify(value);
  return {
    action: { ...action, rawArguments, arguments: { kind: 'object', value } },
    changed: true,
    failed: edited.failed,
  };
}

/** The same object when nothing in it changes. The reader of arguments bounds the depth. */
function redactStrings(object: JsonObject, redact: Redactor): JsonObject {
  const next = redactValue(object, redact);
  return next === object ? object : (next as JsonObject);
}

function redactValue(value: JsonValue, redact: Redactor): JsonValue {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => redactValue(item, redact));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  let changed = false;
  const members = Object.entries(value).map(([key, member]): [string, JsonValue] => {
    const next = redactValue(member, redact);
    const name = redact(key);
    changed ||= next !== member || name !== key;
    return [name, next];
  });
  return changed ? Object.fromEntries(members) : value;
}
