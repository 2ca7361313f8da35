// How a call finds its earlier self, and how a client that comes back is given the reply that was kept for it.

import { GatewayError } from '../domain/index.ts';
import { presentAccess } from './access.ts';
import { writeWhole } from './exchange.ts';
import { clientPatienceMs, keepAlive } from './keep-alive.ts';
import type { GatewayDeps, IncomingCall, UpstreamResponse } from './ports.ts';
import type { ReplySink } from './reply-sink.ts';
import type { Claimed, StoredReply } from './retry-book.ts';
import type { Read } from './stages.ts';

/** The call's reply was held for people when the gateway stopped; the ledger has it. */
interface Resumed {
  readonly kind: 'resume';
  readonly exchange: string;
  readonly attempt: number;
}

export type ClaimedCall = (Claimed | Resumed) & { readonly key: string };

/** Looks the call up among those under way, kept, or just failed. ATTACKER-CONTROLLED: the retry count is a claim. */
export function claimCall(
  deps: Pick<GatewayDeps, 'retries' | 'sha256' | 'clock' | 'policy' | 'approvals'>,
  call: IncomingCall,
  asked: Read,
): ClaimedCall {
  const key = callKey(deps, asked);
  const claimed = deps.retries.claim(key, { retryCount: retryCount(call), now: deps.clock() });
  if (claimed.kind !== 'first' || deps.retries.isUnderWay(key)) return { ...claimed, key };
  const held = deps.approvals.hasHeld ? deps.approvals.heldFor(deps.sha256(key)) : undefined;
  return held === undefined
    ? { kind: 'first', key }
    : { kind: 'resume', exchange: held.request.exchange_id, attempt: 2, key };
}

/**
 * What makes two calls the same. A reply that was decided under another policy, or for the agent as it was before its role
 * or scope changed, is nobody's.
 */
function callKey(deps: Pick<GatewayDeps, 'policy'>, { agent, request, claimedWorkflow }: Read): string {
  const { keyId, role, groups, upstreams, models } = agent;
  const scope = [role ?? '', groups.join(), upstreams?.join() ?? '*', models?.join('\n') ?? '*'].join('\n');
  const version = deps.policy()?.version ?? '';
  return `${keyId}\n${scope}\n${version}\n${claimedWorkflow?.id ?? ''}\n${request.digest()}`;
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

/** The reply that the ledger holds for a call that comes back; undefined where it was erased. */
export async function heldReply(
  { ledger }: Pick<GatewayDeps, 'ledger'>,
  exchange: string,
): Promise<Uint8Array | undefined> {
  const page = await ledger.read({ exchange, kinds: ['approval_requested'], limit: 1000 });
  const record = page.records.find(({ contents }) => contents.some(({ name }) => name === 'held'));
  const contents = record === undefined ? [] : await ledger.contents(record.index);
  return 'erased' in contents ? undefined : contents.find(({ name }) => name === 'held')?.bytes;
}

/** A held reply as it once came from the model: it passes the reply door again, from the first byte on. */
export function asUpstream(held: Uint8Array, stream: boolean): UpstreamResponse {
  const type = stream ? 'text/event-stream' : 'application/json';
  const body = (async function* () {
    yield held;
  })();
  return { status: 200, headers: new Map([['content-type', type]]), body };
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
    requireAccess(deps, asked);
    writeWhole(sink, sink.headSent ? asEvents(reply) : reply);
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause;
    throw new GatewayError('upstream_unreachable', {
      publicMessage: 'the first attempt of this call failed',
      cause,
    });
  } finally {
    alive.stop();
  }
}

/** Whoever waited for another's reply must still be let in when it comes. */
function requireAccess(deps: GatewayDeps, { agent, request, route }: Read): void {
  const provider = 'refused' in route ? '' : route.provider;
  const access = presentAccess(deps, { agent, model: request.model, provider }, deps.clock());
  if ('refused' in access) throw new GatewayError('not_permitted', { publicMessage: access.refused });
}

/** An error answer inside a stream whose head went out while its client waited. */
function asEvents(reply: StoredReply): StoredReply {
  if (reply.headers['content-type']?.startsWith('text/event-stream') === true) return reply;
  return { ...reply, body: Buffer.from(`data: ${Buffer.from(reply.body).toString('utf8')}\n\n`) };
}
