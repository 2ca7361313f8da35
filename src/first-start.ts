// What makes an empty data directory a working installation.

import { randomBytes } from 'node:crypto';
import type { Installation } from './app.ts';
import { skeleton } from './content/index.ts';
import { addAgent, issueAdminToken, issueKey } from './identity/index.ts';
import { sha256 } from './sha256.ts';

/** What a first start made; each secret is shown once. */
export interface FirstRun {
  readonly adminToken: string;
  readonly agent: string;
  readonly agentKey: string;
}

export const STARTER_POLICY = new URL('../examples/policies/starter.yaml', import.meta.url);
const FIRST_AGENT = 'first_agent';

/** Makes an empty directory a working installation: an admin token, a first agent with its key, a policy that observes. */
export async function setUp(
  installation: Installation,
  policyText: string,
  fileName: string,
): Promise<FirstRun> {
  const { control } = installation;
  const mint = { randomBytes, sha256, now: Date.now() };
  const token = issueAdminToken(mint);
  await control.commitIdentity(token.events, 'first-start');
  await control.commitIdentity([addAgent(control.identity, { agent: FIRST_AGENT }, skeleton)], 'first-start');
  const key = issueKey(control.identity, { agent: FIRST_AGENT }, mint);
  await control.commitIdentity(key.events, 'first-start');
  await control.activatePolicy({
    text: policyText,
    fileName,
    author: 'first-start',
    reason: 'starter policy of a new installation',
  });
  return { adminToken: token.key, agent: FIRST_AGENT, agentKey: key.key };
}

/** True when nothing was ever set up here. */
export function isFresh(installation: Installation): boolean {
  return (
    installation.control.policies.history.length === 0 && installation.control.identity.agents().length === 0
  );
}
