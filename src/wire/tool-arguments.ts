// What a tool call says it would do, read strictly: policy may only trust arguments that have one meaning.

import { isJsonObject, type ToolArguments } from '../domain/index.ts';
import { hasInexactNumber } from './exact-numbers.ts';
import { readJsonText } from './json-text.ts';

const NO_ARGUMENTS: ToolArguments = { kind: 'object', value: {} };

/**
 * Reads the `arguments` string of a tool call. The empty string counts as `{}`: handoff tools without parameters send it.
 * More than `maxBytes` of UTF-8 is not looked at.
 */
export function readToolArguments(raw: string, maxBytes: number): ToolArguments {
  if (raw.length > maxBytes || Buffer.byteLength(raw) > maxBytes)
    return { kind: 'unreadable', why: 'too_large' };
  if (raw === '') return NO_ARGUMENTS;
  const read = readJsonText(raw);
  if (read.ok) {
    if (!isJsonObject(read.value)) return { kind: 'unreadable', why: 'not_an_object' };
    if (hasInexactNumber(raw)) return { kind: 'unreadable', why: 'inexact_number' };
    return { kind: 'object', value: read.value };
  }
  // A string is never wrongly encoded bytes: that fault can only mean the same as text that is not JSON.
  return { kind: 'unreadable', why: read.why === 'not_utf8' ? 'not_json' : read.why };
}
