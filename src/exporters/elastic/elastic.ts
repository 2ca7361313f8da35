// Elasticsearch's _bulk: a document per record, created under its audit hash, and an answer for each of them.

import { isJsonObject, type JsonValue, ownField } from '../../domain/index.ts';
import type { Exporter, Outcome, Refusal } from '../exporter.ts';
import { formatted } from '../formats/format.ts';
import { jsonBody, outcomeOfStatus, saidBriefly } from '../http-outcome.ts';

const DEFAULT_STREAM = 'logs-sallyport.ledger-default';

export const elastic: Exporter = {
  kind: 'elastic',
  maxRecords: 1000,
  maxBytes: 5_000_000,
  gzip: true,
  formats: ['ecs', 'native', 'ocsf'],
  needsToken: false,

  // `create` under the hash: a repetition is answered with 409 and stored once.
  item: (exported, settings) =>
    `${JSON.stringify({ create: { _id: exported.hash } })}\n${JSON.stringify(withTimestamp(formatted(exported, settings.format), exported.record.time))}\n`,

  request: (items, settings) => ({
    path: `/${encodeURIComponent(settings.target ?? DEFAULT_STREAM)}/_bulk`,
    headers: {
      'content-type': 'application/x-ndjson',
      ...(settings.token === undefined ? {} : { authorization: `ApiKey ${settings.token.reveal()}` }),
    },
    body: items.join(''),
  }),

  outcome(answer, count) {
    const ofStatus = outcomeOfStatus(answer);
    if (ofStatus !== undefined) return ofStatus;
    const body = jsonBody(answer);
    const items = ownField(body, 'items');
    // A 200 that does not account for every document is a proxy's page or half an answer: nothing is known.
    if (!Array.isArray(items) || items.length !== count)
      return { kind: 'later', why: 'the answer does not list every document' };
    return outcomeOfItems(items);
  },
};

/** A data stream takes no document without one. */
function withTimestamp(document: ReturnType<typeof formatted>, time: number): ReturnType<typeof formatted> {
  return '@timestamp' in document ? document : { '@timestamp': new Date(time).toISOString(), ...document };
}

function outcomeOfItems(items: readonly JsonValue[]): Outcome {
  const refused: Refusal[] = [];
  const again: number[] = [];
  for (const [position, item] of items.entries()) {
    const result = isJsonObject(item) ? ownField(item, 'create') : undefined;
    const status = ownField(result, 'status');
    if (status === 200 || status === 201 || status === ALREADY_THERE) continue;
    if (isFinal(status)) refused.push({ position, why: saidOf(status, result) });
    else again.push(position);
  }
  if (refused.length + again.length === 0) return { kind: 'taken' };
  return {
    kind: 'some',
    refused,
    again,
    why: `${again.length} documents put off, ${refused.length} refused`,
  };
}

const ALREADY_THERE = 409;

function isFinal(status: JsonValue | undefined): boolean {
  return typeof status === 'number' && status >= 400 && status < 500 && status !== 429;
}

function saidOf(status: JsonValue | undefined, result: JsonValue | undefined): string {
  const type = ownField(ownField(result, 'error'), 'type');
  return typeof type === 'string' ? `${String(status)} ${saidBriefly(type)}` : String(status);
}
