// Reads the fields that decisions depend on, and says which one is wrong and what is expected: never what it held.

import { type JsonObject, type JsonValue, ownField } from '../domain/index.ts';

/** `param` is the place as the API writes it ("messages[2].role"), `expected` completes "must be …". */
interface FieldFault {
  readonly param: string;
  readonly expected: string;
}

/** Collects faults while reading goes on with stand-in values; whoever reads asks at the end whether there were any. */
export type FaultSink = FieldFault[];

/** The field, with an explicit null counting as absent: clients send both. */
export function presentField(object: JsonObject, key: string): JsonValue | undefined {
  return ownField(object, key) ?? undefined;
}

export function optionalString(object: JsonObject, key: string, faults: FaultSink): string | undefined {
  const value = presentField(object, key);
  if (value === undefined || typeof value === 'string') return value;
  faults.push({ param: key, expected: 'a string' });
  return undefined;
}

export function optionalBoolean(object: JsonObject, key: string, faults: FaultSink): boolean | undefined {
  const value = presentField(object, key);
  if (value === undefined || typeof value === 'boolean') return value;
  faults.push({ param: key, expected: 'true or false' });
  return undefined;
}

export function optionalCount(object: JsonObject, key: string, faults: FaultSink): number | undefined {
  const value = presentField(object, key);
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  faults.push({ param: key, expected: 'a positive integer' });
  return undefined;
}

export function optionalArray(object: JsonObject, key: string, faults: FaultSink): readonly JsonValue[] {
  const value = presentField(object, key);
  if (value === undefined) return NOTHING;
  if (Array.isArray(value)) return value;
  faults.push({ param: key, expected: 'an array' });
  return NOTHING;
}

const NOTHING: readonly JsonValue[] = [];
