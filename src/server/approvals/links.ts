// Links by which somebody who has no account here may answer one question, once, until it is over.

import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { EpochMs } from '../../domain/index.ts';

export interface LinkClaims {
  readonly approval: string;
  /** Digest of what the approval shows: a link is about one action. */
  readonly shown: string;
  /** The target that the link was sent to. */
  readonly target: string;
  readonly expires: EpochMs;
}

export interface ApprovalLinks {
  sign(claims: LinkClaims): string;
  /** What a token says, where this gateway made it and its time is not over. ATTACKER-CONTROLLED: `token`. */
  open(token: string, now: EpochMs): LinkClaims | undefined;
}

/** Signed bytes begin with this, so that no other use of the key can make a link. */
const DOMAIN = 'sallyport approval link v1\n';
const MAX_TOKEN = 2000;
const claimsSchema = z
  .strictObject({ approval: z.string(), shown: z.string(), target: z.string(), expires: z.number() })
  .readonly();

/** Tokens of HMAC-SHA256 (RFC 2104) over the claims; `key` is known to this gateway alone. */
export function createLinks(key: Uint8Array): ApprovalLinks {
  const macOf = (payload: string): Buffer =>
    createHmac('sha256', key).update(DOMAIN).update(payload).digest();
  return {
    sign: (claims) => {
      const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
      return `${payload}.${macOf(payload).toString('base64url')}`;
    },
    open: (token, now) => {
      if (token.length > MAX_TOKEN) return undefined;
      const [payload = '', mac = '', ...rest] = token.split('.');
      // Compared as text: decoding would let one link be written in several ways, each a link of its own.
      const given = Buffer.from(mac);
      const right = Buffer.from(macOf(payload).toString('base64url'));
      if (rest.length > 0 || given.byteLength !== right.byteLength || !timingSafeEqual(given, right))
        return undefined;
      const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
      return claims.success && now < claims.data.expires ? claims.data : undefined;
    },
  };
}
