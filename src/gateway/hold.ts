// Holds one action for people: asks, waits, and redeems the answer for exactly what was shown.

import type { ApprovalOutcome, ApprovalQuestion, HoldEvent } from '../approvals/index.ts';
import { type ApprovalDemand, type CallFacts, type CancelSignal, GatewayError } from '../domain/index.ts';
import { clip } from './action-bodies.ts';
import type { JudgedAction } from './judge-action.ts';
import type { GatewayDeps } from './ports.ts';
import { subjectOf } from './record-bodies.ts';
import { type ShownAction, showAction } from './shown-action.ts';

/** Whose action is held: an exchange, or a call of the decision API. */
export interface Asker {
  readonly deps: Pick<GatewayDeps, 'approvals' | 'ledger' | 'sha256' | 'policy' | 'barred'>;
  /** Exchange id. */
  readonly id: string;
  readonly facts: CallFacts;
  readonly policyVersion: string;
  readonly callDigest: () => string;
  /** The client is back for what was asked before under this id: an answer that came meanwhile is taken up. */
  readonly again: boolean;
}

/** What the holds of one reply share. */
export interface ReplyHold {
  /** Aborted when a hold of this reply failed: the others wait for an exchange that is over. */
  readonly signal: CancelSignal;
  /** The whole reply, for the first question on record, so that it outlives the client and the process. */
  readonly takeBytes: () => Uint8Array | undefined;
  /** Digest by which the client's retry is known. */
  readonly call: string;
  /** The longest time-out among the demands: what is approved early stays usable until the last one is answered. */
  readonly longestMs: number;
}

export interface HoldInput {
  readonly asker: Asker;
  readonly verdict: JudgedAction;
  readonly demand: ApprovalDemand;
  readonly occurrence: number;
  /** Undefined where nothing is kept for a client that leaves. */
  readonly reply: ReplyHold | undefined;
  readonly signal: CancelSignal;
  /** Called when the question is open; what it returns is called when the wait is over. */
  readonly onAsked: (approvalId: string) => () => void;
}

/** What people said, not yet used. */
export type HoldAnswer =
  | { readonly kind: 'approved'; readonly approvalId: string; readonly digest: string }
  | { readonly kind: 'granted'; readonly grantId: string; readonly digest: string }
  /** In words that an agent can act upon. Not final where nobody said no: asked again, people are asked again. */
  | { readonly kind: 'refused'; readonly reason: string; readonly isFinal: boolean };

/** Waits for the people that one verdict asks for. A time-out is recorded as a time-out, never as a person's no. */
export async function askPeople(input: HoldInput): Promise<HoldAnswer> {
  const { asker, signal } = input;
  if (signal.aborted) throw holdEnded();
  const { shown, question } = questionOf(input);
  const { approvals } = asker.deps;
  const grant = approvals.grantFor(question);
  if (grant !== undefined) return { kind: 'granted', grantId: grant.issued.grant_id, digest: shown.digest };
  const { approvalId, attached } = await approvals.open(question, {
    again: asker.again,
    record: (events) => recordQuestion(input, events, shown),
  });
  const stop = input.onAsked(approvalId);
  try {
    const outcome = await approvals.wait(approvalId, signal);
    if (outcome.kind === 'approved') return { kind: 'approved', approvalId, digest: shown.digest };
    const isFinal = outcome.kind === 'denied';
    return { kind: 'refused', reason: refusalReason(outcome, approvalId), isFinal };
  } catch (cause) {
    // A question of a reply that is over has nobody left to answer to. One that was there before is somebody else's.
    // Where that can not be recorded, it ends by its time-out: the first fault is the one to report.
    if (input.reply !== undefined && !attached) await approvals.withdraw(approvalId).catch(() => undefined);
    throw cause;
  } finally {
    stop();
  }
}

/** Uses an answer up for the release of what it was given for; why it can not be used, otherwise. */
export async function redeem(
  asker: Asker,
  answer: Exclude<HoldAnswer, { kind: 'refused' }>,
  actionId: string,
): Promise<{ readonly refused: string } | undefined> {
  const { approvals, policy } = asker.deps;
  const use = { exchangeId: asker.id, actionDigest: answer.digest, policyVersion: policy()?.version ?? '' };
  if (answer.kind === 'granted') {
    const used = await approvals.useGrant(answer.grantId, { ...use, actionId });
    return used ? undefined : { refused: `the standing approval ${answer.grantId} has ended: ask again` };
  }
  const outcome = await approvals.use({ approvalId: answer.approvalId, ...use });
  return 'used' in outcome
    ? undefined
    : { refused: `the approval ${answer.approvalId} can not be used (${outcome.refused}): ask again` };
}

type Question = ApprovalQuestion & { readonly action_type: string; readonly subject: string };

function questionOf(input: HoldInput): { readonly shown: ShownAction; readonly question: Question } {
  const { asker, verdict, demand, reply } = input;
  const { facts, deps } = asker;
  const shown = showAction(verdict.released, deps.sha256, {
    facts,
    occurrence: input.occurrence,
    callDigest: asker.callDigest,
  });
  const question: Question = {
    exchange_id: asker.id,
    action_id: verdict.action.id,
    action_digest: shown.digest,
    alike: shown.alike,
    action_type: verdict.action.type,
    subject: shown.subject,
    agent: facts.agent.name,
    workflow: facts.workflow.id,
    policies: demand.policies.map(clip),
    policy_version: asker.policyVersion,
    shown: shown.digest,
    approvers: demand.approvers,
    quorum: demand.quorum,
    barred: barredFrom(asker),
    timeoutMs: demand.timeoutMs,
    ...(reply === undefined ? {} : { usableMs: reply.longestMs, call: reply.call }),
  };
  return { shown, question };
}

/** Whoever asks, by any of its names, does not approve. A claim may do that: it only restricts. */
function barredFrom({ deps, facts }: Asker): readonly string[] {
  const { agent, onBehalfOf } = facts;
  const names = [agent.name, ...(onBehalfOf === undefined ? [] : [clip(onBehalfOf.name)])];
  return [...new Set([...names, ...deps.barred(agent.name)])];
}

async function recordQuestion(
  input: HoldInput,
  events: readonly HoldEvent[],
  shown: ShownAction,
): Promise<void> {
  const { asker, reply } = input;
  const { facts, id } = asker;
  const contents = [{ name: 'shown', bytes: Buffer.from(shown.text) }];
  const held = reply?.takeBytes();
  if (held !== undefined) contents.push({ name: 'held', bytes: Buffer.from(held) });
  const owner = { workflow: facts.workflow.id, agent: facts.agent.name, exchange: id, ...subjectOf(facts) };
  await asker.deps.ledger.append(
    events.map((event) => ({
      kind: event.kind,
      ...owner,
      decision: 'CONSTRAIN' as const,
      body: { ...event.body },
      contents,
    })),
  );
}

function refusalReason(outcome: Exclude<ApprovalOutcome, { kind: 'approved' }>, approvalId: string): string {
  switch (outcome.kind) {
    case 'denied':
      return `a person denied this (approval ${approvalId})${outcome.reason === undefined ? '' : `: ${clip(outcome.reason)}`}`;
    case 'expired':
      return `nobody approved this in time (approval ${approvalId})`;
    case 'used':
      return `the approval ${approvalId} was used already`;
    case 'withdrawn':
    case 'cancelled':
      throw holdEnded();
  }
}

function holdEnded(): GatewayError {
  return new GatewayError('upstream_unreachable', {
    publicMessage: 'the client left while its call was held',
  });
}
