// What the ledger says about overrides of findings. The override book is a fold over these events and nothing else.

import { z } from 'zod';
import { GatewayError, type JsonObject } from '../domain/index.ts';

const textSchema = z.string();
const nameSchema = z.string().min(1).max(300);

export const overrideGrantedSchema = z
  .object({
    override_id: textSchema,
    detector: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'the name of a detector, in snake_case'),
    /** Left out: every workflow; every action. */
    workflow: nameSchema.exactOptional(),
    action_digest: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'the digest of an action')
      .exactOptional(),
    by: nameSchema,
    /** A trusted agent, or a person. */
    by_kind: z.enum(['agent', 'operator', 'token', 'link', 'person']),
    reason: z.string().trim().min(1, 'say why: an override without a reason is refused').max(1000),
    expires_at: z.number().int().nonnegative(),
    max_uses: z.number().int().positive().max(10_000),
  })
  .readonly();

const BODIES = {
  override_granted: overrideGrantedSchema,
  override_used: z
    .object({
      override_id: textSchema,
      exchange_id: textSchema,
      action_id: textSchema,
      /** How surely the finding was made that did not count. */
      confidence: z.number(),
    })
    .readonly(),
  override_revoked: z.object({ override_id: textSchema, by: nameSchema }).readonly(),
} as const;

type Bodies = { readonly [Kind in keyof typeof BODIES]: z.infer<(typeof BODIES)[Kind]> };
export type OverrideGranted = Bodies['override_granted'];

/** A control record: `kind` and `body` are those of the ledger record that carries it. Content-free. */
export type OverrideEvent = {
  readonly [Kind in keyof Bodies]: { readonly kind: Kind; readonly body: Bodies[Kind] };
}[keyof Bodies];

function isOverrideKind(kind: string): kind is keyof Bodies {
  return Object.hasOwn(BODIES, kind);
}

/** The event that a ledger record carries, or undefined. Throws GatewayError store_damaged where it can not be read. */
export function readOverrideEvent(record: {
  readonly kind: string;
  readonly body: JsonObject;
}): OverrideEvent | undefined {
  const { kind, body } = record;
  if (!isOverrideKind(kind)) return undefined;
  const parsed = BODIES[kind].safeParse(body);
  if (!parsed.success) {
    throw new GatewayError('store_damaged', { publicMessage: `a record of kind ${kind} can not be read` });
  }
  // The schema was looked up under this very kind, which TypeScript can not follow through the union.
  return { kind, body: parsed.data } as OverrideEvent;
}
