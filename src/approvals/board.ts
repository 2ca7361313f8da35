// Where each approval stands: a pure fold over what was requested, decided, expired, withdrawn and used.

import type { EpochMs } from '../domain/index.ts';
import type { ApprovalDecided, ApprovalEvent, ApprovalRequested } from './events.ts';
import { isSameVoice } from './voices.ts';

type ApprovalStatus = 'pending' | 'approved' | 'denied' | 'expired' | 'withdrawn' | 'used';

export interface Approval {
  readonly request: ApprovalRequested;
  readonly status: ApprovalStatus;
  /** What people said, oldest first: approvals by different people, and at most one denial, the last. */
  readonly decisions: readonly ApprovalDecided[];
}

/** What makes two requests the same: one question is put to people once. */
export type ApprovalSubject = Pick<
  ApprovalRequested,
  'agent' | 'workflow' | 'action_digest' | 'policy_version' | 'policies' | 'approvers' | 'quorum'
>;

export interface ApprovalBoard {
  /**
   * Folds one event. Total: the first word that settles an approval counts, whatever comes after it is ignored, and so
   * is a decision about something else than what the approval shows.
   */
  apply(event: ApprovalEvent): void;
  get(approvalId: string): Approval | undefined;
  /** Oldest first. */
  pending(): readonly Approval[];
  /** Pending, and approved but neither used nor expired; oldest first. */
  open(): Iterable<Approval>;
  readonly openCount: number;
  /** How many of them this agent has asked for. */
  openCountOf(agent: string): number;
  /** The approval that the same subject can still use: open and not past its time. */
  findOpen(subject: ApprovalSubject, now: EpochMs): Approval | undefined;
  /** What people, or the clock, said of this subject when this very exchange asked. Slow; for calls that come back. */
  findAnswered(subject: ApprovalSubject, exchange: string): Approval | undefined;
  readonly hasHeld: boolean;
  /** The approval whose record holds the reply to this call: open, or answered while the client was away. */
  findHeld(call: string, now: EpochMs): Approval | undefined;
}

/** How long after its time-out an approval given at the last moment can still be used. */
const USE_GRACE_MS = 60_000;
/** How long after its time-out the answer is still told to a client that comes back. */
const TELL_MS = 15 * 60_000;

/** From when on an open approval is void: its time-out, or once it is approved when nothing can wait for it any more. */
export function voidFrom({ request, status }: Approval): EpochMs {
  if (status !== 'approved') return request.timeout_at;
  return Math.max(request.timeout_at, request.usable_until ?? 0) + USE_GRACE_MS;
}

/** Settled approvals that are kept for look-ups; the ledger has them all. */
const MAX_SETTLED = 10_000;

export function createApprovalBoard(): ApprovalBoard {
  return new FoldedBoard();
}

class FoldedBoard implements ApprovalBoard {
  readonly #open = new Map<string, Approval>();
  readonly #settled = new Map<string, Approval>();
  readonly #openByAgent = new Map<string, number>();
  readonly #bySubject = new Map<string, string>();
  readonly #byCall = new Map<string, string>();

  apply(event: ApprovalEvent): void {
    const id = event.body.approval_id;
    if (event.kind === 'approval_requested') {
      this.#request(event.body);
      return;
    }
    const approval = this.#open.get(id);
    if (approval === undefined) return;
    const next = step(approval, event);
    if (next.status === 'pending' || next.status === 'approved') this.#open.set(id, next);
    else this.#settle(next);
  }

  get(approvalId: string): Approval | undefined {
    return this.#open.get(approvalId) ?? this.#settled.get(approvalId);
  }

