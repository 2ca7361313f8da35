// Admin bodies are strict: JSON that has one meaning, and no field or word that is not known; what is wrong says the nearest one.

import { z } from 'zod';
import { boundedBytes, didYouMean, GatewayError, type JsonValue, ownField } from '../../domain/index.ts';
import { readJson } from '../../wire/index.ts';

interface BodySource {
  readonly req: { readonly raw: { readonly body: ReadableStream<Uint8Array> | null } };
}

const MAX_ADMIN_BODY = 8 * 1024 * 1024;

/** The body, checked. Throws GatewayError body_too_large, invalid_json, duplicate_keys, or invalid_request naming the field. */
export async function readAdminBody<T>(context: BodySource, schema: z.ZodType<T>): Promise<T> {
  const read = readJson(await readBytes(context.req.raw.body));
  if (!read.ok) {
    const isDouble = read.why === 'duplicate_keys';
    throw new GatewayError(isDouble ? 'duplicate_keys' : 'invalid_json', {
      publicMessage: isDouble
        ? `the body has a key twice: ${read.detail}`
        : `the body is not JSON: ${read.detail}`,
    });
  }
  const parsed = schema.safeParse(read.value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  // A misspelt name is also a missing one, and the first says more.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  // Of a list of words the word itself says which one.
  const where = (issue?.path ?? []).join('.').replace(/\.\d+$/, '');
  throw new GatewayError('invalid_request', {
    publicMessage: `${where === '' ? 'body' : where}: ${said(issue, read.value, schema)}`,
  });
}

function said(issue: z.core.$ZodIssue | undefined, body: JsonValue, schema: z.ZodType): string {
  if (issue?.code === 'unrecognized_keys') return unknownKey(issue, schema);
  const words = issue?.code === 'invalid_value' ? issue.values.map(String) : [];
  const found = issue?.path.reduce<JsonValue | undefined>((value, key) => fieldOf(value, key), body);
  if (words.length > 0 && typeof found === 'string') return `"${clip(found)}": ${didYouMean(found, words)}`;
  return plainly(issue?.message ?? 'not valid');
}

function unknownKey({ keys: [key = ''], path }: z.core.$ZodIssueUnrecognizedKeys, schema: z.ZodType): string {
  const known = path.length === 0 && schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  return `unknown field "${clip(key)}"${known.length === 0 ? '' : `; ${didYouMean(key, known)}`}`;
}

function fieldOf(value: JsonValue | undefined, key: PropertyKey): JsonValue | undefined {
  return Array.isArray(value) ? value[Number(key)] : ownField(value, String(key));
}

function clip(word: string): string {
  return word.length > 80 ? `${word.slice(0, 80)}…` : word;
}

/** The schema library's own words without its preamble; messages that we wrote stay as they are. */
function plainly(message: string): string {
  return message
    .replace(/^(?:Invalid input|Invalid option|Too small|Too big): /, '')
    .replace(/^expected (.+), received undefined$/, 'is missing: $1 is expected');
}

/** Counts what arrives: a body that comes in chunks declares no length, and one that does may lie. */
async function readBytes(body: ReadableStream<Uint8Array> | null): Promise<Uint8Array> {
  const bytes = await boundedBytes(body ?? [], MAX_ADMIN_BODY);
  if (bytes !== undefined) return bytes;
  throw new GatewayError('body_too_large', {
    publicMessage: `an admin body has at most ${MAX_ADMIN_BODY} bytes`,
  });
}
