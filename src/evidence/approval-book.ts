// What people were asked and what they said, one row per question.

import type { StoredRecord } from '../audit/index.ts';
import { type EpochMs, ownField, stringField } from '../domain/index.ts';
import { Counter } from './counter.ts';

export interface ApprovalRow {
  readonly id: string;
  readonly index: number;
  readonly askedAt: EpochMs;
  readonly agent: string;
  readonly workflow: string;
  readonly action: string;
  readonly policies: string;
  readonly policyVersion: string;
  readonly outcome: 'approved' | 'denied' | 'expired' | 'withdrawn' | 'open';
  /** Who said what, in order: `alice: approve (checked with finance)`. */
  readonly decisions: string;
  readonly endedAt: EpochMs | undefined;
}

interface OpenQuestion {
  readonly row: Omit<ApprovalRow, 'outcome' | 'decisions' | 'endedAt'>;
  readonly quorum: number;
  approvals: number;
  decisions: string[];
}

/** More open questions than this are not remembered: the oldest are written as open. */
const MAX_OPEN = 100_000;

export class ApprovalBook {
  readonly #write: (row: ApprovalRow) => void;
  readonly #open = new Map<string, OpenQuestion>();
  readonly #people = new Counter();

  constructor(write: (row: ApprovalRow) => void) {
    this.#write = write;
  }

  /** Answers that were given in the period, by person. */
  get people(): ReadonlyMap<string, number> {
    return this.#people.sorted();
  }

  take(record: StoredRecord, isInside: boolean): void {
    const id = stringField(record.body, 'approval_id');
    if (id === undefined) return;
    const question = this.#open.get(id);
    switch (record.kind) {
      case 'approval_requested':
        this.#ask(id, record);
        return;
      case 'approval_decided':
        if (question !== undefined) this.#decide(id, question, record);
        if (isInside) this.#people.add(stringField(record.body, 'by'));
        return;
      case 'approval_expired':
        if (question !== undefined) this.#end(id, question, 'expired', record.time);
        return;
      case 'approval_withdrawn':
        if (question !== undefined) this.#end(id, question, 'withdrawn', record.time);
        return;
      default:
        return;
    }
  }

  /** Writes what is still open. */
  finish(): void {
    for (const [id, question] of this.#open) this.#end(id, question, 'open', undefined);
  }

  #ask(id: string, record: StoredRecord): void {
    const { body } = record;
    const subject = [stringField(body, 'action_type'), stringField(body, 'subject')]
      .filter(Boolean)
      .join(' ');
    const policies = ownField(body, 'policies');
    const quorum = ownField(body, 'quorum');
    const [oldest] = this.#open;
    if (this.#open.size >= MAX_OPEN && oldest !== undefined)
      this.#end(oldest[0], oldest[1], 'open', undefined);
    this.#open.set(id, {
      quorum: typeof quorum === 'number' ? quorum : 1,
      approvals: 0,
      decisions: [],
      row: {
        id,
        index: record.index,
        askedAt: record.time,
        agent: record.agent ?? stringField(body, 'agent') ?? '',
        workflow: record.workflow ?? stringField(body, 'workflow') ?? '',
        action: subject === '' ? (stringField(body, 'action_id') ?? '') : subject,
        policies: Array.isArray(policies) ? policies.join(' ') : '',
        policyVersion: stringField(body, 'policy_version') ?? '',
      },
    });
  }

  #decide(id: string, question: OpenQuestion, { body, time }: StoredRecord): void {
    const by = stringField(body, 'by') ?? '';
    const decision = stringField(body, 'decision') ?? '';
    const reason = stringField(body, 'reason');
    question.decisions.push(`${by}: ${decision}${reason === undefined ? '' : ` (${reason})`}`);
    if (decision === 'deny') this.#end(id, question, 'denied', time);
    else {
      question.approvals++;
      if (question.approvals >= question.quorum) this.#end(id, question, 'approved', time);
    }
  }

  #end(
    id: string,
    question: OpenQuestion,
    outcome: ApprovalRow['outcome'],
    endedAt: EpochMs | undefined,
  ): void {
    this.#open.delete(id);
    this.#write({ ...question.row, outcome, decisions: question.decisions.join('; '), endedAt });
  }
}
