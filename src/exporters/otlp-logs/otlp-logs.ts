// OpenTelemetry logs over HTTP, in OTLP's JSON form: a log record per ledger record.

import type { Exporter } from '../exporter.ts';
import { attributeList, genAiAttributes, nanoseconds, otlpOutcome, RESOURCE } from '../otlp-attributes.ts';

/** OpenTelemetry severity numbers: 9 INFO, 11 INFO3, 13 WARN. */
const SEVERITY: Readonly<Record<string, number>> = { BLOCK: 13, CONSTRAIN: 11 };

export const otlpLogs: Exporter = {
  kind: 'otlp_logs',
  maxRecords: 512,
  maxBytes: 3_000_000,
  gzip: true,
  formats: ['native'],
  needsToken: false,

  item: ({ record, leaf }) =>
    JSON.stringify({
      timeUnixNano: nanoseconds(record.time),
      observedTimeUnixNano: nanoseconds(record.time),
      severityNumber: SEVERITY[record.decision ?? ''] ?? 9,
      eventName: `sallyport.${record.kind}`,
      body: { stringValue: leaf },
      attributes: attributeList(genAiAttributes(record)),
    }),

  request: (items, settings) => ({
    path: '/v1/logs',
    headers: {
      'content-type': 'application/json',
      ...(settings.token === undefined ? {} : { authorization: `Bearer ${settings.token.reveal()}` }),
    },
    body: `{"resourceLogs":[{"resource":${JSON.stringify(RESOURCE)},"scopeLogs":[{"scope":{"name":"sallyport.ledger"},"logRecords":[${items.join(',')}]}]}]}`,
  }),

  outcome: (answer, count) => otlpOutcome(answer, count, 'rejectedLogRecords'),
};
