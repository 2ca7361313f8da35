// What a record of the ledger means for the people who look after the gateway. Most records mean nothing.

import {
  type EpochMs,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownField,
  stringField,
} from '../domain/index.ts';
import type { AlertEvent } from './event.ts';

/** The part of a stored record that alerts look at. */
export interface AlertRecord {
  readonly index: number;
  readonly time: EpochMs;
  readonly kind: string;
  readonly agent?: string;
  readonly workflow?: string;
  readonly decision?: string;
  readonly body: JsonObject;
}

/** Kinds of records that can mean something: nothing else needs to be read. */
export const ALERTING_RECORDS = [
  'exchange_requested',
  'exchange_retried',
  'exchange_completed',
  'exchange_aborted',
  'actions_decided',
  'action_evaluated',
  'approval_requested',
] as const;

const MAX_EVENTS = 16;
/** Budgets and turns are policies that the `limits:` section stands for. */
const LIMITS = 'limits.';

/** At most 16 events, the worst of each subject once. Pure. */
export function eventsOf(record: AlertRecord): readonly AlertEvent[] {
  const { index, time: at, agent, workflow } = record;
  const whose = {
    at,
    record: index,
    ...(agent === undefined ? {} : { agent }),
    ...(workflow === undefined ? {} : { workflow }),
  };
  if (record.kind === 'approval_requested') {
    const subject = stringField(record.body, 'approval_id') ?? '';
    const tool = stringField(record.body, 'subject') ?? stringField(record.body, 'action_type') ?? '';
    const summary = `Agent ${agent ?? '?'} waits for a person: ${tool}`;
    return [{ ...whose, kind: 'approval_waiting', severity: 'warning', subject, summary }];
  }
  return [...decisionEvents(record, whose), ...findingEvents(record, whose)].slice(0, MAX_EVENTS);
}

type Whose = Pick<AlertEvent, 'at' | 'agent' | 'workflow' | 'record'>;

function decisionEvents({ body, agent, decision }: AlertRecord, whose: Whose): readonly AlertEvent[] {
  if (decision !== 'BLOCK' && decision !== 'CONSTRAIN') return [];
  const events = new Map<string, AlertEvent>();
  for (const action of listOf(ownField(body, 'actions'))) {
    const told = actionEvent(action, agent ?? '?');
    if (told === undefined) continue;
    const matter = `${told.kind} ${told.subject}`;
    if (!events.has(matter)) events.set(matter, { ...whose, ...told });
  }
  return [...events.values()];
}

function actionEvent(
  action: JsonObject,
  agent: string,
): Pick<AlertEvent, 'kind' | 'severity' | 'subject' | 'summary'> | undefined {
  const effect = stringField(action, 'decision');
  if (effect !== 'BLOCK' && effect !== 'CONSTRAIN') return undefined;
  const policy = policyBehind(action, effect);
  const kind = policy.startsWith(LIMITS) ? 'limit' : effect;
  const what = stringField(action, 'tool') ?? stringField(action, 'type') ?? 'an action';
  const done = effect === 'BLOCK' ? 'blocked' : 'constrained';
  const severity = effect === 'BLOCK' ? 'warning' : 'info';
  return { kind, severity, subject: policy, summary: `${policy} ${done} ${what} of agent ${agent}` };
}

function policyBehind(action: JsonObject, effect: string): string {
  const matches = listOf(ownField(action, 'policies'));
  const found = matches.find(
    (match) => stringField(match, 'decision') === effect && stringField(match, 'mode') !== 'shadow',
  );
  return stringField(found, 'policy') ?? 'the default decision';
}

/** The findings that a record names, by detector. */
function findingEvents({ body, agent }: AlertRecord, whose: Whose): readonly AlertEvent[] {
  const events = new Map<string, AlertEvent>();
  for (const finding of listOf(ownField(body, 'findings'))) {
    const detector = stringField(finding, 'detector');
    if (detector === undefined || events.has(detector)) continue;
    const kind = detector === 'semantic_divergence' ? 'divergence' : 'finding';
    const summary = `${detector} in a call of agent ${agent ?? '?'}`;
    events.set(detector, { ...whose, kind, severity: 'warning', subject: detector, summary });
  }
  return [...events.values()];
}

function listOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
