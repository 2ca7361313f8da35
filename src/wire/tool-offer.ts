// The tools that a request offers to the model, whichever of the API's generations it is written in.

import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownField,
  stringField,
  type ToolDefinition,
} from '../domain/index.ts';
import { type FaultSink, optionalArray } from './field-reader.ts';

/**
 * The name under which policy knows an entry of `tools`: of the function or custom tool, or, for a tool that the
 * provider runs itself (`web_search`), its type. Undefined where the entry names nothing.
 */
export function offeredName(entry: JsonValue): string | undefined {
  const type = stringField(entry, 'type') ?? 'function';
  if (type === 'function' || type === 'custom') return stringField(ownField(entry, type), 'name');
  return type;
}

function definition(name: string, source: JsonValue | undefined): ToolDefinition {
  const parameters = ownField(source, 'parameters');
  return {
    name,
    description: stringField(source, 'description') ?? '',
    parameters: isJsonObject(parameters) ? parameters : null,
  };
}

/** All definitions of `tools`, then of the legacy `functions`. An entry without a name is a fault: no policy could name it. */
export function readToolOffer(body: JsonObject, faults: FaultSink): readonly ToolDefinition[] {
  const definitions: ToolDefinition[] = [];
  for (const [index, entry] of optionalArray(body, 'tools', faults).entries()) {
    const name = offeredName(entry);
    if (name === undefined) faults.push({ param: `tools[${index}]`, expected: 'a tool with a name' });
    else
      definitions.push(definition(name, ownField(entry, 'function') ?? ownField(entry, 'custom') ?? entry));
  }
  for (const [index, entry] of optionalArray(body, 'functions', faults).entries()) {
    const name = stringField(entry, 'name');
    if (name === undefined) faults.push({ param: `functions[${index}].name`, expected: 'a string' });
    else definitions.push(definition(name, entry));
  }
  return definitions;
}

/** The tools that `tool_choice` or `function_call` names: one, several (`allowed_tools`), or none for a mode word. */
export function chosenNames(choice: JsonValue | undefined): readonly string[] {
  if (!isJsonObject(choice)) return [];
  const allowed = ownField(ownField(choice, 'allowed_tools'), 'tools');
  const entries: readonly JsonValue[] = Array.isArray(allowed) ? allowed : [choice];
  return entries.flatMap((entry) => stringField(entry, 'name') ?? offeredName(entry) ?? []);
}
