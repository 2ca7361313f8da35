// The pack's tables: what each row says, in CSV.

import type { StoredRecord } from '../audit/index.ts';
import { type JsonValue, ownField, stringField } from '../domain/index.ts';
import type { ApprovalRow } from './approval-book.ts';
import type { PolicyRow } from './collector.ts';
import { csvLine } from './csv.ts';

export const POPULATION_HEAD = csvLine([
  'timestamp',
  'record',
  'exchange',
  'kind',
  'workflow_id',
  'agent',
  'model',
  'policy_decision',
  'tools',
  'policies',
  'policy_version',
  'audit_hash',
]);

export function populationLine(record: StoredRecord): string {
  const actions = listOf(ownField(record.body, 'actions'));
  const policies = actions.flatMap((action) =>
    listOf(ownField(action, 'policies')).map((match) => stringField(match, 'policy')),
  );
  return csvLine([
    new Date(record.time).toISOString(),
    record.index,
    record.exchange,
    record.kind,
    record.workflow,
    record.agent,
    stringField(record.body, 'model'),
    record.decision,
    distinct(actions.map((action) => stringField(action, 'tool'))),
    distinct(policies),
    stringField(record.body, 'policy_version'),
    `sha256:${record.hash}`,
  ]);
}

export const APPROVALS_HEAD = csvLine([
  'asked_at',
  'record',
  'approval_id',
  'agent',
  'workflow_id',
  'action',
  'policies',
  'policy_version',
  'outcome',
  'decisions',
  'ended_at',
]);

export function approvalLine(row: ApprovalRow): string {
  return csvLine([
    new Date(row.askedAt).toISOString(),
    row.index,
    row.id,
    row.agent,
    row.workflow,
    row.action,
    row.policies,
    row.policyVersion,
    row.outcome,
    row.decisions,
    row.endedAt === undefined ? undefined : new Date(row.endedAt).toISOString(),
  ]);
}

export const CHANGES_HEAD = csvLine(['timestamp', 'record', 'kind', 'by', 'what', 'audit_hash']);

/** A change of access or policy. Hashes of secrets stay out: they say nothing to a reader. */
export function changeLine(record: StoredRecord): string {
  const { by, author, secret_hash: _, ...rest } = record.body;
  const who = typeof by === 'string' ? by : typeof author === 'string' ? author : '';
  return csvLine([
    new Date(record.time).toISOString(),
    record.index,
    record.kind,
    who,
    JSON.stringify(rest),
    `sha256:${record.hash}`,
  ]);
}

export function policiesTable(rows: readonly PolicyRow[]): string {
  const head = csvLine(['active_from', 'record', 'version', 'activated_by', 'reason']);
  return (
    head +
    rows
      .map((row) =>
        csvLine([new Date(row.time).toISOString(), row.index, row.version, row.author, row.reason]),
      )
      .join('')
  );
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function distinct(values: readonly (string | undefined)[]): string {
  return [...new Set(values.filter((value) => value !== undefined))].sort().join(' ');
}
