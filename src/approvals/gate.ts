// Holding for people: puts questions, waits for answers, keeps the time, and lets each approval release one thing once.

import { type CancelSignal, type Clock, GatewayError } from '../domain/index.ts';
import { type Approval, type ApprovalBoard, subjectKey, voidFrom } from './board.ts';
import { type ApprovalRequested, type HoldEvent, isGrantEvent } from './events.ts';
import { type Grant, type GrantBook, type GrantSubject, isLive } from './grants.ts';
import {
  type ApprovalAnswer,
  type ApprovalUse,
  answerBody,
  type GrantWish,
  grantBody,
  outcomeOf,
  refusalOfUse,
  type UseOutcome,
} from './rules.ts';
import { Turns } from './turns.ts';
import { type ApprovalOutcome, WaitingRoom } from './waiting-room.ts';

/** Calls `fire` once after `ms`, unless the returned function is called before. */
export type SetTimer = (ms: number, fire: () => void) => () => void;
/** Resolves when the events are durable in the ledger, in one batch. The folds learn of them only after that. */
export type RecordHolds = (events: readonly HoldEvent[]) => Promise<void>;

export interface ApprovalGateDeps {
  /** Already folded from the ledger. The gate is the only one that applies events to them from now on. */
  readonly board: ApprovalBoard;
  readonly grants: GrantBook;
  readonly clock: Clock;
  readonly setTimer: SetTimer;
  readonly record: RecordHolds;
  readonly newId: (prefix: 'ap' | 'gr') => string;
  /** Told of every approval that was asked for or settled. Must neither throw nor take time. */
  readonly tell: (approval: Approval) => void;
}

/** A question for people. Digests stand for contents. */
export type ApprovalQuestion = Omit<ApprovalRequested, 'approval_id' | 'timeout_at' | 'usable_until'> & {
  readonly timeoutMs: number;
  /** The longest time-out among the questions of the same reply. */
  readonly usableMs?: number;
};

/** Open approvals past which a new question is refused: more than people could ever answer. */
const MAX_OPEN = 10_000;
/** The same for one agent: whoever asks and leaves, again and again, leaves room for the questions of others. */
const MAX_OPEN_OF_AGENT = 1_000;
/** The longest delay of a Node timer; a longer one would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;
const RETRY_MS = 5_000;

/** INVARIANT: nobody is told an outcome that is not on record. */
export class ApprovalGate {
  readonly #deps: ApprovalGateDeps;
  readonly #waiting = new WaitingRoom();
  readonly #timers = new Map<string, () => void>();
  readonly #opening = new Map<string, Promise<string>>();
  readonly #openingAgents: string[] = [];
  readonly #turns = new Turns();
  #running = false;

  constructor(deps: ApprovalGateDeps) {
    this.#deps = deps;
  }

