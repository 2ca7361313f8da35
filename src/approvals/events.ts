// What the ledger says about approvals and standing grants. Board and grant book are folds over these events, nothing else.

import { z } from 'zod';
import { GatewayError, type JsonObject } from '../domain/index.ts';

/** Lengths are the writers' business: a record that was written must always be readable again. */
const textSchema = z.string();
const textsSchema = z.array(z.string()).readonly();
const timeSchema = z.number().int().nonnegative();
const reasonSchema = z.string().max(1000);
const personSchema = z.string().min(1).max(300);
/** `operator`: the data directory's owner; `token`: an admin token of nobody in particular; `link`: whoever got a link. */
const voiceSchema = z.enum(['operator', 'token', 'link', 'person']);

export const approvalDecidedSchema = z
  .object({
    approval_id: textSchema,
    decision: z.enum(['approve', 'deny']),
    by: personSchema,
    /** How the gateway knows who that is; left out in records of the first version. */
    by_kind: voiceSchema.exactOptional(),
    /** The single-use link that was followed. */
    link: textSchema.exactOptional(),
    /** Digest of what this person was shown. */
    shown: textSchema,
    reason: reasonSchema.exactOptional(),
  })
  .readonly();

export const grantIssuedSchema = z
  .object({
    grant_id: textSchema,
    /** The approval whose answer said "and the next ones, too". */
    approval_id: textSchema,
    agent: textSchema,
    workflow: textSchema,
    action_type: textSchema,
    /** Tool, target or language: whatever names the action without its contents. */
    subject: textSchema,
    policies: textsSchema,
    policy_version: textSchema,
    approvers: textsSchema,
    by: personSchema,
    by_kind: voiceSchema.exactOptional(),
    reason: reasonSchema.exactOptional(),
    expires_at: timeSchema,
    max_uses: z.number().int().positive(),
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
      /** The same for equal actions of other workflows. */
      alike: textSchema.exactOptional(),
      action_type: textSchema.exactOptional(),
      subject: textSchema.exactOptional(),
      agent: textSchema,
      workflow: textSchema,
      /** The policies that ask. */
      policies: textsSchema,
      policy_version: textSchema,
      /** Digest of what people are shown; the content lies beside the record. */
      shown: textSchema,
      timeout_at: timeSchema,
      /** Until when an approval can be used, where that is later than its time-out: others of the same reply still wait. */
      usable_until: timeSchema.exactOptional(),
      /** People or groups; empty means any approver. */
      approvers: textsSchema,
      quorum: z.number().int().positive(),
      /** People who must not approve this: who asks, on whose behalf, and who wrote the policy. */
      barred: textsSchema.exactOptional(),
      /** Digest by which the client's retry is known, where the record holds the whole reply. */
      call: textSchema.exactOptional(),
    })
    .readonly(),
  approval_decided: approvalDecidedSchema,
  approval_expired: z.object({ approval_id: textSchema }).readonly(),
  /** Nobody waits for the answer any more: what asked has failed. */
  approval_withdrawn: z.object({ approval_id: textSchema }).readonly(),
  approval_used: z.object({ approval_id: textSchema, exchange_id: textSchema }).readonly(),
  grant_issued: grantIssuedSchema,
  grant_used: z
    .object({
      grant_id: textSchema,
      exchange_id: textSchema,
      action_id: textSchema,
      action_digest: textSchema,
    })
    .readonly(),
  grant_revoked: z.object({ grant_id: textSchema, by: personSchema }).readonly(),
} as const;

type Bodies = { readonly [Kind in keyof typeof BODIES]: z.infer<(typeof BODIES)[Kind]> };
type EventOf<Kind extends keyof Bodies> = Kind extends keyof Bodies
  ? { readonly kind: Kind; readonly body: Bodies[Kind] }
  : never;
type GrantKind = 'grant_issued' | 'grant_used' | 'grant_revoked';
export type ApprovalRequested = Bodies['approval_requested'];
export type ApprovalDecided = Bodies['approval_decided'];
export type GrantIssued = Bodies['grant_issued'];

/** Control records: `kind` and `body` are those of the ledger record that carries them. Content-free. */
export type GrantEvent = EventOf<GrantKind>;
export type ApprovalEvent = EventOf<Exclude<keyof Bodies, GrantKind>>;
export type HoldEvent = ApprovalEvent | GrantEvent;

function isHoldKind(kind: string): kind is keyof Bodies {
  return Object.hasOwn(BODIES, kind);
}

export function isGrantEvent(event: HoldEvent): event is GrantEvent {
  return 'grant_id' in event.body;
}

/**
 * The event that a ledger record carries, or undefined when the record is about something else. Throws GatewayError
 * store_damaged for a record of ours that can not be read: an approval might otherwise be used twice.
 */
export function readHoldEvent(record: {
  readonly kind: string;
  readonly body: JsonObject;
}): HoldEvent | undefined {
  const { kind, body } = record;
  if (!isHoldKind(kind)) return undefined;
  const parsed = BODIES[kind].safeParse(body);
  if (!parsed.success) {
    throw new GatewayError('store_damaged', { publicMessage: `a record of kind ${kind} can not be read` });
  }
  // The schema was looked up under this very kind, which TypeScript can not follow through the union.
  return { kind, body: parsed.data } as HoldEvent;
}
