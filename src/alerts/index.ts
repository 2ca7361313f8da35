// Alerts: which event is told to whom, grouped, limited, retried, and what each destination hears.

export { AlertDesk, type AlertReport, type AlertSink, type Settled } from './desk.ts';
export type { Alert, AlertEvent } from './event.ts';
export { ALERT_RECORDS, AlertFates } from './fates.ts';
export { ALERTING_RECORDS, type AlertRecord, eventsOf } from './from-record.ts';
export { type Delivery, deliveryOf, Outbox } from './outbox.ts';
export { RateGate } from './routing.ts';
export { createMailer, type MailSettings } from './sinks/email.ts';
export { alertFields, httpLetter, slackCode, slackEscaped } from './sinks/http-letters.ts';
