// What the ledger says about approvals. The board is a fold over these events and nothing else.

import { z } from 'zod';
import { GatewayError, type JsonObject } from '../domain/index.ts';

/** Lengths are the writers' business: a record that was written must always be readable again. */
const textSchema = z.string();
const timeSchema = z.number().int().nonnegative();

export const approvalDecidedSchema = z
  .object({
    approval_id: textSchema,
    decision: z.enum(['approve', 'deny']),
    by: z.string().min(1).max(300),
    /** Digest of what this person was shown. */
    shown: textSchema,
    reason: z.string().max(1000).exactOptional(),
  })
  .readonly();

const BODIES = {
  approval_requested: z
    .object({
      approval_id: textSchema,
      exchange_id: textSchema,
      action_id: textSchema,
      /** Digest of exactly what would be released. */
      action_digest: textSchema,
      agent: textSchema,
      workflow: textSchema,
      /** The policies that ask. */
      policies: z.array(z.string()).readonly(),
      policy_version: textSchema,
      /** Digest of what people are shown; the content lies beside the record. */
      shown: textSchema,
      timeout_at: timeSchema,
      /** People or groups; empty means any approver. */
      approvers: z.array(z.string()).readonly(),
      quorum: z.number().int().positive(),
    })
    .readonly(),
  approval_decided: approvalDecidedSchema,
  approval_expired: z.object({ approval_id: textSchema }).readonly(),
  approval_used: z.object({ approval_id: textSchema, exchange_id: textSchema }).readonly(),
} as const;

type Bodies = { readonly [Kind in keyof typeof BODIES]: z.infer<(typeof BODIES)[Kind]> };
type ApprovalEventKind = keyof Bodies;
export type ApprovalRequested = Bodies['approval_requested'];
export type ApprovalDecided = Bodies['approval_decided'];

/** A control record: `kind` and `body` are those of the ledger record that carries it. Content-free. */
export type ApprovalEvent = {
  readonly [Kind in ApprovalEventKind]: { readonly kind: Kind; readonly body: Bodies[Kind] };
}[ApprovalEventKind];

function isApprovalKind(kind: string): kind is ApprovalEventKind {
  return Object.hasOwn(BODIES, kind);
}

/**
 * The event that a ledger record carries, or undefined when the record is about something else. Throws GatewayError
 * store_damaged for a record of ours that can not be read: an approval might otherwise be used twice.
 */
export function readApprovalEvent(record: {
  readonly kind: string;
  readonly body: JsonObject;
}): ApprovalEvent | undefined {
  const { kind, body } = record;
  if (!isApprovalKind(kind)) return undefined;
  const parsed = BODIES[kind].safeParse(body);
  if (!parsed.success) {
    throw new GatewayError('store_damaged', { publicMessage: `a record of kind ${kind} can not be read` });
  }
  // The schema was looked up under this very kind, which TypeScript can not follow through the union.
  return { kind, body: parsed.data } as ApprovalEvent;
}
