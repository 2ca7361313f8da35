// What a record of the ledger means for the people who look after the gateway. Most records mean nothing.

import {
  type EpochMs,
  isDefaultBlock,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownField,
  SEVERITIES,
  type Severity,
  stringField,
  visible,
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
/** From this confidence on people are told, or where the policy's `detectors:` section flags it. */
const TOLD_FROM = 0.5;
const NAME_LENGTH = 120;

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
    const summary = `Agent ${agent ?? '?'} waits for a person: ${named(tool)}`;
    return [{ ...whose, kind: 'approval_waiting', severity: 'warning', subject, summary }];
  }
  const told = listOf(ownField(record.body, 'actions')).flatMap((action) => [
    ...decisionEvents(action),
    ...findingEvents(action),
  ]);
  return worstOfEach(told)
    .slice(0, MAX_EVENTS)
    .map((each) => ({ ...whose, ...each, summary: `${each.summary} of agent ${agent ?? '?'}` }));
}

/** Each matter once, the worst first. */
function worstOfEach(told: readonly Told[]): readonly Told[] {
  const worst = new Map<string, Told>();
  for (const each of told) {
    const matter = `${each.kind} ${each.subject}`;
    const known = worst.get(matter);
    if (known === undefined || rank(each) > rank(known)) worst.set(matter, each);
  }
  return [...worst.values()].sort((a, b) => rank(b) - rank(a));
}

type Told = Omit<AlertEvent, 'at' | 'agent' | 'workflow' | 'record'>;

function decisionEvents(action: JsonObject): readonly Told[] {
  const effect = EFFECTS.find((word) => word === stringField(action, 'decision'));
  if (effect === undefined) return [];
  const policy = policyBehind(action, effect);
  const kind = policy.startsWith(LIMITS) ? 'limit' : effect;
  const severity = severityOf(action) ?? (effect === 'BLOCK' ? 'warning' : 'info');
  return [{ kind, severity, subject: policy, summary: `${named(policy)} ${DONE[effect]} ${whatOf(action)}` }];
}

const EFFECTS = ['BLOCK', 'CONSTRAIN', 'LOG'] as const;
const DONE = { BLOCK: 'blocked', CONSTRAIN: 'constrained', LOG: 'logged' } as const;

/** How bad a policy says it is: its `log_level`. */
function severityOf(action: JsonObject): Severity | undefined {
  switch (stringField(action, 'log_level')) {
    case 'critical':
      return 'critical';
    case 'error':
    case 'warning':
      return 'warning';
    case 'info':
    case 'debug':
      return 'info';
    default:
      return undefined;
  }
}

function policyBehind(action: JsonObject, effect: string): string {
  const matches = listOf(ownField(action, 'policies'));
  const found = matches.find(
    (match) => stringField(match, 'decision') === effect && stringField(match, 'mode') !== 'shadow',
  );
  return stringField(found, 'policy') ?? withoutPolicy(action, matches);
}

/** What stands where no policy of this effect matched: a constraint that was not met, default deny, or the gateway's own checks. */
function withoutPolicy(action: JsonObject, matches: readonly JsonValue[]): string {
  const unmet = matches.find((match) => stringField(match, 'decision') === 'CONSTRAIN');
  const reason = stringField(action, 'reason');
  if (reason === undefined || isDefaultBlock(reason)) return 'the default decision';
  return stringField(unmet, 'policy') ?? 'the gateway';
}

function findingEvents(action: JsonObject): readonly Told[] {
  const found = listOf(ownField(action, 'findings')).flatMap((finding) => findingEvent(action, finding));
  const failed = listOf(ownField(action, 'detectors_failed')).flatMap((failure) => {
    const detector = stringField(failure, 'detector');
    if (detector === undefined) return [];
    const summary = `${detector} gave no answer (${stringField(failure, 'why') ?? '?'}) about ${whatOf(action)}`;
    return [{ ...kindOf(detector), severity: 'warning', subject: `${detector} failed`, summary } as const];
  });
  return [...found, ...failed];
}

function findingEvent(action: JsonObject, finding: JsonObject): readonly Told[] {
  const detector = stringField(finding, 'detector');
  const confidence = ownField(finding, 'confidence');
  if (detector === undefined || typeof confidence !== 'number') return [];
  if (confidence < TOLD_FROM && !isFlagged(action, detector)) return [];
  const summary = `${detector} (${confidence}) in ${whatOf(action)}`;
  return [{ ...kindOf(detector), severity: 'warning', subject: detector, summary }];
}

function kindOf(detector: string): Pick<Told, 'kind' | 'detector'> {
  return { kind: detector === 'semantic_divergence' ? 'divergence' : 'finding', detector };
}

/** Whether the policy's thresholds for this detector were reached, in force or in shadow. */
function isFlagged(action: JsonObject, detector: string): boolean {
  return listOf(ownField(action, 'policies')).some((match) =>
    stringField(match, 'policy')?.startsWith(`detectors.${detector}.`),
  );
}

function whatOf(action: JsonObject): string {
  return named(stringField(action, 'tool') ?? stringField(action, 'type') ?? 'an action');
}

/** ATTACKER-CONTROLLED: a name that a model chose, on one line, and short enough to leave room for what is said of it. */
function named(name: string): string {
  return visible(name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH)}…` : name);
}

function rank({ severity }: Told): number {
  return SEVERITIES.indexOf(severity);
}

function listOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
