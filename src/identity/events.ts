// What the ledger says about agents, keys and administrators. The directory is a fold over these events and nothing else.

import { z } from 'zod';
import { GatewayError, type JsonObject } from '../domain/index.ts';
import { PERMISSIONS, ROLES } from './roles.ts';

/** Names of agents, roles, groups and upstreams: safe in paths, headers and terminals. */
const nameSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'a name has 1 to 64 of the characters A-Z a-z 0-9 _ -');
const modelSchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, 'a model has 1 to 200 printable characters without spaces');
const namesSchema = z.array(nameSchema).max(64, 'at most 64 names').readonly();
const idSchema = z.string().regex(/^[0-9A-Za-z]{12}$/);
const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);
const timeSchema = z.number().int().nonnegative();
const noteSchema = z.string().regex(/^[^\p{Cc}]{1,200}$/u, 'a note has 1 to 200 characters on one line');

export const agentSchema = z
  .object({
    agent: nameSchema,
    role: nameSchema.exactOptional(),
    groups: namesSchema,
    /** Upstreams and model globs that the agent may use; absent means all. */
    upstreams: namesSchema.exactOptional(),
    models: z.array(modelSchema).max(64, 'at most 64 models').readonly().exactOptional(),
    /** The person behind the agent, who must not approve what it asks for. */
    owner: nameSchema.exactOptional(),
  })
  .readonly();

export const keyIssuedSchema = z
  .object({
    key_id: idSchema,
    agent: nameSchema,
    /** SHA-256 of the secret part, in hex. */
    secret_hash: hashSchema,
    expires_at: timeSchema.exactOptional(),
    note: noteSchema.exactOptional(),
  })
  .readonly();

const rolesSchema = z
  .array(z.enum(ROLES, `one of ${ROLES.join(', ')}`))
  .min(1, 'at least one')
  .max(8)
  .readonly();

export const holderSchema = z
  .object({
    role: z.enum(ROLES, `one of ${ROLES.join(', ')}`),
    /** Whose token it is, and that person's groups; a token of nobody in particular has neither. */
    person: nameSchema.exactOptional(),
    groups: namesSchema.exactOptional(),
    /** What of the role's permissions the token has; absent means all. */
    scopes: z
      .array(z.enum(PERMISSIONS, `one of ${PERMISSIONS.join(', ')}`))
      .min(1)
      .max(32)
      .readonly()
      .exactOptional(),
    expires_at: timeSchema.exactOptional(),
  })
  .readonly();

export const personSchema = z
  .object({ person: nameSchema, roles: rolesSchema, groups: namesSchema })
  .readonly();

/** What an identity provider says of itself and its people: printable, on one line, bounded. */
const claimSchema = z.string().regex(/^[\x21-\x7e]{1,255}$/, '1 to 255 printable characters without spaces');

const session = { token_id: idSchema, secret_hash: hashSchema, expires_at: timeSchema, person: nameSchema };
export const signedInSchema = z.discriminatedUnion('via', [
  /** Roles and groups are those of the account, at every moment. */
  z.object({ ...session, via: z.literal('password') }).readonly(),
  z
    .object({
      ...session,
      via: z.literal('oidc'),
      roles: rolesSchema,
      groups: namesSchema,
      issuer: claimSchema,
      subject: claimSchema,
    })
    .readonly(),
]);

const BODIES = {
  agent_added: agentSchema,
  agent_changed: agentSchema,
  agent_removed: z.object({ agent: nameSchema }).readonly(),
  key_issued: keyIssuedSchema,
  key_rotated: z.object({ old_key_id: idSchema, new_key_id: idSchema, grace_until: timeSchema }).readonly(),
  key_revoked: z.object({ key_id: idSchema }).readonly(),
  admin_token_issued: z
    .object({ token_id: idSchema, secret_hash: hashSchema, ...holderSchema.unwrap().shape })
    .readonly(),
  admin_token_revoked: z.object({ token_id: idSchema }).readonly(),
  person_added: personSchema,
  person_changed: personSchema,
  person_removed: z.object({ person: nameSchema }).readonly(),
  /** What is kept of the password is content of the record, not part of its body. */
  password_set: z.object({ person: nameSchema }).readonly(),
  signed_in: signedInSchema,
} as const;

type Bodies = { readonly [Kind in keyof typeof BODIES]: z.infer<(typeof BODIES)[Kind]> };
type IdentityEventKind = keyof Bodies;
export type AgentBody = Bodies['agent_added'];
export type PersonBody = Bodies['person_added'];

/** A control record: `kind` and `body` are those of the ledger record that carries it. Never holds a secret. */
export type IdentityEvent = {
  readonly [Kind in IdentityEventKind]: { readonly kind: Kind; readonly body: Bodies[Kind] };
}[IdentityEventKind];

function isIdentityKind(kind: string): kind is IdentityEventKind {
  return Object.hasOwn(BODIES, kind);
}

/**
 * The event that a ledger record carries, or undefined when the record is about something else. Fields that this
 * version does not know are dropped. Throws GatewayError store_damaged for a record of ours that can not be read:
 * serving without it could let a revoked key in.
 */
export function readIdentityEvent(record: {
  readonly kind: string;
  readonly body: JsonObject;
}): IdentityEvent | undefined {
  const { kind, body } = record;
  if (!isIdentityKind(kind)) return undefined;
  const parsed = BODIES[kind].safeParse(body);
  if (!parsed.success) {
    throw new GatewayError('store_damaged', { publicMessage: `a record of kind ${kind} can not be read` });
  }
  // The schema was looked up under this very kind, which TypeScript can not follow through the union.
  return { kind, body: parsed.data } as IdentityEvent;
}
