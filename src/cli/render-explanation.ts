// `policy explain` for people: what an agent may do with a tool, and which policies say so.

import type { JsonObject } from '../domain/index.ts';
import { listField, textField, textsField } from './read-answer.ts';
import { oneLine, type Paint, type Terminal } from './terminal.ts';

const PAINTS: ReadonlyMap<string, Paint> = new Map([
  ['ALLOW', 'green'],
  ['CONSTRAIN', 'yellow'],
  ['BLOCK', 'red'],
]);

const GRANTS: ReadonlyMap<string, string> = new Map([
  ['declaration', "by the agent's declaration"],
  ['default', 'by the default decision'],
  ['policy', 'by a policy'],
]);

/** The verdict first, then what grants, then each policy that can match, with what it still hangs on. */
export function renderExplanation(terminal: Terminal, explanation: JsonObject): readonly string[] {
  const field = (key: string): string => oneLine(textField(explanation, key));
  const verdict = field('verdict');
  const category = field('category');
  const policies = listField(explanation, 'policies');
  return [
    `${field('agent')} calls ${field('tool')}: ${terminal.paint(PAINTS.get(verdict) ?? 'cyan', verdict === 'depends' ? 'depends on the call' : verdict)}`,
    `  agent     ${textField(explanation, 'agentDeclared') === 'true' ? 'declared' : undeclared(field('nearestAgent'))}`,
    `  category  ${category === '' ? 'unknown' : `${category} (${field('categorySource')})`}`,
    `  granted   ${GRANTS.get(field('permission')) ?? notGranted(field('defaultMode'))}`,
    ...(policies.length === 0 ? ['  policies  none can match'] : []),
    ...policies.flatMap((policy) => renderPolicy(terminal, policy)),
  ];
}

function undeclared(near: string): string {
  return `not declared in \`agents:\`${near === '' ? '' : `; did you mean \`${near}\`?`}`;
}

function notGranted(mode: string): string {
  return mode === 'shadow'
    ? 'by nothing: it passes because the default decision only observes (would be BLOCK)'
    : 'by nothing: the default decision blocks it';
}

function renderPolicy(terminal: Terminal, policy: JsonObject): readonly string[] {
  const field = (key: string): string => oneLine(textField(policy, key));
  const decision = field('decision');
  const shadow = field('mode') === 'shadow' ? ' (shadow)' : '';
  const reason = field('reason');
  return [
    `  ${terminal.paint(PAINTS.get(decision) ?? 'cyan', decision.padEnd(9))} ${field('name')}${shadow}`,
    ...textsField(policy, 'when').map((when) => `              when ${oneLine(when)}`),
    ...(reason === '' ? [] : [`              ${terminal.paint('gray', reason)}`]),
  ];
}
