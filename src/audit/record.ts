// What goes on record, and how it comes back.

import { type Effect, type EpochMs, type JsonObject, ownField } from '../domain/index.ts';

/** Kinds that change what the gateway would decide, or whom it believes: all of them are read at each start. */
export type ControlKind = (typeof CONTROL_KINDS)[number];

export const CONTROL_KINDS = [
  'policy_activated',
  'halted',
  'resumed',
  'usage_summarised',
  'agent_added',
  'agent_changed',
  'agent_removed',
  'key_issued',
  'key_rotated',
  'key_revoked',
  'admin_token_issued',
  'admin_token_revoked',
  'person_added',
  'person_changed',
  'person_removed',
  'password_set',
  'signed_in',
  'approval_requested',
  'approval_decided',
  'approval_expired',
  'approval_withdrawn',
  'approval_used',
  'grant_issued',
  'grant_used',
  'grant_revoked',
  'override_granted',
  'override_used',
  'override_revoked',
  'signing_key_rotated',
  'segment_sealed',
] as const;

/** Every kind that this version writes, and so what a query may ask for. A reader must expect others, from newer versions. */
export const RECORD_KINDS = [
  'log_opened',
  'recovery',
  'exchange_requested',
  'exchange_retried',
  'exchange_completed',
  'exchange_aborted',
  'actions_decided',
  'contents_read',
  /** The decision API's answer about one action. */
  'action_evaluated',
  'checkpoint_witnessed',
  'contents_erased',
  'ledger_exported',
  'models_listed',
  'sign_in_failed',
  'alert_raised',
  'alert_delivered',
  'alert_undelivered',
  'master_key_rotated',
  'retention_applied',
  ...CONTROL_KINDS,
] as const;

export type RecordKind = (typeof RECORD_KINDS)[number];

const CONTROL: ReadonlySet<string> = new Set(CONTROL_KINDS);

export function isControlKind(kind: string): kind is ControlKind {
  return CONTROL.has(kind);
}

/** Something that only those who hold the content key may read: a message, a reply, tool arguments, derived facts. */
export interface ContentItem {
  /** E.g. `messages/3` (an array, the first of which is message 3), `reply`, `action/c0`. Without control characters. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What a caller wants recorded. The ledger adds log, index, time, commitments and the hash of the record before. */
export interface RecordDraft {
  readonly kind: RecordKind;
  readonly workflow?: string;
  readonly agent?: string;
  readonly exchange?: string;
  readonly decision?: Effect;
  /** Content-free and specific to the kind; names in snake_case. */
  readonly body: JsonObject;
  readonly contents?: readonly ContentItem[];
  /** Pseudonym of the person whom the contents are about: they can be erased by it. Stands in the body as `data_subject`. */
  readonly subject?: string;
}

/** Whose contents these are. Each owner has a content key of its own, so that all of them can be erased by one of these names. */
export interface ContentOwner {
  readonly workflow: string;
  readonly agent: string;
  readonly subject: string;
}

/** The owner of a record's contents; '' for what it does not name. */
export function ownerOf(record: Pick<StoredRecord, 'workflow' | 'agent' | 'body'>): ContentOwner {
  const subject = ownField(record.body, 'data_subject');
  return {
    workflow: record.workflow ?? '',
    agent: record.agent ?? '',
    subject: typeof subject === 'string' ? subject : '',
  };
}

/** What a record says about one content item: enough to prove it, nothing to guess it by. */
export interface ContentReference {
  readonly name: string;
  readonly size: number;
  /** SHA-256 of salt, name, a zero byte and the bytes, in hex. */
  readonly commitment: string;
}

/** A record as the log holds it: the bytes that were hashed, and their hash. */
export interface StoredLeaf {
  /** The canonical leaf (RFC 8785). */
  readonly leaf: string;
  /** Its RFC 6962 leaf hash, in hex. */
  readonly hash: string;
}

export interface StoredRecord {
  readonly index: number;
  /** Never earlier than the time of the record before. */
  readonly time: EpochMs;
  /** What the wall clock showed, where it had stepped back behind the record before. */
  readonly clock?: EpochMs;
  readonly kind: string;
  readonly workflow?: string;
  readonly agent?: string;
  readonly exchange?: string;
  readonly decision?: Effect;
  readonly body: JsonObject;
  readonly contents: readonly ContentReference[];
  /** RFC 6962 leaf hash of the record's bytes, in hex. */
  readonly hash: string;
  /** The hash of the record before; 64 zeros for the first. */
  readonly prev: string;
}
