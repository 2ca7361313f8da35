// Takes the facts that scripts match on out of a request body that the API would accept.

import { type JsonObject, type JsonValue, ownField, stringField } from '../../domain/index.ts';
import type { ScriptedRequest } from './script.ts';

/** The facts of a valid request. `model` is the deployment's name on Azure's path. */
export function readRequest(
  body: JsonObject,
  from: { readonly call: number; readonly model: string; readonly retry: number },
): ScriptedRequest {
  const messages = listField(body, 'messages');
  const last = messages.at(-1);
  const n = ownField(body, 'n');
  return {
    ...from,
    stream: ownField(body, 'stream') === true,
    choices: typeof n === 'number' ? n : 1,
    system: messages
      .filter((message) => ['system', 'developer'].includes(stringField(message, 'role') ?? ''))
      .map(textOf)
      .join('\n'),
    last: {
      role: stringField(last, 'role') ?? '',
      name: stringField(last, 'name'),
      text: textOf(last),
    },
    offered: [
      ...listField(body, 'tools').map((tool) => stringField(ownField(tool, 'function'), 'name') ?? ''),
      ...listField(body, 'functions').map((tool) => stringField(tool, 'name') ?? ''),
    ],
    schema: schemaOf(ownField(body, 'response_format')),
    body,
  };
}

function schemaOf(format: JsonValue | undefined): string | undefined {
  return stringField(ownField(format, 'json_schema'), 'name') ?? stringField(format, 'type');
}

function textOf(message: JsonValue | undefined): string {
  const content = ownField(message, 'content');
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => stringField(part, 'text') ?? '').join('\n');
}

function listField(value: JsonValue | undefined, key: string): readonly JsonValue[] {
  const field = ownField(value, key);
  return Array.isArray(field) ? field : [];
}