  /** Takes up the time-outs of what the board has open; approvals past their time expire now. */
  start(): void {
    this.#running = true;
    for (const approval of this.#deps.board.open()) this.#arm(approval);
  }

  /** Stops the time-outs and sends all waiters away. What is open stays open in the ledger. */
  stop(): void {
    this.#running = false;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#waiting.cancelAll();
  }

  get(approvalId: string): Approval | undefined {
    return this.#deps.board.get(approvalId);
  }

  pending(): readonly Approval[] {
    return this.#deps.board.pending();
  }

  /** False where no call can come back for a held reply: the hot path need not look. */
  get hasHeld(): boolean {
    return this.#deps.board.hasHeld;
  }

  /** The approval whose record holds the reply to a call that comes back (after a restart: nothing else knows it). */
  heldFor(call: string): Approval | undefined {
    return this.#deps.board.findHeld(call, this.#deps.clock());
  }

  /**
   * Puts the question to people, or attaches to the open approval of the same subject; with `again`, also to what was
   * answered when this exchange asked before. `record` may append more in the same batch (the held reply). Rejects with
   * what `record` rejects with, or GatewayError overloaded: too many are open, or too many of this agent.
   */
  async open(
    question: ApprovalQuestion,
    { record = this.#deps.record, again = false }: { record?: RecordHolds; again?: boolean } = {},
  ): Promise<{ readonly approvalId: string; readonly attached: boolean }> {
    const key = subjectKey(question);
    const opening = this.#opening.get(key);
    if (opening !== undefined) return { approvalId: await opening, attached: true };
    const { board, clock } = this.#deps;
    const answered = again ? board.findAnswered(question, question.exchange_id) : undefined;
    const known = board.findOpen(question, clock()) ?? answered;
    if (known !== undefined) return { approvalId: known.request.approval_id, attached: true };
    this.#requireRoom(question.agent);
    const opened = this.#putQuestion(question, record);
    this.#opening.set(key, opened);
    this.#openingAgents.push(question.agent);
    try {
      return { approvalId: await opened, attached: false };
    } finally {
      this.#opening.delete(key);
      this.#openingAgents.splice(this.#openingAgents.indexOf(question.agent), 1);
    }
  }

  /**
   * Resolves with the outcome, or `cancelled` when the signal aborts first. Rejects with GatewayError not_found, or
   * with the ledger's fault when an expiry can not be recorded.
   */
  async wait(approvalId: string, signal: CancelSignal): Promise<ApprovalOutcome> {
    const approval = this.#require(approvalId);
    return outcomeOf(approval) ?? this.#waiting.wait(approvalId, signal);
  }

  /**
   * Records a person's answer, and the grant that comes with it. Resolves with where the approval stands after it.
   * Rejects with GatewayError not_found, invalid_request, not_permitted (not an approver, or barred) or conflict
   * (settled, timed out, something else was shown, or this person approved already).
   */
  async decide(answer: ApprovalAnswer, wish?: GrantWish): Promise<Approval> {
    await this.#inTurn(answer.approvalId, this.#deps.record, () => {
      const approval = this.#require(answer.approvalId);
      const now = this.#deps.clock();
      const decided: HoldEvent = { kind: 'approval_decided', body: answerBody(approval, answer, now) };
      if (wish === undefined) return [decided];
      const grant = grantBody(approval, answer, { ...wish, now, grantId: this.#deps.newId('gr') });
      return [decided, { kind: 'grant_issued', body: grant }];
    });
    return this.#require(answer.approvalId);
  }

  /** Uses an approval up for the release of exactly what it was given for. Of several callers one gets `used`. */
  async use(use: ApprovalUse): Promise<UseOutcome> {
    let refused: UseOutcome | undefined;
    await this.#inTurn(use.approvalId, this.#deps.record, () => {
      refused = refusalOfUse(this.get(use.approvalId), use, this.#deps.clock());
      const body = { approval_id: use.approvalId, exchange_id: use.exchangeId };
      return refused === undefined ? [{ kind: 'approval_used', body }] : [];
    });
    return refused ?? { used: true };
  }

  /** Takes a question back that nobody waits for; nothing happens where somebody does, or where it is answered. */
  async withdraw(approvalId: string): Promise<void> {
    await this.#inTurn(approvalId, this.#deps.record, () => {
      const asked = this.get(approvalId)?.status === 'pending' && !this.#waiting.isWaitedFor(approvalId);
      const withdrawn: HoldEvent = { kind: 'approval_withdrawn', body: { approval_id: approvalId } };
      return asked && this.#running ? [withdrawn] : [];
    });
  }

  grants(): readonly Grant[] {
    return this.#deps.grants.live(this.#deps.clock());
  }

  /** The standing grant that answers this question, if there is one. */
  grantFor(subject: GrantSubject): Grant | undefined {
    return this.#deps.grants.covering(subject, this.#deps.clock());
  }

  /** Records one use of a grant; false where it ended meanwhile. */
  async useGrant(
    grantId: string,
    use: Omit<ApprovalUse, 'approvalId'> & { actionId: string },
  ): Promise<boolean> {
    let used = false;
    await this.#inTurn(grantId, this.#deps.record, () => {
      const grant = this.#deps.grants.get(grantId);
      used =
        grant !== undefined &&
        isLive(grant, this.#deps.clock()) &&
        grant.issued.policy_version === use.policyVersion;
      const { exchangeId, actionId, actionDigest } = use;
      const body = {
        grant_id: grantId,
        exchange_id: exchangeId,
        action_id: actionId,
        action_digest: actionDigest,
      };
      return used ? [{ kind: 'grant_used', body }] : [];
    });
    return used;
  }

  /** Ends a grant at once. Rejects with GatewayError not_found or conflict. */
  async revokeGrant(grantId: string, by: string): Promise<void> {
    await this.#inTurn(grantId, this.#deps.record, () => {
      const grant = this.#deps.grants.get(grantId);
      if (grant === undefined)
        throw new GatewayError('not_found', { publicMessage: 'there is no grant of this id' });
      if (!isLive(grant, this.#deps.clock()))
        throw new GatewayError('conflict', { publicMessage: 'this grant has ended already' });
      return [{ kind: 'grant_revoked', body: { grant_id: grantId, by } }];
    });
  }

  #requireRoom(agent: string): void {
    const { board } = this.#deps;
    const ofAgent = board.openCountOf(agent) + this.#openingAgents.filter((name) => name === agent).length;
    if (ofAgent >= MAX_OPEN_OF_AGENT)
      throw new GatewayError('overloaded', {
        publicMessage: `${MAX_OPEN_OF_AGENT} questions of this agent wait for people`,
      });
    if (board.openCount + this.#opening.size >= MAX_OPEN)
      throw new GatewayError('overloaded', { publicMessage: 'too many approvals are waiting for people' });
  }

  async #putQuestion(question: ApprovalQuestion, record: RecordHolds): Promise<string> {
    const { timeoutMs, usableMs, ...rest } = question;
    const approval_id = this.#deps.newId('ap');
    const now = this.#deps.clock();
    const body: ApprovalRequested = {
      ...rest,
      approval_id,
      timeout_at: Math.ceil(now + timeoutMs),
      ...(usableMs === undefined || usableMs <= timeoutMs ? {} : { usable_until: Math.ceil(now + usableMs) }),
    };
    const event: HoldEvent = { kind: 'approval_requested', body };
    await record([event]);
    this.#apply(event);
    return approval_id;
  }

  #inTurn(id: string, record: RecordHolds, plan: () => readonly HoldEvent[]): Promise<void> {
    return this.#turns.take(id, async () => {
      const events = plan();
      if (events.length === 0) return;
      await record(events);
      for (const event of events) this.#apply(event);
    });
  }

  #apply(event: HoldEvent): void {
    if (isGrantEvent(event)) {
      this.#deps.grants.apply(event);
      return;
    }
    const id = event.body.approval_id;
    this.#deps.board.apply(event);
    const approval = this.#require(id);
    const outcome = outcomeOf(approval);
    if (outcome !== undefined) this.#waiting.settle(id, outcome);
    this.#arm(approval);
    this.#deps.tell(approval);
  }

  #arm(approval: Approval): void {
    const id = approval.request.approval_id;
    this.#timers.get(id)?.();
    this.#timers.delete(id);
    if (approval.status !== 'pending' && approval.status !== 'approved') return;
    this.#setTimer(id, Math.max(0, voidFrom(approval) - this.#deps.clock()));
  }

  #setTimer(id: string, ms: number): void {
    if (!this.#running) return;
    const fire = () => void this.#expire(id);
    this.#timers.set(id, this.#deps.setTimer(Math.min(ms, MAX_TIMER_MS), fire));
  }

  async #expire(id: string): Promise<void> {
    this.#timers.delete(id);
    try {
      await this.#inTurn(id, this.#deps.record, () => {
        const approval = this.#require(id);
        if (this.#deps.clock() >= voidFrom(approval))
          return [{ kind: 'approval_expired', body: { approval_id: id } }];
        this.#arm(approval);
        return [];
      });
    } catch (error) {
      // Without the record nobody may be told "expired": the waiters get the ledger's fault, and the expiry is tried again.
      this.#waiting.fail(id, error);
      this.#setTimer(id, RETRY_MS);
    }
  }

  #require(approvalId: string): Approval {
    const approval = this.#deps.board.get(approvalId);
    if (approval === undefined)
      throw new GatewayError('not_found', { publicMessage: 'there is no approval of this id' });
    return approval;
  }
}
