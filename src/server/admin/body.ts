// Admin bodies are strict: a field that is not known is an error, with the names that are.

import type { z } from 'zod';
import { boundedText, GatewayError } from '../../domain/index.ts';

interface BodySource {
  readonly req: { readonly raw: { readonly body: ReadableStream<Uint8Array> | null } };
}

const MAX_ADMIN_BODY = 8 * 1024 * 1024;

/** The body, checked. Throws GatewayError body_too_large, invalid_json, or invalid_request naming the field. */
export async function readAdminBody<T>(context: BodySource, schema: z.ZodType<T>): Promise<T> {
  const text = await readText(context.req.raw.body);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new GatewayError('invalid_json', { publicMessage: 'the body is not JSON', cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new GatewayError('invalid_request', {
    publicMessage: `${where === '' ? 'body' : where}: ${plainly(issue?.message ?? 'not valid')}`,
  });
}

/** The schema library's own words without its preamble; messages that we wrote stay as they are. */
function plainly(message: string): string {
  return message
    .replace(/^(?:Invalid input|Too small|Too big): /, '')
    .replace(/^expected (.+), received undefined$/, 'is missing: $1 is expected');
}

/** Counts what arrives: a body that comes in chunks declares no length, and one that does may lie. */
async function readText(body: ReadableStream<Uint8Array> | null): Promise<string> {
  const text = await boundedText(body ?? [], MAX_ADMIN_BODY);
  if (text !== undefined) return text;
  throw new GatewayError('body_too_large', {
    publicMessage: `an admin body has at most ${MAX_ADMIN_BODY} bytes`,
  });
}
