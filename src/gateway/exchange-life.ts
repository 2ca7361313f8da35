// The beginning and the abnormal end of an exchange: what is registered, and what is recorded when it breaks off.

import { Cancellation, GatewayError, type JsonObject, NOTHING_SPENT } from '../domain/index.ts';
import { clip } from './action-bodies.ts';
import type { BeforeJudging } from './before-judging.ts';
import { type Exchange, exchangeHeaders, faultReply, writeLateFault, writeWhole } from './exchange.ts';
import { type ExchangeFacts, encodeFacts } from './facts.ts';
import { laterFacts, spentOn } from './later-facts.ts';
import type { GatewayDeps, IncomingCall } from './ports.ts';
import { exchangeDrafts, headOf } from './record-bodies.ts';
import type { ReplySink } from './reply-sink.ts';
import type { ClaimedCall } from './retries.ts';
import type { Attempt } from './retry-book.ts';
import type { Decided } from './stages.ts';
import { UpstreamRefusal } from './upstream-refusal.ts';

export interface StartInput {
  readonly call: IncomingCall;
  readonly sink: ReplySink;
  readonly decided: Decided;
  readonly claimed: Exclude<ClaimedCall, { kind: 'join' }>;
  readonly id: string;
  readonly attempt: Attempt;
  readonly before: BeforeJudging;
}

/** Registers a decided call as under way. The upstream call ends when its client leaves, unless a person is asked. */
export function startExchange(deps: GatewayDeps, input: StartInput): Exchange {
  const { claimed, call } = input;
  const upstreamAbort = new Cancellation();
  call.signal.addEventListener('abort', () => upstreamAbort.abort(), { once: true });
  return {
    id: input.id,
    attemptNumber: attemptNumber(claimed),
    deps,
    call,
    sink: input.sink,
    decided: input.decided,
    attempt: input.attempt,
    callKey: claimed.key,
    resumes: claimed.kind === 'resume',
    upstreamAbort,
    cleared: [],
    answered: [],
    before: input.before,
    flowed: { asked: false, text: () => '', counted: new Set() },
  };
}

export function attemptNumber(claimed: StartInput['claimed']): number {
  return claimed.kind === 'first' ? 1 : claimed.attempt;
}

/**
 * Ends an exchange that broke off: the record says why, the client hears which side failed. Rethrows bugs, and faults
 * of the ledger itself, since these can not be recorded.
 */
export async function abandon(exchange: Exchange, cause: unknown): Promise<void> {
  const fault = asFault(exchange, cause);
  const retryable = fault !== undefined && isUpstreamFault(fault);
  exchange.attempt.fail({ retryable, attempt: exchange.attemptNumber, now: exchange.deps.clock() });
  if (fault?.code !== 'ledger_unavailable')
    await recordAborted(exchange, abortReason(exchange, cause, fault));
  if (exchange.call.signal.aborted) return;
  if (cause instanceof UpstreamRefusal && !exchange.sink.headSent) {
    const { policy, agent } = exchange.decided;
    writeWhole(exchange.sink, cause.reply(exchangeHeaders(exchange), !policy.mayActOn(agent, 'reply')));
    return;
  }
  if (fault === undefined) {
    if (exchange.sink.headSent) writeLateFault(exchange, internalFault(exchange, cause));
    throw cause;
  }
  if (exchange.sink.headSent) writeLateFault(exchange, fault);
  else writeWhole(exchange.sink, faultReply(fault, exchangeHeaders(exchange)));
}

function internalFault(exchange: Exchange, cause: unknown): GatewayError {
  return new GatewayError('internal', { publicMessage: `internal error (${exchange.id})`, cause });
}

function asFault(exchange: Exchange, cause: unknown): GatewayError | undefined {
  const halted = exchange.deps.underWay.faultOf(exchange.upstreamAbort);
  if (halted !== undefined) return halted;
  if (cause instanceof GatewayError) return cause;
  if (cause instanceof UpstreamRefusal) return cause.fault;
  if (exchange.call.signal.aborted) {
    return new GatewayError('upstream_unreachable', { publicMessage: 'the client left', cause });
  }
  return undefined;
}

function isUpstreamFault(fault: GatewayError): boolean {
  return (
    fault.code === 'upstream_unreachable' ||
    fault.code === 'upstream_timeout' ||
    fault.code === 'upstream_invalid'
  );
}

function abortReason(exchange: Exchange, cause: unknown, fault: GatewayError | undefined): JsonObject {
  if (exchange.call.signal.aborted) return { reason: 'client_gone' };
  if (cause instanceof UpstreamRefusal) return { reason: 'upstream_error', upstream_status: cause.status };
  return {
    reason: fault?.code ?? 'internal',
    ...(fault?.detail === undefined ? {} : { detail: clip(fault.detail) }),
  };
}

async function recordAborted(exchange: Exchange, reason: JsonObject): Promise<void> {
  const { decided } = exchange;
  const head = headOf(exchange.id, decided);
  const body = {
    policy_decision: decided.effect,
    outcome: 'aborted',
    attempts: exchange.attemptNumber,
    ...tokensSoFar(exchange),
    ...reason,
  };
  const facts = abortedFacts(exchange);
  const contents = [{ name: 'facts', bytes: encodeFacts(facts) }];
  const text = exchange.flowed.text();
  if (text !== '')
    contents.push({ name: 'released', bytes: Buffer.from(JSON.stringify([{ text, toolCalls: [] }])) });
  const draft = { kind: 'exchange_aborted' as const, decision: decided.effect, body, contents };
  const { ledger, state } = exchange.deps;
  await state.applyWhen(ledger.append(exchangeDrafts(draft, head, [])), facts);
}

/** Leaving early sheds nothing: what flowed is known and paid for, whoever broke off. */
function abortedFacts(exchange: Exchange): ExchangeFacts {
  const text = exchange.flowed.text();
  const tokens = usedSoFar(exchange);
  return laterFacts(exchange, {
    verdicts: [],
    released: text === '' ? [] : [{ text, toolCalls: [] }],
    tokens: tokens.prompt + tokens.completion,
    replied: text === '' ? undefined : true,
    cleared: [],
    settled: tokens.prompt === 0 ? NOTHING_SPENT : spentOn(exchange, tokens),
  });
}

/** Estimated as at the request door. A model that never answered, to a client that stayed, has used nothing. */
function usedSoFar(exchange: Exchange): { readonly prompt: number; readonly completion: number } {
  const { flowed, call, decided } = exchange;
  const text = flowed.text();
  if (!flowed.asked || (text === '' && !call.signal.aborted)) return { prompt: 0, completion: 0 };
  return { prompt: Math.ceil(decided.request.raw.byteLength / 4), completion: Math.ceil(text.length / 4) };
}

function tokensSoFar(exchange: Exchange): JsonObject {
  const { prompt, completion } = usedSoFar(exchange);
  return { prompt_tokens: prompt, completion_tokens: completion, tokens_source: 'estimated' };
}
