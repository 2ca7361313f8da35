// How an alert is said to each destination over HTTP. Pure: what is sent where, and nothing else.

import { createHmac } from 'node:crypto';
import { type AlertChannel, type EpochMs, type JsonObject, visible } from '../../domain/index.ts';
import type { Alert } from '../event.ts';

export interface HttpLetter {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The routing key of PagerDuty, or the key that signs a webhook. */
type Key = { reveal(): string } | undefined;

/** The request that tells `alert`, with time for a signature. */
export function httpLetter(
  kind: AlertChannel,
  alert: Alert,
  { key, now }: { readonly key: Key; readonly now: EpochMs },
): HttpLetter {
  const headers = { 'content-type': 'application/json' };
  switch (kind) {
    case 'webhook':
      return signed(alert, key, now);
    case 'slack':
      return { headers, body: JSON.stringify({ text: slackText(alert) }) };
    case 'teams':
      return { headers, body: JSON.stringify(adaptiveCard(alert)) };
    case 'pagerduty':
      return { headers, body: JSON.stringify(pagerDutyEvent(alert, key)) };
  }
}

/** One line for people: what, how often, where to look. */
export function lineOf({ summary, count, first, record }: Alert): string {
  const often = first ? '' : ` (${count} more)`;
  return `${summary}${often}${record === undefined ? '' : ` (sallyport audit show ${record})`}`;
}

/** The alert as data: names and numbers, for machines. */
export function alertFields({
  alertId,
  kind,
  severity,
  at,
  subject,
  agent,
  workflow,
  summary,
  detector,
  record,
  count,
  first,
}: Alert): JsonObject {
  return {
    alert_id: alertId,
    kind,
    severity,
    at: new Date(at).toISOString(),
    subject,
    ...(agent === undefined ? {} : { agent }),
    ...(workflow === undefined ? {} : { workflow }),
    summary,
    ...(detector === undefined ? {} : { detector }),
    ...(record === undefined ? {} : { record }),
    count,
    first,
  };
}

/** Standard Webhooks 1.0: the receiver knows a repetition by `webhook-id`. */
function signed(alert: Alert, key: Key, now: EpochMs): HttpLetter {
  const body = JSON.stringify({
    type: 'sallyport.alert',
    timestamp: new Date(alert.at).toISOString(),
    data: alertFields(alert),
  });
  const seconds = String(Math.floor(now / 1000));
  const headers = {
    'content-type': 'application/json',
    'webhook-id': alert.alertId,
    'webhook-timestamp': seconds,
  };
  if (key === undefined) return { headers, body };
  const signature = createHmac('sha256', Buffer.from(key.reveal(), 'utf8'))
    .update(`${alert.alertId}.${seconds}.${body}`)
    .digest('base64');
  return { headers: { ...headers, 'webhook-signature': `v1,${signature}` }, body };
}

/** Slack reads `&<>` as its own marks: nothing that an agent chose may become a link or a mention. */
export function slackEscaped(text: string): string {
  return text.replace(/[&<>]/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[mark] ?? '');
}

const CODE_LENGTH = 300;

/**
 * Text from outside as a code span: no formatting, no line of its own, and nothing that Slack would make a link of.
 * ATTACKER-CONTROLLED: `text`.
 */
export function slackCode(text: string): string {
  const cut = text.length > CODE_LENGTH ? `${text.slice(0, CODE_LENGTH)}…` : text;
  return `\`${slackEscaped(visible(cut)).replaceAll('`', "'")}\``;
}

function slackText(alert: Alert): string {
  return `*${alert.severity}* ${slackCode(lineOf(alert))}`;
}

/** A message with one Adaptive Card, as Teams' incoming webhooks (Workflows) take it. */
function adaptiveCard(alert: Alert): JsonObject {
  const { kind, severity, subject, agent, workflow } = alert;
  const facts = Object.entries({ kind, severity, subject, agent, workflow });
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            { type: 'TextBlock', weight: 'Bolder', wrap: true, text: teamsEscaped(lineOf(alert)) },
            {
              type: 'FactSet',
              facts: facts.flatMap(([title, value]) =>
                value === undefined ? [] : [{ title, value: teamsEscaped(value) }],
              ),
            },
          ],
        },
      },
    ],
  };
}

/** Cards read Markdown and `{{…}}` functions: what an agent chose stays text. */
function teamsEscaped(text: string): string {
  return text.replace(/[\\`*_[\]()<>~#|!{}]/g, (mark) => `\\${mark}`);
}

const PAGERDUTY_SUMMARY = 1024;

/** Events API v2; one matter is one incident. */
function pagerDutyEvent(alert: Alert, key: Key): JsonObject {
  const { kind, agent = '', subject, severity, at } = alert;
  return {
    routing_key: key?.reveal() ?? '',
    event_action: 'trigger',
    dedup_key: `${kind}:${agent}:${subject}`.slice(0, 255),
    payload: {
      summary: lineOf(alert).slice(0, PAGERDUTY_SUMMARY),
      source: 'sallyport',
      severity,
      timestamp: new Date(at).toISOString(),
      component: agent,
      class: kind,
      custom_details: alertFields(alert),
    },
  };
}
