// How a call finds its earlier self, and how a client that comes back is given the reply that was kept for it.

import { GatewayError } from '../domain/index.ts';
import { writeWhole } from './exchange.ts';
import { clientPatienceMs, keepAlive } from './keep-alive.ts';
import type { GatewayDeps, IncomingCall } from './ports.ts';
import type { ReplySink } from './reply-sink.ts';
import type { Claimed, StoredReply } from './retry-book.ts';
import type { Read } from './stages.ts';

export type ClaimedCall = Claimed & { readonly key: string };

/** Looks the call up among those under way, kept, or just failed. ATTACKER-CONTROLLED: the retry count is a claim. */
export function claimCall(
  deps: Pick<GatewayDeps, 'retries' | 'sha256' | 'clock' | 'policy'>,
  call: IncomingCall,
  asked: Read,
): ClaimedCall {
  // A reply that was decided under another policy is nobody's: the version is part of what makes two calls the same.
  const version = deps.policy()?.version ?? '';
  const key = `${asked.agent.keyId}\n${version}\n${asked.claimedWorkflow?.id ?? ''}\n${deps.sha256(asked.request.raw)}`;
  return { ...deps.retries.claim(key, { retryCount: retryCount(call), now: deps.clock() }), key };
}

function retryCount(call: IncomingCall): number {
  const value = Number(call.headers.get('x-stainless-retry-count') ?? '0');
  return Number.isSafeInteger(value) && value > 0 ? value : 0;
}

export interface JoinInput {
  readonly claimed: Extract<Claimed, { kind: 'join' }>;
  readonly sink: ReplySink;
  readonly call: IncomingCall;
  readonly asked: Read;
}

/** Gives a returning client the reply of its first attempt: the model is not asked again, nothing is decided twice. */
export async function joinCall(deps: GatewayDeps, input: JoinInput): Promise<void> {
  const { sink, claimed, asked, call } = input;
  const headers = { 'x-request-id': claimed.exchange, 'x-sallyport-decision': claimed.exchange };
  const alive = keepAlive(deps.repeat, {
    sink,
    stream: asked.request.stream,
    note: 'waiting for the first attempt',
    headers,
    patienceMs: clientPatienceMs(call),
    mayDrip: false,
    holdMs: 0,
  });
  try {
    const reply = await claimed.reply;
    writeWhole(sink, sink.headSent ? asEvents(reply) : reply);
  } catch (cause) {
    throw new GatewayError('upstream_unreachable', {
      publicMessage: 'the first attempt of this call failed',
      cause,
    });
  } finally {
    alive.stop();
  }
}

/** An error answer inside a stream whose head went out while its client waited. */
function asEvents(reply: StoredReply): StoredReply {
  if (reply.headers['content-type']?.startsWith('text/event-stream') === true) return reply;
  return { ...reply, body: Buffer.from(`data: ${Buffer.from(reply.body).toString('utf8')}\n\n`) };
}
