// How people sign in, with the identity provider's secret from the environment.

import type { Role } from '../identity/index.ts';
import { Secret } from '../providers/index.ts';
import { type Environment, variable } from './environment.ts';
import type { PlacelessProblem } from './problem.ts';
import type { SignInSection } from './schema.ts';

export interface SignInConfig {
  readonly sessionMs: number;
  readonly oidc:
    | {
        readonly issuer: string;
        readonly clientId: string;
        readonly clientSecret: Secret | undefined;
        /** Where people reach this gateway. */
        readonly publicUrl: string;
        readonly scopes: readonly string[];
        readonly nameClaim: string;
        readonly groupsClaim: string;
        readonly roles: ReadonlyMap<string, readonly Role[]>;
      }
    | undefined;
}

/** The settings, and what keeps them from working. */
export function signInOf(
  { session_minutes: minutes, oidc }: SignInSection,
  env: Environment,
): { readonly signIn: SignInConfig; readonly problems: readonly PlacelessProblem[] } {
  const sessionMs = minutes * 60_000;
  if (oidc === undefined) return { signIn: { sessionMs, oidc }, problems: [] };
  const named = oidc.client_secret_env;
  const secret = named === undefined ? undefined : variable(env, named);
  const problems: PlacelessProblem[] = [];
  if (named !== undefined && secret === undefined) {
    problems.push({
      path: ['sign_in', 'oidc', 'client_secret_env'],
      code: 'missing-variable',
      message: `the environment variable ${named} is not set`,
      hint: 'export it before the start',
    });
  }
  for (const key of ['issuer', 'public_url'] as const) {
    if (isTrustworthy(oidc[key])) continue;
    problems.push({
      path: ['sign_in', 'oidc', key],
      code: 'invalid-value',
      message: 'codes and tokens would travel in the clear',
      hint: 'expected an https URL; http is for loopback addresses alone',
    });
  }
  const settings = {
    issuer: oidc.issuer,
    clientId: oidc.client_id,
    clientSecret: secret === undefined ? undefined : new Secret(secret),
    publicUrl: oidc.public_url.replace(/\/$/, ''),
    scopes: oidc.scopes,
    nameClaim: oidc.name_claim,
    groupsClaim: oidc.groups_claim,
    roles: new Map(Object.entries(oidc.roles)),
  };
  return { signIn: { sessionMs, oidc: settings }, problems };
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

function isTrustworthy(text: string): boolean {
  const url = new URL(text);
  return url.protocol === 'https:' || LOOPBACK.has(url.hostname);
}
