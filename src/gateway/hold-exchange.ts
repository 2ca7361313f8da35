// How an exchange is held: its client is kept waiting at either door, and may leave and come back at the second one.

import type { ApprovalDemand } from '../domain/index.ts';
import { type Exchange, exchangeHeaders } from './exchange.ts';
import type { Asker, HoldInput, ReplyHold } from './hold.ts';
import type { JudgedAction } from './judge-action.ts';
import { clientPatienceMs, keepAlive } from './keep-alive.ts';

export function askerOf(exchange: Exchange): Asker {
  const { deps, decided, id } = exchange;
  return {
    deps,
    id,
    facts: decided.facts,
    policyVersion: decided.policy.version,
    callDigest: () => decided.request.digest(),
    again: exchange.resumes,
  };
}

/** At the request door a client that leaves ends the wait; the question stays for its return. */
export function requestHold(exchange: Exchange, verdict: JudgedAction, demand: ApprovalDemand): HoldInput {
  return {
    asker: askerOf(exchange),
    verdict,
    demand,
    occurrence: 0,
    reply: undefined,
    signal: exchange.call.signal,
    onAsked: (approvalId) => keepClient(exchange, { approvalId, demand, atReply: false }),
  };
}

/** At the reply door the reply is kept for a client that leaves. */
export function replyHold(
  exchange: Exchange,
  verdict: JudgedAction,
  as: { readonly demand: ApprovalDemand; readonly reply: ReplyHold; readonly occurrence: number },
): HoldInput {
  const { demand, reply, occurrence } = as;
  return {
    asker: askerOf(exchange),
    verdict,
    demand,
    occurrence,
    reply,
    signal: reply.signal,
    onAsked: (approvalId) => keepClient(exchange, { approvalId, demand, atReply: true }),
  };
}

/** From now on a client that leaves, also after people have answered, may come back for the reply. */
export function whenClientLeaves({ attempt, call }: Exchange): void {
  if (call.signal.aborted) attempt.leave();
  call.signal.addEventListener('abort', () => attempt.leave(), { once: true });
}

function keepClient(
  exchange: Exchange,
  held: { readonly approvalId: string; readonly demand: ApprovalDemand; readonly atReply: boolean },
): () => void {
  const { request } = exchange.decided;
  const alive = keepAlive(exchange.deps.repeat, {
    sink: exchange.sink,
    stream: request.stream && held.atReply,
    note: `approval pending ${held.approvalId}`,
    headers: exchangeHeaders(exchange),
    patienceMs: clientPatienceMs(exchange.call),
    mayDrip: held.atReply && !request.stream && request.kind === 'normal',
    holdMs: held.demand.timeoutMs,
  });
  return () => alive.stop();
}
