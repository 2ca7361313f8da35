// Sets and clamps parameters of a tool call, or says which ones it can not edit.

import { isJsonObject, type JsonObject, type JsonValue, type ParameterEdit } from '../../domain/index.ts';
import { compileParameterPath } from '../values/parameter-path.ts';

export interface Edited {
  readonly value: JsonObject;
  readonly changed: boolean;
  /** Parameters that are there but can not be brought within their bounds: the caller blocks. */
  readonly failed: readonly string[];
}

const MAX_DEPTH = 64;

/**
 * Applies edits by parameter name, at every depth where the name occurs. A parameter to be set that occurs nowhere is
 * added at the top; one to be clamped that occurs nowhere stays absent. Values to clamp that are no numbers, and
 * JSONPath edits, fail. Pure and idempotent.
 */
export function editArguments(args: JsonObject, edits: readonly ParameterEdit[]): Edited {
  let value = args;
  const failed: string[] = [];
  for (const { parameter, edit } of edits) {
    const pass: Pass = { parameter, edit, hits: 0 };
    const next = editObject(value, pass, 0);
    const missing = pass.hits === 0 && edit.kind === 'set';
    const candidate = missing ? { ...value, [parameter]: edit.value } : next;
    if (satisfies(candidate, parameter, edit)) value = candidate;
    else failed.push(parameter);
  }
  return { value, changed: value !== args, failed };
}

interface Pass {
  readonly parameter: string;
  readonly edit: ParameterEdit['edit'];
  hits: number;
}

/** Every value that a condition would find under this name, also inside JSON in strings, is as the edit wants it. */
function satisfies(args: JsonObject, parameter: string, edit: ParameterEdit['edit']): boolean {
  const compiled = compileParameterPath(parameter);
  return compiled.ok && compiled.path.select(args).every((value) => isAsWanted(value, edit));
}

function isAsWanted(value: JsonValue, edit: ParameterEdit['edit']): boolean {
  if (edit.kind === 'set') return JSON.stringify(value) === JSON.stringify(edit.value);
  return typeof value === 'number' && value >= (edit.min ?? -Infinity) && value <= (edit.max ?? Infinity);
}

/** The same object when nothing in it changes. */
function editObject(object: JsonObject, pass: Pass, depth: number): JsonObject {
  let changed = false;
  const members = Object.entries(object).map(([key, member]): [string, JsonValue] => {
    const next = key === pass.parameter ? editValue(member, pass) : editInside(member, pass, depth);
    changed ||= next !== member;
    return [key, next];
  });
  return changed ? Object.fromEntries(members) : object;
}

function editInside(value: JsonValue, pass: Pass, depth: number): JsonValue {
  // What lies deeper stays as it is, and fails the check that follows.
  if (depth >= MAX_DEPTH) return value;
  if (isJsonObject(value)) return editObject(value, pass, depth + 1);
  if (!Array.isArray(value)) return value;
  const items = value.map((item) => editInside(item, pass, depth + 1));
  return items.some((item, index) => item !== value[index]) ? items : value;
}

function editValue(value: JsonValue, pass: Pass): JsonValue {
  pass.hits += 1;
  const { edit } = pass;
  if (edit.kind === 'set') return JSON.stringify(value) === JSON.stringify(edit.value) ? value : edit.value;
  if (typeof value !== 'number') return value;
  return Math.min(Math.max(value, edit.min ?? -Infinity), edit.max ?? Infinity);
}
