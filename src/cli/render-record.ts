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
  const decision = textField(record, 'policy_decision');
  const head = [
    terminal.paint('gray', textField(record, 'timestamp')),
    terminal.paint('gray', `#${textField(record, 'index')}`.padEnd(6)),
    paintDecision(terminal, decision),
    oneLine(textField(record, 'agent') || '-').padEnd(22),
    textField(record, 'kind'),
    oneLine(tail(record)),
  ];
  return [
    head.join(' ').trimEnd(),
    ...listField(record, 'actions').flatMap((action) => renderAction(terminal, action)),
  ];
}

/** An effect, padded and in its colour. */
export function paintDecision(terminal: Terminal, decision: string): string {
  const paint = PAINTS.get(decision);
  const padded = (decision === '' ? '-' : decision).padEnd(9);
  return paint === undefined ? padded : terminal.paint(paint, padded);
}

function tail(record: JsonObject): string {
  const nextHop = textField(record, 'next_hop_agent');
  const parts = [
    textField(record, 'model'),
    textField(record, 'reason'),
    nextHop === '' ? '' : `→ ${nextHop}`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function renderAction(terminal: Terminal, action: JsonObject): readonly string[] {
  const decision = textField(action, 'decision');
  const type = textField(action, 'type');
  const isActing = type === 'tool_call' || type === 'code_execution' || type === 'handoff';
  if (decision === 'ALLOW' && !isActing) return [];
  const subject =
    textField(action, 'tool') ||
    textField(action, 'target') ||
    textField(action, 'language') ||
    textField(action, 'sender_agent');
  const wouldBe =
    ownField(action, 'would_be') === undefined ? '' : ` (would be ${textField(action, 'would_be')})`;
  const line = `    ${paintDecision(terminal, decision)} ${type} ${oneLine(subject)}${wouldBe}  ${terminal.paint('gray', oneLine(textField(action, 'reason')))}`;
  return [line.trimEnd()];
}
