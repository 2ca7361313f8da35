// Reads fields of an admin answer for printing: absent is empty, never a crash in the middle of a table.

import { isJsonObject, type JsonObject, ownField } from '../domain/index.ts';

export function textField(object: JsonObject, key: string): string {
  const value = ownField(object, key);
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function listField(object: JsonObject, key: string): readonly JsonObject[] {
  const value = ownField(object, key);
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

export function objectField(object: JsonObject, key: string): JsonObject {
  const value = ownField(object, key);
  return isJsonObject(value) ? value : {};
}

export function textsField(object: JsonObject, key: string): readonly string[] {
  const value = ownField(object, key);
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}

/** The texts of a list, side by side. */
export function namesField(object: JsonObject, key: string): string {
  return textsField(object, key).join(', ');
}
