// One ledger record on a terminal: who, what, decided how, and why.

import { type JsonObject, ownField } from '../domain/index.ts';
import { listField, textField } from './read-answer.ts';
import { oneLine, type Paint, type Terminal } from './terminal.ts';

const PAINTS: ReadonlyMap<string, Paint> = new Map([
  ['ALLOW', 'green'],
  ['LOG', 'cyan'],
  ['CONSTRAIN', 'yellow'],
  ['BLOCK', 'red'],
]);

/** A head line, then one line per action that is more than a plain ALLOW. */
export function renderRecord(terminal: Terminal, record: JsonObject): readonly string[] {
  const decision = field(record, 'policy_decision');
  const head = [
    terminal.paint('gray', field(record, 'timestamp')),
    terminal.paint('gray', `#${field(record, 'index')}`.padEnd(6)),
    paintDecision(terminal, decision),
    (field(record, 'agent') || '-').padEnd(22),
    field(record, 'kind'),
    tail(record),
  ];
  return [
    head.join(' ').trimEnd(),
    ...listField(record, 'actions').flatMap((action) => renderAction(terminal, action)),
  ];
}

/** An effect, padded and in its colour. */
function paintDecision(terminal: Terminal, decision: string): string {
  const paint = PAINTS.get(decision);
  const padded = (decision === '' ? '-' : decision).padEnd(9);
  return paint === undefined ? padded : terminal.paint(paint, padded);
}

function tail(record: JsonObject): string {
  const nextHop = field(record, 'next_hop_agent');
  const parts = [
    field(record, 'model'),
    said(record),
    changed(record),
    field(record, 'reason'),
    nextHop === '' ? '' : `→ ${nextHop}`,
    wouldBe(record),
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** `ap_1 approve by anna` where somebody decided; the approval alone where something else became of it. */
function said(record: JsonObject): string {
  const [decision, by, approval] = ['decision', 'by', 'approval_id'].map((key) => field(record, key));
  if (approval === undefined || approval === '') return '';
  if (decision === undefined || decision === '') return approval;
  return `${approval} ${decision} by ${by}`;
}

/** What a record of people, keys and policies is about; who did it follows. */
const SUBJECTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['policy_activated', ['file_name']],
  ['halted', ['scope', 'name']],
  ['resumed', ['scope', 'name']],
  ['key_issued', ['key_id']],
  ['key_rotated', ['old_key_id', 'new_key_id']],
  ['key_revoked', ['key_id']],
  ['admin_token_issued', ['token_id', 'role', 'person']],
  ['admin_token_revoked', ['token_id']],
  ['person_added', ['person']],
  ['person_changed', ['person']],
  ['person_removed', ['person']],
  ['password_set', ['person']],
  ['signed_in', ['via']],
  ['sign_in_failed', ['person', 'why', 'address']],
  ['contents_read', ['record', 'traced']],
  ['contents_erased', ['scope', 'name']],
  ['alert_raised', ['summary']],
  ['alert_delivered', ['sink']],
  ['alert_undelivered', ['sink']],
  ['grant_issued', ['grant_id']],
  ['grant_used', ['grant_id']],
  ['grant_revoked', ['grant_id']],
  ['override_granted', ['override_id', 'detector']],
  ['override_used', ['override_id']],
  ['override_revoked', ['override_id']],
  ['ledger_exported', ['format']],
]);

/** `person_changed anna by local-operator`: an auditor reads who did what to whom without opening each record. */
function changed(record: JsonObject): string {
  if (field(record, 'decision') !== '') return '';
  const subject = (SUBJECTS.get(field(record, 'kind')) ?? []).map((key) => field(record, key));
  const by = field(record, 'by') || field(record, 'author');
  return [...subject, by === '' ? '' : `by ${by}`].filter((part) => part !== '').join(' ');
}

function renderAction(terminal: Terminal, action: JsonObject): readonly string[] {
  const decision = field(action, 'decision');
  const type = field(action, 'type');
  const isActing = type === 'tool_call' || type === 'code_execution' || type === 'handoff';
  const found = foundIn(action);
  if (decision === 'ALLOW' && !isActing && found === '') return [];
  const subject =
    field(action, 'tool') ||
    field(action, 'target') ||
    field(action, 'language') ||
    field(action, 'sender_agent');
  const line = `    ${paintDecision(terminal, decision)} ${type} ${[subject, wouldBe(action)].filter((part) => part !== '').join(' ')}  ${terminal.paint('gray', field(action, 'reason'))}`;
  return found === ''
    ? [line.trimEnd()]
    : [line.trimEnd(), `              ${terminal.paint('magenta', found)}`];
}

/** `found prompt_injection 0.93, exfiltration 0.61; no answer from external`; empty where there is nothing to say. */
function foundIn(action: JsonObject): string {
  const found = listField(action, 'findings').map(
    (finding) => `${field(finding, 'detector')} ${numberIn(finding, 'confidence')}`,
  );
  const failed = listField(action, 'detectors_failed').map(
    (detector) => `${field(detector, 'detector')} (${field(detector, 'why')})`,
  );
  const parts = [
    found.length === 0 ? '' : `found ${found.join(', ')}`,
    failed.length === 0 ? '' : `no answer from ${failed.join(', ')}`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}

function numberIn(object: JsonObject, key: string): string {
  const value = ownField(object, key);
  return typeof value === 'number' ? String(value) : '?';
}

/** What it would be if all that is in shadow were enforced; empty where that is the same. */
function wouldBe(object: JsonObject): string {
  const effect = field(object, 'would_be');
  return effect === '' ? '' : `(would be ${effect})`;
}

/** INVARIANT: nothing of a record reaches the terminal but through here, whoever wrote the record. */
function field(object: JsonObject, key: string): string {
  return oneLine(textField(object, key));
}
