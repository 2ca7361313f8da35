// Alerts: which event is told to whom, grouped, limited, retried, and what each destination hears.

export { AlertDesk, type AlertReport, type AlertSink } from './desk.ts';
export { ALERT_KINDS, type Alert, type AlertEvent, SEVERITIES } from './event.ts';
export { ALERTING_RECORDS, type AlertRecord, eventsOf } from './from-record.ts';
export { type Delivery, deliveryOf, Outbox } from './outbox.ts';
export type { Interest } from './routing.ts';
export { createMailer, type MailSettings } from './sinks/email.ts';
export { alertFields, HTTP_KINDS, type HttpKind, httpLetter, slackEscaped } from './sinks/http-letters.ts';
