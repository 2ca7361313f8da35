// GET …/receipts/:id.tlog-proof: a proof, which the caller may keep, that its decision is on record.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { readSize, type StoredRecord } from '../../audit/index.ts';
import { GatewayError, stringField } from '../../domain/index.ts';
import { identify } from '../../gateway/index.ts';
import type { AgentPath } from '../agent-path.ts';
import { requireMethod } from '../require-method.ts';
import type { ServerDeps } from '../server-deps.ts';
import { flatHeaders } from './chat-completions.ts';

/** More records than an exchange can have. */
const MAX_RECORDS = 1000;

/**
 * The receipt of a decision, by the id in `x-sallyport-decision`: of its newest record, or of the one that `?record=` names;
 * `x-sallyport-records` lists them all. Only the key that made the call gets it: for every other the id does not exist.
 */
export async function receipt(
  deps: ServerDeps,
  request: IncomingMessage,
  response: ServerResponse,
  { path, id }: { readonly path: AgentPath; readonly id: string },
): Promise<void> {
  requireMethod(request, 'GET', 'receipts are fetched with GET');
  const { agent } = identify(deps.gateway, { headers: flatHeaders(request), pathAgent: path.agent });
  const { records } = await deps.gateway.ledger.read({ exchange: id, order: 'asc', limit: MAX_RECORDS });
  const mine = records.some((record) => stringField(record.body, 'key_id') === agent.keyId);
  const record = mine ? chosen(records, request.url ?? '') : undefined;
  if (record === undefined || deps.transparency === undefined)
    throw new GatewayError('not_found', { publicMessage: 'this key has no such decision on record' });
  const body = Buffer.from(await deps.transparency.receipt(record.index));
  response.writeHead(200, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': body.byteLength,
    'x-sallyport-record': record.index,
    'x-sallyport-records': records.map((each) => each.index).join(','),
  });
  response.end(body);
}

/** ATTACKER-CONTROLLED: the query. A record of another exchange is not among these, so it is not found. */
function chosen(records: readonly StoredRecord[], url: string): StoredRecord | undefined {
  const asked = new URLSearchParams(url.slice(url.indexOf('?') + 1)).get('record');
  return asked === null ? records.at(-1) : records.find((record) => record.index === readSize(asked));
}