  pending(): readonly Approval[] {
    return [...this.#open.values()].filter((approval) => approval.status === 'pending');
  }

  open(): Iterable<Approval> {
    return this.#open.values();
  }

  get openCount(): number {
    return this.#open.size;
  }

  openCountOf(agent: string): number {
    return this.#openByAgent.get(agent) ?? 0;
  }

  findOpen(subject: ApprovalSubject, now: EpochMs): Approval | undefined {
    const id = this.#bySubject.get(subjectKey(subject));
    const approval = id === undefined ? undefined : this.#open.get(id);
    return approval !== undefined && now < voidFrom(approval) ? approval : undefined;
  }

  findAnswered(subject: ApprovalSubject, exchange: string): Approval | undefined {
    const key = subjectKey(subject);
    let found: Approval | undefined;
    for (const approval of this.#settled.values()) {
      if (approval.request.exchange_id !== exchange || subjectKey(approval.request) !== key) continue;
      found = approval;
    }
    return found?.status === 'denied' || found?.status === 'expired' ? found : undefined;
  }

  get hasHeld(): boolean {
    return this.#byCall.size > 0;
  }

  findHeld(call: string, now: EpochMs): Approval | undefined {
    const id = this.#byCall.get(call);
    const approval = id === undefined ? undefined : this.get(id);
    if (approval === undefined) return undefined;
    return now < voidFrom(approval) + TELL_MS ? approval : undefined;
  }

  #request(request: ApprovalRequested): void {
    const id = request.approval_id;
    if (this.get(id) !== undefined) return;
    this.#open.set(id, { request, status: 'pending', decisions: [] });
    this.#count(request.agent, 1);
    this.#bySubject.set(subjectKey(request), id);
    if (request.call !== undefined) this.#byCall.set(request.call, id);
  }

  #count(agent: string, change: 1 | -1): void {
    const count = this.openCountOf(agent) + change;
    if (count === 0) this.#openByAgent.delete(agent);
    else this.#openByAgent.set(agent, count);
  }

  #settle(approval: Approval): void {
    const id = approval.request.approval_id;
    this.#open.delete(id);
    this.#count(approval.request.agent, -1);
    deleteIf(this.#bySubject, subjectKey(approval.request), id);
    this.#settled.set(id, approval);
    // What was released or taken back is nobody's to come back for.
    const { call } = approval.request;
    const isOver = approval.status === 'used' || approval.status === 'withdrawn';
    if (isOver && call !== undefined) deleteIf(this.#byCall, call, id);
    if (this.#settled.size <= MAX_SETTLED) return;
    for (const [oldest, { request }] of this.#settled) {
      this.#settled.delete(oldest);
      if (request.call !== undefined) deleteIf(this.#byCall, request.call, oldest);
      return;
    }
  }
}

function deleteIf(map: Map<string, string>, key: string, value: string): void {
  if (map.get(key) === value) map.delete(key);
}

/** INVARIANT: pending → approved → used or expired; pending → denied, expired or withdrawn; nothing leads back. */
function step(approval: Approval, event: Exclude<ApprovalEvent, { kind: 'approval_requested' }>): Approval {
  switch (event.kind) {
    case 'approval_decided':
      return approval.status === 'pending' ? decide(approval, event.body) : approval;
    case 'approval_expired':
      return { ...approval, status: 'expired' };
    case 'approval_withdrawn':
      return approval.status === 'pending' ? { ...approval, status: 'withdrawn' } : approval;
    case 'approval_used':
      return approval.status === 'approved' ? { ...approval, status: 'used' } : approval;
  }
}

function decide(approval: Approval, decision: ApprovalDecided): Approval {
  const { request } = approval;
  if (decision.shown !== request.shown) return approval;
  if (decision.decision === 'deny') {
    return { ...approval, status: 'denied', decisions: [...approval.decisions, decision] };
  }
  if (approval.decisions.some((earlier) => isSameVoice(earlier, decision))) return approval;
  const decisions = [...approval.decisions, decision];
  return { ...approval, decisions, status: decisions.length >= request.quorum ? 'approved' : 'pending' };
}

/** The same string for the same subject only: JSON keeps the parts apart whatever they hold. */
export function subjectKey(subject: ApprovalSubject): string {
  const { agent, workflow, action_digest, policy_version, policies, approvers, quorum } = subject;
  return JSON.stringify([agent, workflow, action_digest, policy_version, policies, approvers, quorum]);
}
