// The JSON Schema of a policy file, generated from the schemas that load it, so that editors and loader agree.

import { z } from 'zod';
import type { JsonObject } from '../domain/index.ts';
import { documentSchema } from './schema/policy-schema.ts';

/** JSON Schema, draft 2020-12. It can not express everything: the loader has the last word. */
export function policyJsonSchema(): JsonObject {
  const schema = z.toJSONSchema(documentSchema, { target: 'draft-2020-12', io: 'input' });
  // toJSONSchema adds non-enumerable members; a round trip leaves plain JSON.
  const plain: JsonObject = JSON.parse(JSON.stringify(schema));
  return { ...plain, title: 'Sallyport policy file' };
}
