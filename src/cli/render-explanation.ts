// `policy explain` for people: what an agent may do with a tool, and which policies say so.

import type { JsonObject, JsonValue } from '../domain/index.ts';
import { oneLine, type Terminal } from './terminal.ts';

/** The explanation as indented text: names in bold, values as they are. */
export function renderExplanation(terminal: Terminal, explanation: JsonObject): readonly string[] {
  return Object.entries(explanation).flatMap(([key, value]) => renderField(terminal, key, value));
}

function renderField(terminal: Terminal, key: string, value: JsonValue): readonly string[] {
  const name = terminal.paint('bold', oneLine(key));
  if (!Array.isArray(value)) return [`${name}  ${plain(value)}`];
  return [name, ...value.map((item: JsonValue) => `  ${plain(item)}`)];
}

function plain(value: JsonValue): string {
  return oneLine(typeof value === 'string' ? value : JSON.stringify(value));
}
