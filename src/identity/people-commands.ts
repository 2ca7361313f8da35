// Changes to the people with accounts, and their sign-ins: each command checks, and answers with the event to record.

import type { z } from 'zod';
import { type EpochMs, GatewayError } from '../domain/index.ts';
import type { IdentityDirectory } from './directory.ts';
import { type IdentityEvent, personSchema, signedInSchema } from './events.ts';
import type { Issued, Mint } from './key-commands.ts';
import { formatKey, KEY_ENTROPY_BYTES } from './key-format.ts';
import { requireOwnName } from './names-in-use.ts';
import type { Role } from './roles.ts';

/** A person as an administrator describes one. */
export interface PersonDescription {
  readonly person: string;
  readonly roles: readonly string[];
  readonly groups?: readonly string[];
}

/** The event that adds an account, which nobody can use before it has a password. Throws GatewayError invalid_request or conflict. */
export function addPerson(
  directory: IdentityDirectory,
  description: PersonDescription,
  skeleton: (name: string) => string,
): Extract<IdentityEvent, { kind: 'person_added' }> {
  const body = checked(personSchema, { groups: [], ...description });
  const rival = directory.people().find((known) => skeleton(known.person) === skeleton(body.person));
  if (rival !== undefined) {
    throw new GatewayError('conflict', { publicMessage: `there is ${rival.person} already` });
  }
  requireOwnName(directory, body);
  return { kind: 'person_added', body };
}

/** The event that replaces a person's roles and groups; holds for all of their tokens at once. Throws GatewayError not_found. */
export function changePerson(
  directory: IdentityDirectory,
  description: PersonDescription,
): Extract<IdentityEvent, { kind: 'person_changed' }> {
  const body = checked(personSchema, { groups: [], ...description });
  requirePerson(directory, body.person);
  requireOwnName(directory, body);
  return { kind: 'person_changed', body };
}

/**
 * The event that removes a person: the account, if there is one, all tokens of that name, and the name's tie to a subject
 * of an identity provider. Throws GatewayError not_found.
 */
export function removePerson(directory: IdentityDirectory, person: string): IdentityEvent {
  if (!directory.providerNames.has(person)) requirePerson(directory, person);
  return { kind: 'person_removed', body: { person } };
}

/** The event of a new password, which ends the person's sessions. Throws GatewayError not_found. */
export function setPassword(directory: IdentityDirectory, person: string): IdentityEvent {
  requirePerson(directory, person);
  return { kind: 'password_set', body: { person } };
}

/** Who has shown who they are. Without an account, roles and groups come from the identity provider. */
export type SignedIn = {
  readonly person: string;
  readonly sessionMs: number;
} & (
  | { readonly via: 'password' }
  | {
      readonly via: 'oidc';
      readonly roles: readonly Role[];
      readonly groups: readonly string[];
      readonly issuer: string;
      readonly subject: string;
    }
);

/** A session: a token that ends by itself. Throws GatewayError invalid_request for a name that is none. */
export function openSession(who: SignedIn, mint: Mint): Issued & { readonly expiresAt: EpochMs } {
  const { id, secret, text } = formatKey('spa', mint.randomBytes(KEY_ENTROPY_BYTES));
  const { sessionMs, ...rest } = who;
  const expiresAt = mint.now + sessionMs;
  const body = checked(signedInSchema, {
    ...rest,
    token_id: id,
    secret_hash: mint.sha256(secret),
    expires_at: expiresAt,
  });
  return { events: [{ kind: 'signed_in', body }], id, key: text, expiresAt };
}

function requirePerson(directory: IdentityDirectory, person: string): void {
  if (directory.person(person) !== undefined) return;
  throw new GatewayError('not_found', { publicMessage: 'there is no account of this name' });
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new GatewayError('invalid_request', {
    publicMessage: `${String(issue?.path[0] ?? 'person')}: ${issue?.message ?? 'not valid'}`,
  });
}
