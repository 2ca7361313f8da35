// Holding for people: puts questions, waits for answers, keeps the time, and lets each approval release one thing once.

import { type Clock, type EpochMs, GatewayError } from '../domain/index.ts';
import { type Approval, type ApprovalBoard, subjectKey, voidFrom } from './board.ts';
import {
  type ApprovalDecided,
  type ApprovalEvent,
  type ApprovalRequested,
  approvalDecidedSchema,
} from './events.ts';
import { type ApprovalOutcome, WaitingRoom } from './waiting-room.ts';

/** Calls `fire` once after `ms`, unless the returned function is called before. */
export type SetTimer = (ms: number, fire: () => void) => () => void;
/** Resolves when the event is durable in the ledger. The board learns of it only after that. */
export type RecordApproval = (event: ApprovalEvent) => Promise<void>;

export interface ApprovalGateDeps {
  /** Already folded from the ledger. The gate is the only one that applies events to it from now on. */
  readonly board: ApprovalBoard;
  readonly clock: Clock;
  readonly setTimer: SetTimer;
  readonly record: RecordApproval;
  readonly newApprovalId: () => string;
}

/** A question for people. Digests stand for contents. */
export type ApprovalQuestion = Omit<ApprovalRequested, 'approval_id' | 'timeout_at'> & {
  readonly timeoutMs: number;
};

/** A person's answer. `groups` are the person's own, as the gateway knows them, never as they claim. */
export interface ApprovalAnswer {
  readonly approvalId: string;
  readonly decision: 'approve' | 'deny';
  readonly by: string;
  readonly groups: readonly string[];
  /** Digest of what the person was shown. */
  readonly shown: string;
  readonly reason?: string;
}

export interface ApprovalUse {
  readonly approvalId: string;
  readonly exchangeId: string;
  /** Digest of what is about to be released, and the policy version that judged it just now. */
  readonly actionDigest: string;
  readonly policyVersion: string;
}
export type UseOutcome =
  | { readonly used: true }
  | { readonly refused: 'unknown' | 'not_approved' | 'already_used' | 'expired' | 'other_action' };

/** Open approvals past which a new question is refused: more than people could ever answer. */
const MAX_OPEN = 10_000;
/** The longest delay of a Node timer; a longer one would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;
const RETRY_MS = 5_000;

/** INVARIANT: nobody is told an outcome that is not on record. */
export class ApprovalGate {
  readonly #deps: ApprovalGateDeps;
  readonly #waiting = new WaitingRoom();
  readonly #timers = new Map<string, () => void>();
  readonly #opening = new Map<string, Promise<string>>();
  readonly #turns = new Map<string, Promise<unknown>>();
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

  /**
   * Puts the question to people, or attaches to the open approval of the same subject. `record` may append more in the
   * same batch (the held reply). Rejects with what `record` rejects with, or GatewayError overloaded.
   */
  async open(
    question: ApprovalQuestion,
    record: RecordApproval = this.#deps.record,
  ): Promise<{ readonly approvalId: string; readonly attached: boolean }> {
    const key = subjectKey(question);
    const opening = this.#opening.get(key);
    if (opening !== undefined) return { approvalId: await opening, attached: true };
    const { board, clock } = this.#deps;
    const known = board.findOpen(question, clock());
    if (known !== undefined) return { approvalId: known.request.approval_id, attached: true };
    if (board.openCount + this.#opening.size >= MAX_OPEN) {
      throw new GatewayError('overloaded', { publicMessage: 'too many approvals are waiting for people' });
    }
    const opened = this.#putQuestion(question, record);
    this.#opening.set(key, opened);
    try {
      return { approvalId: await opened, attached: false };
    } finally {
      this.#opening.delete(key);
    }
  }

  /**
   * Resolves with the outcome, or `cancelled` when the signal aborts first. Rejects with GatewayError not_found, or
   * with the ledger's fault when an expiry can not be recorded.
   */
  async wait(approvalId: string, signal: AbortSignal): Promise<ApprovalOutcome> {
    const approval = this.#require(approvalId);
    return outcomeOf(approval) ?? this.#waiting.wait(approvalId, signal);
  }

  /**
   * Records a person's answer. Resolves with where the approval stands after it. Rejects with GatewayError not_found,
   * invalid_request, not_permitted (not an approver) or conflict (settled, timed out, something else was shown, or
   * this person approved already).
   */
  async decide(answer: ApprovalAnswer): Promise<Approval> {
    await this.#inTurn(answer.approvalId, this.#deps.record, () => {
      const approval = this.#require(answer.approvalId);
      return { kind: 'approval_decided', body: answerBody(approval, answer, this.#deps.clock()) };
    });
    return this.#require(answer.approvalId);
  }

