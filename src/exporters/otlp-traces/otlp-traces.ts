// OpenTelemetry spans over HTTP: one per exchange, all of a workflow in one trace, in the words of the GenAI conventions.

import { createHash } from 'node:crypto';
import { ownField } from '../../domain/index.ts';
import type { ExportedRecord } from '../exported-record.ts';
import type { Exporter } from '../exporter.ts';
import { fieldsOf } from '../formats/record-fields.ts';
import { attributeList, genAiAttributes, nanoseconds, otlpOutcome, RESOURCE } from '../otlp-attributes.ts';

const KIND_CLIENT = 3;
const STATUS_ERROR = 2;

export const otlpTraces: Exporter = {
  kind: 'otlp_traces',
  maxRecords: 512,
  maxBytes: 3_000_000,
  gzip: true,
  formats: ['native'],
  needsToken: false,

  item: (exported) => (isEndOfExchange(exported) ? JSON.stringify(spanOf(exported)) : undefined),

  request: (items, settings) => ({
    path: '/v1/traces',
    headers: {
      'content-type': 'application/json',
      ...(settings.token === undefined ? {} : { authorization: `Bearer ${settings.token.reveal()}` }),
    },
    body: `{"resourceSpans":[{"resource":${JSON.stringify(RESOURCE)},"scopeSpans":[{"scope":{"name":"sallyport.gateway"},"spans":[${items.join(',')}]}]}]}`,
  }),

  outcome: (answer, count) => otlpOutcome(answer, count, 'rejectedSpans'),
};

function isEndOfExchange({ record }: ExportedRecord): boolean {
  return (
    record.exchange !== undefined &&
    (record.kind === 'exchange_completed' || record.kind === 'exchange_aborted')
  );
}

function spanOf({ record }: ExportedRecord): object {
  const fields = fieldsOf(record);
  const micros = fields.totalMicros ?? 0;
  const isError = record.decision === 'BLOCK' || record.kind === 'exchange_aborted';
  return {
    traceId: idOf('trace', record.workflow ?? record.exchange ?? '', 32),
    spanId: idOf('span', record.exchange ?? '', 16),
    name: `chat ${fields.model ?? ''}`.trimEnd(),
    kind: KIND_CLIENT,
    startTimeUnixNano: nanoseconds(record.time, -micros),
    endTimeUnixNano: nanoseconds(record.time),
    attributes: attributeList({
      ...genAiAttributes(record),
      'gen_ai.response.model': textOf(ownField(record.body, 'model_reported')),
      'error.type': isError ? (record.decision === 'BLOCK' ? 'policy_block' : 'aborted') : undefined,
    }),
    ...(isError ? { status: { code: STATUS_ERROR, message: fields.reasons.join(' ') } } : {}),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Ids derived from the record's own, so that a repetition is the same span. */
function idOf(purpose: string, id: string, digits: number): string {
  return createHash('sha256').update(`sallyport ${purpose} ${id}`).digest('hex').slice(0, digits);
}
