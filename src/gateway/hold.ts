// Holds one action for a person: asks, waits while keeping the client, and uses the answer up for exactly what was shown.

import type { ApprovalOutcome, ApprovalQuestion } from '../approvals/index.ts';
import {
  type Action,
  type ApprovalDemand,
  actionLabels,
  actionText,
  GatewayError,
  type JsonObject,
} from '../domain/index.ts';
import { type Exchange, exchangeHeaders } from './exchange.ts';
import type { JudgedAction } from './judge-action.ts';
import { clientPatienceMs, keepAlive } from './keep-alive.ts';
import { clip } from './record-bodies.ts';

/** How a hold ended, in words that an agent can act upon. */
export type HoldOutcome =
  | { readonly kind: 'released' }
  | { readonly kind: 'refused'; readonly reason: string };

/** One held reply: its holds end together, and its bytes are stored once. */
export interface ReplyHold {
  /** Aborted when a hold of this reply failed: the others wait for an exchange that is over. */
  readonly signal: AbortSignal;
  /** The whole reply for the first question on record, so that it outlives the client; undefined for all others. */
  readonly takeBytes: () => Uint8Array | undefined;
}

export interface HoldInput {
  readonly exchange: Exchange;
  readonly verdict: JudgedAction;
  readonly demand: ApprovalDemand;
  /** What all holds of one reply share; undefined at the request door. */
  readonly reply: ReplyHold | undefined;
  /** 0, or how many equal actions of the same reply stand before this one: each is a question of its own. */
  readonly occurrence: number;
}

/** Waits for the people that one verdict asks for. A time-out is recorded as a time-out, never as a person's no. */
export async function hold(input: HoldInput): Promise<HoldOutcome> {
  const { exchange, verdict } = input;
  const { approvals } = exchange.deps;
  if (input.reply?.signal.aborted === true) throw holdEnded();
  const shown = shownAction(exchange, verdict.released, input.occurrence);
  const digest = exchange.deps.sha256(shown);
  const question = questionOf(input, digest);
  const { approvalId } = await approvals.open(question, (event) => recordQuestion(input, event, shown));
  const alive = startKeepAlive(input, approvalId);
  const patience = heldSignal(input);
  try {
    const outcome = await approvals.wait(approvalId, patience.signal);
    if (outcome.kind !== 'approved') return { kind: 'refused', reason: refusalReason(outcome, approvalId) };
  } finally {
    alive.stop();
    patience.stop();
  }
  const use = await approvals.use({
    approvalId,
    exchangeId: exchange.id,
    actionDigest: digest,
    policyVersion: exchange.deps.policy()?.version ?? '',
  });
  return 'used' in use
    ? { kind: 'released' }
    : { kind: 'refused', reason: `the approval ${approvalId} can not be used (${use.refused})` };
}

/**
 * Exactly what the approver sees and the approval is bound to: agent, action and normalised arguments. Deterministic,
 * so that a retry of the same action finds the same question.
 */
function shownAction(exchange: Exchange, action: Action, occurrence: number): string {
  const { agent, facts } = exchange.decided;
  const shown: JsonObject = {
    agent: agent.name,
    workflow: facts.workflow.id,
    type: action.type,
    ...(action.type === 'tool_call' ? { tool: action.toolName, arguments: shownArguments(action) } : {}),
    ...(action.type === 'handoff' ? { target: action.target } : {}),
    ...(action.type === 'code_execution' ? { language: action.language } : {}),
    ...(action.type === 'llm_call'
      ? { model: facts.model, body: exchange.deps.sha256(exchange.decided.request.raw) }
      : {}),
    ...(action.type === 'tool_call' ? {} : { text: actionText(action) ?? '' }),
    ...(actionLabels(action) === '' ? {} : { labels: actionLabels(action) }),
    ...(occurrence === 0 ? {} : { occurrence: occurrence + 1 }),
  };
  return JSON.stringify(shown);
}

function shownArguments(action: Extract<Action, { type: 'tool_call' }>): JsonObject | string {
  return action.arguments.kind === 'object' ? sortKeys(action.arguments.value) : action.rawArguments;
}

/** Key order does not matter to a tool, so it does not to an approval. Depth is bounded by the argument reader. */
function sortKeys(value: JsonObject): JsonObject {
  return JSON.parse(
    JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ),
  );
}

function questionOf(input: HoldInput, digest: string): ApprovalQuestion {
  const { exchange, verdict, demand } = input;
  const { decided } = exchange;
  return {
    exchange_id: exchange.id,
    action_id: verdict.action.id,
    action_digest: digest,
    agent: decided.agent.name,
    workflow: decided.facts.workflow.id,
    policies: demand.policies.map(clip),
    policy_version: decided.policy.version,
    shown: digest,
    approvers: demand.approvers,
    quorum: demand.quorum,
    timeoutMs: demand.timeoutMs,
  };
}

type ApprovalRecorder = Parameters<Exchange['deps']['approvals']['open']>[1];
type ApprovalEventOf = Parameters<NonNullable<ApprovalRecorder>>[0];

async function recordQuestion(input: HoldInput, event: ApprovalEventOf, shown: string): Promise<void> {
  const { exchange, reply } = input;
  const { facts, agent } = exchange.decided;
  const contents = [{ name: 'shown', bytes: Buffer.from(shown) }];
  const held = reply?.takeBytes();
  if (held !== undefined) contents.push({ name: 'held', bytes: Buffer.from(held) });
  const owner = { workflow: facts.workflow.id, agent: agent.name, exchange: exchange.id };
  await exchange.deps.ledger.append([
    { kind: event.kind, ...owner, decision: 'CONSTRAIN', body: { ...event.body }, contents },
  ]);
}

function startKeepAlive(input: HoldInput, approvalId: string): { stop(): void } {
  const { exchange, demand, reply } = input;
  const { request } = exchange.decided;
  return keepAlive(exchange.deps.repeat, {
    sink: exchange.sink,
    stream: request.stream && reply !== undefined,
    note: `approval pending ${approvalId}`,
    headers: exchangeHeaders(exchange),
    patienceMs: clientPatienceMs(exchange.call),
    mayDrip: reply !== undefined && !request.stream && request.kind === 'normal',
    holdMs: demand.timeoutMs,
  });
}

/** At the request door a client that leaves ends the wait. At the reply door the reply is kept for its return. */
function heldSignal(input: HoldInput): { readonly signal: AbortSignal; stop(): void } {
  const { exchange, reply } = input;
  if (reply === undefined) return { signal: exchange.call.signal, stop: () => undefined };
  const leave = (): void => exchange.attempt.leave();
  if (exchange.call.signal.aborted) leave();
  exchange.call.signal.addEventListener('abort', leave, { once: true });
  return {
    signal: reply.signal,
    stop: () => exchange.call.signal.removeEventListener('abort', leave),
  };
}

function refusalReason(outcome: Exclude<ApprovalOutcome, { kind: 'approved' }>, approvalId: string): string {
  switch (outcome.kind) {
    case 'denied':
      return `a person denied this (approval ${approvalId})${outcome.reason === undefined ? '' : `: ${clip(outcome.reason)}`}`;
    case 'expired':
      return `nobody approved this in time (approval ${approvalId})`;
    case 'used':
      return `the approval ${approvalId} was used already`;
    case 'cancelled':
      throw holdEnded();
  }
}

function holdEnded(): GatewayError {
  return new GatewayError('upstream_unreachable', {
    publicMessage: 'the client left while its call was held',
  });
}
