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
  const present = deps.identity.present(call.agent.keyId, now);
  if ('refused' in present) return { refused: 'the key of this agent is no longer valid' };
  const { agent } = present;
  const route = deps.routing(agent, call.model);
  if ('refused' in route) return route;
  return route.provider === call.provider
    ? { agent }
    : { refused: 'this agent may no longer use the upstream of this call' };
}
