// Splunk's HTTP Event Collector: events one after the other in a body, and answers that name the first event that is wrong.

import { ownField } from '../../domain/index.ts';
import type { ExportAnswer, Exporter, Outcome } from '../exporter.ts';
import { formatted } from '../formats/format.ts';
import { jsonBody, outcomeOfStatus, saidBriefly } from '../http-outcome.ts';

/** "Server is busy", "queue is full": the codes of HEC that pass by themselves. */
const PASSING: ReadonlySet<unknown> = new Set([8, 9, 26, 27]);
/** "No data", "invalid data format", "event field is required", "can not be blank", and errors of indexed fields. */
const OF_ONE_EVENT: ReadonlySet<unknown> = new Set([6, 12, 13, 15]);

export const splunkHec: Exporter = {
  kind: 'splunk_hec',
  maxRecords: 500,
  maxBytes: 800_000,
  gzip: true,
  formats: ['native', 'ocsf', 'ecs'],
  needsToken: true,

  item: (exported, settings) =>
    JSON.stringify({
      time: exported.record.time / 1000,
      source: 'sallyport',
      sourcetype: settings.format === 'native' ? 'sallyport:record' : `sallyport:${settings.format}`,
      ...(settings.target === undefined ? {} : { index: settings.target }),
      event: formatted(exported, settings.format),
      // Indexed, so that `dedup audit_hash` tells a repetition without reading the events.
      fields: { audit_hash: `sha256:${exported.hash}` },
    }),

  request: (items, settings) => ({
    path: '/services/collector/event',
    headers: {
      authorization: `Splunk ${settings.token?.reveal() ?? ''}`,
      'content-type': 'application/json',
    },
    body: items.join('\n'),
  }),

  outcome(answer, count) {
    const body = jsonBody(answer);
    const code = ownField(body, 'code');
    if (answer.status >= 200 && answer.status < 300) {
      return code === 0
        ? { kind: 'taken' }
        : { kind: 'later', why: `answered ${answer.status} without "code":0` };
    }
    if (PASSING.has(code)) return { kind: 'later', why: said(answer, body) };
    if (answer.status === 400 && OF_ONE_EVENT.has(code)) return oneWrongEvent(answer, count);
    const outcome = outcomeOfStatus(answer);
    return outcome?.kind === 'misconfigured'
      ? { ...outcome, why: said(answer, body) }
      : (outcome ?? { kind: 'taken' });
  },
};

/** What was sent before the wrong event may have been indexed or not: it is sent again, and told by its hash. */
function oneWrongEvent(answer: ExportAnswer, count: number): Outcome {
  const body = jsonBody(answer);
  const position = ownField(body, 'invalid-event-number');
  const why = said(answer, body);
  if (typeof position !== 'number' || !Number.isInteger(position) || position < 0 || position >= count) {
    return { kind: 'misconfigured', why };
  }
  const again = Array.from({ length: count }, (_, each) => each).filter((each) => each !== position);
  return { kind: 'some', refused: [{ position, why }], again, why };
}

function said(answer: ExportAnswer, body: ReturnType<typeof jsonBody>): string {
  const text = ownField(body, 'text');
  return `answered ${answer.status}${typeof text === 'string' ? `: ${saidBriefly(text)}` : ''}`;
}
