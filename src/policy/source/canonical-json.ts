// The one textual form of a policy document that its version is the hash of: comments, key order and YAML style do not count.

import { isJsonObject, type JsonValue } from '../../domain/index.ts';

/** JSON without white space, object keys sorted by UTF-16 code units (RFC 8785 §3.2.3). The value must be at most a few hundred levels deep. */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
