// Step 1: which agent calls. Only its key says so; names in the path, headers or body are claims.

import { GatewayError } from '../../domain/index.ts';
import type { Authenticated } from '../../identity/index.ts';
import type { GatewayDeps, IncomingCall } from '../ports.ts';
import type { Identified } from '../stages.ts';

const REFUSALS = {
  missing: ['missing_key', 'no agent key was sent'],
  malformed: ['invalid_key', 'this is not a Sallyport agent key'],
  unknown: ['invalid_key', 'this key is not known here'],
  expired: ['invalid_key', 'this key has expired'],
  revoked: ['invalid_key', 'this key has been revoked'],
} as const;

/** The agent behind the presented key. Throws GatewayError missing_key, invalid_key or agent_mismatch. */
export function identify(
  deps: Pick<GatewayDeps, 'identity' | 'clock'>,
  call: Pick<IncomingCall, 'headers' | 'pathAgent'>,
): Identified {
  const { agent } = letIn(deps.identity.authenticate(presentedKey(call.headers), deps.clock()));
  if (call.pathAgent !== undefined && call.pathAgent !== agent.name) {
    throw new GatewayError('agent_mismatch', {
      publicMessage: 'this key does not belong to the agent that the path names',
    });
  }
  return { agent };
}

/** The same agent as it is now, whose key and scope may have changed since it was identified. Throws GatewayError invalid_key. */
export function identifyAgain(
  deps: Pick<GatewayDeps, 'identity' | 'clock'>,
  { agent }: Identified,
): Identified {
  return letIn(deps.identity.present(agent.keyId, deps.clock()));
}

function letIn(outcome: Authenticated): Identified {
  if (!('refused' in outcome)) return outcome;
  const [code, publicMessage] = REFUSALS[outcome.refused];
  throw new GatewayError(code, { publicMessage });
}

/**
 * The key as OpenAI (`Authorization: Bearer`) or Azure (`api-key`) clients send it. Two different keys are refused: who
 * calls must not depend on which header a reader prefers.
 */
function presentedKey(headers: ReadonlyMap<string, string>): string | undefined {
  const authorization = headers.get('authorization');
  const azure = headers.get('api-key');
  if (authorization === undefined) return azure;
  const isBearer = authorization.slice(0, 7).toLowerCase() === 'bearer ';
  const key = (isBearer ? authorization.slice(7) : authorization).trim();
  if (azure !== undefined && azure !== key) {
    throw new GatewayError('invalid_key', { publicMessage: 'two different keys were sent' });
  }
  return key;
}