  /** Uses an approval up for the release of exactly what it was given for. Of several callers one gets `used`. */
  async use(use: ApprovalUse, record: RecordApproval = this.#deps.record): Promise<UseOutcome> {
    let refused: UseOutcome | undefined;
    await this.#inTurn(use.approvalId, record, () => {
      refused = refusalOfUse(this.get(use.approvalId), use, this.#deps.clock());
      if (refused !== undefined) return undefined;
      return { kind: 'approval_used', body: { approval_id: use.approvalId, exchange_id: use.exchangeId } };
    });
    return refused ?? { used: true };
  }

  async #putQuestion(question: ApprovalQuestion, record: RecordApproval): Promise<string> {
    const { timeoutMs, ...rest } = question;
    const approval_id = this.#deps.newApprovalId();
    const body: ApprovalRequested = {
      ...rest,
      approval_id,
      timeout_at: Math.ceil(this.#deps.clock() + timeoutMs),
    };
    const event: ApprovalEvent = { kind: 'approval_requested', body };
    await record(event);
    this.#apply(event);
    return approval_id;
  }

  /** One change of an approval at a time: `plan` sees the board as the change before it left it. */
  #inTurn(id: string, record: RecordApproval, plan: () => ApprovalEvent | undefined): Promise<void> {
    const turn = (this.#turns.get(id) ?? Promise.resolve()).then(async () => {
      const event = plan();
      if (event === undefined) return;
      await record(event);
      this.#apply(event);
    });
    // A failed turn is its caller's matter; the next one looks at the board for itself.
    const done: Promise<unknown> = turn
      .catch(() => undefined)
      .then(() => {
        if (this.#turns.get(id) === done) this.#turns.delete(id);
      });
    this.#turns.set(id, done);
    return turn;
  }

  #apply(event: ApprovalEvent): void {
    const id = event.body.approval_id;
    this.#deps.board.apply(event);
    const approval = this.#require(id);
    const outcome = outcomeOf(approval);
    if (outcome !== undefined) this.#waiting.settle(id, outcome);
    this.#arm(approval);
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
          return { kind: 'approval_expired', body: { approval_id: id } };
        this.#arm(approval);
        return undefined;
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

function outcomeOf(approval: Approval): ApprovalOutcome | undefined {
  switch (approval.status) {
    case 'pending':
      return undefined;
    case 'approved':
      return { kind: 'approved', decisions: approval.decisions };
    case 'denied': {
      const last = approval.decisions.at(-1);
      return { kind: 'denied', by: last?.by ?? '', reason: last?.reason };
    }
    case 'expired':
    case 'used':
      return { kind: approval.status };
  }
}

function answerBody(approval: Approval, answer: ApprovalAnswer, now: EpochMs): ApprovalDecided {
  const { approvers } = approval.request;
  const objection = objectionTo(approval, answer, now);
  if (objection !== undefined) throw new GatewayError('conflict', { publicMessage: objection });
  if (approvers.length > 0 && ![answer.by, ...answer.groups].some((name) => approvers.includes(name))) {
    throw new GatewayError('not_permitted', {
      publicMessage: 'only the approvers that the policy names may decide this',
    });
  }
  const { approvalId, groups: _, ...rest } = answer;
  const parsed = approvalDecidedSchema.safeParse({ approval_id: approvalId, ...rest });
  if (parsed.success) return parsed.data;
  throw new GatewayError('invalid_request', {
    publicMessage: 'a name has 1 to 300 characters, a reason at most 1000',
  });
}

function objectionTo(approval: Approval, answer: ApprovalAnswer, now: EpochMs): string | undefined {
  if (approval.status !== 'pending') return `this approval is already ${approval.status}`;
  if (now >= voidFrom(approval)) return 'the time for this approval is over';
  if (answer.shown !== approval.request.shown) return 'this is not what the approval shows: look at it again';
  const again =
    answer.decision === 'approve' && approval.decisions.some((earlier) => earlier.by === answer.by);
  return again ? 'this person has approved already: somebody else must' : undefined;
}

function refusalOfUse(
  approval: Approval | undefined,
  use: ApprovalUse,
  now: EpochMs,
): UseOutcome | undefined {
  if (approval === undefined) return { refused: 'unknown' };
  if (approval.status === 'used') return { refused: 'already_used' };
  if (approval.status !== 'approved')
    return { refused: approval.status === 'expired' ? 'expired' : 'not_approved' };
  if (now >= voidFrom(approval)) return { refused: 'expired' };
  const { action_digest, policy_version } = approval.request;
  const same = action_digest === use.actionDigest && policy_version === use.policyVersion;
  return same ? undefined : { refused: 'other_action' };
}
