// Reads the log once, from its first record to the period's end, and keeps what a pack shows. Memory is bounded by
// agents, keys, policies and open questions, never by the number of records.

import type { StoredRecord } from '../audit/index.ts';
import { type EpochMs, isDefaultBlock, type JsonValue, ownField, stringField } from '../domain/index.ts';
import { AccessBook, type AccessRow } from './access-book.ts';
import { ApprovalBook, type ApprovalRow } from './approval-book.ts';
import { Counter } from './counter.ts';

/** From the first millisecond to before the last. */
export interface Period {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

export interface PolicyRow {
  readonly index: number;
  readonly time: EpochMs;
  readonly version: string;
  readonly author: string;
  readonly reason: string;
  /** Whether it was activated before the period and was in force when the period began. */
  readonly isInherited: boolean;
}

/** A record that is shown by itself: reading of contents, an export, an erasure, a recovery. */
export interface NoteRow {
  readonly index: number;
  readonly time: EpochMs;
  readonly kind: string;
  readonly by: string;
  readonly what: string;
}

/** What is written as the log is read. */
export interface EvidenceWriter {
  decision(record: StoredRecord): void;
  approval(row: ApprovalRow): void;
  change(record: StoredRecord): void;
}

export interface Evidence {
  readonly period: Period;
  readonly records: number;
  readonly first: StoredRecord | undefined;
  readonly last: StoredRecord | undefined;
  /** The log's very first record: how far back the log reaches. */
  readonly oldest: StoredRecord | undefined;
  readonly decisions: ReadonlyMap<string, number>;
  readonly blockedBy: ReadonlyMap<string, number>;
  readonly agents: ReadonlyMap<string, number>;
  readonly models: ReadonlyMap<string, number>;
  readonly tools: ReadonlyMap<string, number>;
  readonly approvals: ReadonlyMap<string, number>;
  readonly approvers: ReadonlyMap<string, number>;
  readonly policies: readonly PolicyRow[];
  readonly access: readonly AccessRow[];
  readonly notes: readonly NoteRow[];
  readonly notesLeftOut: number;
}

const NOTES: ReadonlySet<string> = new Set([
  'contents_read',
  'ledger_exported',
  'recovery',
  'contents_erased',
  'erasure',
  'signing_key_rotated',
  'master_key_rotated',
  'retention_applied',
]);
const MAX_NOTES = 5000;

export class EvidenceCollector {
  readonly #period: Period;
  readonly #writer: EvidenceWriter;
  readonly #access = new AccessBook();
  readonly #approvals: ApprovalBook;
  readonly #outcomes = new Counter();
  readonly #decisions = new Counter();
  readonly #blockedBy = new Counter();
  readonly #agents = new Counter();
  readonly #models = new Counter();
  readonly #tools = new Counter();
  readonly #policies: PolicyRow[] = [];
  readonly #notes: NoteRow[] = [];
  #notesLeftOut = 0;
  #records = 0;
  #first: StoredRecord | undefined;
  #last: StoredRecord | undefined;
  #oldest: StoredRecord | undefined;

  constructor(period: Period, writer: EvidenceWriter) {
    this.#period = period;
    this.#writer = writer;
    this.#approvals = new ApprovalBook((row) => {
      if (row.askedAt >= period.to || (row.endedAt ?? period.to) < period.from) return;
      this.#outcomes.add(row.outcome);
      writer.approval(row);
    });
  }

  /** Records in the log's order, without a gap. False when the period is over and no more is needed. */
  take(record: StoredRecord): boolean {
    this.#oldest ??= record;
    if (record.time >= this.#period.to) return false;
    const isInside = record.time >= this.#period.from;
    this.#access.take(record);
    this.#approvals.take(record, isInside);
    if (record.kind === 'policy_activated') this.#policy(record, isInside);
    if (isInside) this.#inside(record);
    return true;
  }

  /** `now` bounds a period that is not over yet: nothing has expired that still works. */
  finish(now: EpochMs): Evidence {
    this.#approvals.finish();
    return {
      period: this.#period,
      records: this.#records,
      first: this.#first,
      last: this.#last,
      oldest: this.#oldest,
      decisions: this.#decisions.sorted(),
      blockedBy: this.#blockedBy.sorted(),
      agents: this.#agents.sorted(),
      models: this.#models.sorted(),
      tools: this.#tools.sorted(),
      approvals: this.#outcomes.sorted(),
      approvers: this.#approvals.people,
      policies: this.#policies,
      access: this.#access.rows({ ...this.#period, to: Math.min(this.#period.to, now) }),
      notes: this.#notes,
      notesLeftOut: this.#notesLeftOut,
    };
  }

  #inside(record: StoredRecord): void {
    this.#records++;
    this.#first ??= record;
    this.#last = record;
    if (record.exchange !== undefined && record.decision !== undefined) this.#decision(record);
    else if (AccessBook.knows(record.kind) || record.kind === 'policy_activated') this.#writer.change(record);
    if (NOTES.has(record.kind)) this.#note(record);
  }

  #decision(record: StoredRecord): void {
    this.#writer.decision(record);
    this.#decisions.add(record.decision);
    this.#agents.add(record.agent);
    if (record.kind === 'exchange_requested') {
      const provider = stringField(record.body, 'provider') ?? '';
      this.#models.add(
        `${stringField(record.body, 'model') ?? ''}${provider === '' ? '' : ` (${provider})`}`,
      );
    }
    for (const action of listOf(ownField(record.body, 'actions'))) this.#action(action);
  }

  #action(action: JsonValue): void {
    if (stringField(action, 'type') === 'tool_call') this.#tools.add(stringField(action, 'tool'));
    if (stringField(action, 'decision') !== 'BLOCK') return;
    for (const cause of causesOf(action)) this.#blockedBy.add(cause);
  }

  #policy(record: StoredRecord, isInside: boolean): void {
    const row: PolicyRow = {
      index: record.index,
      time: record.time,
      version: stringField(record.body, 'version') ?? '',
      author: stringField(record.body, 'author') ?? '',
      reason: stringField(record.body, 'reason') ?? '',
      isInherited: !isInside,
    };
    // Of those before the period only the last was in force when it began.
    if (!isInside) this.#policies.length = 0;
    this.#policies.push(row);
  }

  #note(record: StoredRecord): void {
    if (this.#notes.length === MAX_NOTES) {
      this.#notesLeftOut++;
      return;
    }
    const { by, ...rest } = record.body;
    this.#notes.push({
      index: record.index,
      time: record.time,
      kind: record.kind,
      by: typeof by === 'string' ? by : '',
      what: JSON.stringify(rest).slice(0, 400),
    });
  }
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

/** What blocked an action, at least one: a policy, a constraint that was not met, default deny, or the gateway's own checks. */
function causesOf(action: JsonValue): readonly string[] {
  const policies = listOf(ownField(action, 'policies')).filter(
    (match) => stringField(match, 'mode') !== 'shadow',
  );
  const named = (effect: string, suffix: string): readonly string[] =>
    policies
      .filter((match) => stringField(match, 'decision') === effect)
      .map((match) => `${stringField(match, 'policy') ?? ''}${suffix}`);
  const blocking = named('BLOCK', '');
  if (blocking.length > 0) return blocking;
  if (isDefaultBlock(stringField(action, 'reason') ?? '')) return ['default deny'];
  // Denied or left unanswered by people, above a rate, or not to be changed as it asks.
  const unmet = named('CONSTRAIN', ' (constraint not met)');
  return unmet.length > 0 ? unmet : ['no policy: key, scope, upstream, stop or budget'];
}
