// Joins signing in with an opened installation and its configuration: plain functions of the composition root.

import { randomBytes } from 'node:crypto';
import type { AuditLedger } from './audit/index.ts';
import type { Config } from './config/index.ts';
import { CALLBACK_PATH, type ControlPlane, OidcSignIn, SignInDesk, signInDoor } from './server/index.ts';
import { sha256 } from './sha256.ts';

/** The door where people sign in. The identity provider is asked when the first person comes, not at the start. */
export function openSignIn(
  { control, ledger }: { readonly control: ControlPlane; readonly ledger: AuditLedger },
  { sessionMs, oidc: settings }: Config['signIn'],
): ReturnType<typeof signInDoor> {
  const desk = new SignInDesk({ control, ledger, clock: Date.now, sha256, randomBytes, sessionMs });
  if (settings === undefined) return signInDoor({ desk, oidc: undefined });
  const { publicUrl, ...provider } = settings;
  const oidc = new OidcSignIn(
    { ...provider, redirectUrl: `${publicUrl}${CALLBACK_PATH}` },
    { desk, identity: control.identity, clock: Date.now, sha256 },
  );
  return signInDoor({ desk, oidc });
}
