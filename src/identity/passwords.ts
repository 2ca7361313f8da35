// Passwords of local accounts: kept as scrypt hashes (RFC 7914), with the cost beside each, so that it can be raised later.

import { scrypt, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { GatewayError } from '../domain/index.ts';

const verifierSchema = z
  .object({
    algorithm: z.literal('scrypt'),
    /** A power of two: memory is 128 * n * r bytes. */
    n: z
      .int()
      .min(2)
      .max(2 ** 20)
      .refine((n) => Number.isInteger(Math.log2(n)), 'a power of two'),
    r: z.int().min(1).max(32),
    p: z.int().min(1).max(16),
    /** Both in base64. */
    salt: z.base64().min(1).max(128),
    hash: z.base64().length(44),
  })
  .readonly();

/** All that is kept of a password. It can be guessed from, offline: so it is content, and never in a record's body. */
export type PasswordVerifier = z.infer<typeof verifierSchema>;
export type PasswordCost = Pick<PasswordVerifier, 'n' | 'r' | 'p'>;

/** 128 MiB a try: the first of the settings that OWASP's Password Storage Cheat Sheet lists for scrypt. */
export const PASSWORD_COST: PasswordCost = { n: 2 ** 17, r: 8, p: 1 };

const SALT_BYTES = 16;
const HASH_BYTES = 32;
const SHORTEST = 12;
const LONGEST = 256;

/** Throws GatewayError invalid_request for a password that is too short or too long. */
export async function hashPassword(
  password: string,
  randomBytes: (size: number) => Uint8Array,
  cost: PasswordCost = PASSWORD_COST,
): Promise<PasswordVerifier> {
  const length = [...password].length;
  if (length < SHORTEST || length > LONGEST) {
    throw new GatewayError('invalid_request', {
      publicMessage: `password: ${SHORTEST} to ${LONGEST} characters; a few words are easier to keep than signs`,
    });
  }
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, cost);
  return {
    algorithm: 'scrypt',
    n: cost.n,
    r: cost.r,
    p: cost.p,
    salt: Buffer.from(salt).toString('base64'),
    hash: hash.toString('base64'),
  };
}

/**
 * Whether this is the password. Without a verifier the answer is no, after the same work: who has an account can not be
 * told by the time that a refusal takes. ATTACKER-CONTROLLED: `password`.
 */
export async function isPassword(password: string, verifier: PasswordVerifier | undefined): Promise<boolean> {
  if (password.length > LONGEST * 2) return false;
  const { salt, hash, ...cost } = verifier ?? { ...PASSWORD_COST, salt: NO_SALT, hash: NO_HASH };
  const derived = await derive(password, Buffer.from(salt, 'base64'), cost);
  return timingSafeEqual(derived, Buffer.from(hash, 'base64')) && verifier !== undefined;
}

/** A verifier as it was kept, or undefined where this is none. */
export function readVerifier(text: string): PasswordVerifier | undefined {
  try {
    return verifierSchema.safeParse(JSON.parse(text)).data;
  } catch {
    // What can not be read lets nobody in; setting the password anew mends it.
    return undefined;
  }
}

const NO_SALT = Buffer.alloc(SALT_BYTES).toString('base64');
const NO_HASH = Buffer.alloc(HASH_BYTES).toString('base64');

/** Keyboards differ in how they compose a letter; NFKC makes them agree (NIST SP 800-63B §3.1.1.2). */
function derive(password: string, salt: Uint8Array, { n, r, p }: PasswordCost): Promise<Buffer> {
  const options = { N: n, r, p, maxmem: 128 * n * r + 128 * r * p + 1024 * 1024 };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
