// Whether an agent that was let in a while ago would still be: what was held for it may have waited longer than its rights.

import type { AgentIdentity, EpochMs } from '../domain/index.ts';
import type { GatewayDeps } from './ports.ts';

export interface PastCall {
  readonly agent: AgentIdentity;
  readonly model: string;
  /** The upstream that it went to, or would have. */
  readonly provider: string;
}

/** The agent as it is now, or why it would not be let in with this call any more: key, agent, upstreams or models changed. */
export function presentAccess(
  deps: Pick<GatewayDeps, 'identity' | 'routing'>,
  call: PastCall,
  now: EpochMs,
): { readonly agent: AgentIdentity } | { readonly refused: string } {
  const { name, keyId } = call.agent;
  const key = deps.identity.key(keyId);
  const known = deps.identity.agent(name);
  const isDead = key === undefined || key.revoked || (key.expiresAt ?? Number.POSITIVE_INFINITY) <= now;
  if (isDead || known === undefined) return { refused: 'the key of this agent is no longer valid' };
  const { role, groups, upstreams, models } = known;
  const agent: AgentIdentity = { name, role, groups, keyId, upstreams, models };
  const route = deps.routing(agent, call.model);
  if ('refused' in route) return route;
  return route.provider === call.provider
    ? { agent }
    : { refused: 'this agent may no longer use the upstream of this call' };
}
