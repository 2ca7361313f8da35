// JSON as this project reads it: always `unknown`-free, never indexed by names from outside without an own-key check.

export type JsonValue = string | number | boolean | null | JsonArray | JsonObject;
export type JsonArray = readonly JsonValue[];
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** True for a plain JSON object: not null, not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The own property `key` of `value`, or undefined. Safe for keys such as `__proto__` that come from outside. */
export function ownField(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The own property `key` if it is a string, else undefined. */
export function stringField(value: JsonValue | undefined, key: string): string | undefined {
  const field = ownField(value, key);
  return typeof field === 'string' ? field : undefined;
}
