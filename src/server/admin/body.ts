// Admin bodies are strict: a field that is not known is an error, with the names that are.

import type { z } from 'zod';
import { GatewayError } from '../../domain/index.ts';

interface JsonSource {
  readonly req: { json(): Promise<unknown> };
}

/** The body, checked. Throws GatewayError invalid_json or invalid_request naming the field. */
export async function readAdminBody<T>(context: JsonSource, schema: z.ZodType<T>): Promise<T> {
  let value: unknown;
  try {
    value = await context.req.json();
  } catch (cause) {
    throw new GatewayError('invalid_json', { publicMessage: 'the body is not JSON', cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new GatewayError('invalid_request', {
    publicMessage: `${where === '' ? 'body' : where}: ${issue?.message ?? 'not valid'}`,
  });
}
