import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type Answer,
  type DestinationServer,
  destinationServer,
} from '../../../test/support/destination-server.ts';
import { BLOCKED, ledgerRows } from '../../../test/support/ledger-rows.ts';
import { sinkOver, TOKEN } from '../../../test/support/run-sink.ts';

const rows = ledgerRows([BLOCKED, { kind: 'agent_added' }]);
let server: DestinationServer | undefined;
afterEach(() => server?.close());

async function drain(answers: readonly Answer[]) {
  const destination = await destinationServer((count) => answers[count] ?? { status: 204, body: '' });
  server = destination;
  const run = sinkOver({ kind: 'webhook', url: `${destination.url}/hook`, rows });
  await run.sink.drain();
  await run.close();
  return { ...run, arrived: destination.arrived };
}

describe('exporter webhook', () => {
  it('signs id, time and body so that the receiver can check all three', async () => {
    const { arrived } = await drain([]);
    const [one] = arrived;
    const {
      'webhook-id': id,
      'webhook-timestamp': time,
      'webhook-signature': signature,
    } = one?.headers ?? {};
    const expected = createHmac('sha256', TOKEN).update(`${id}.${time}.${one?.body}`).digest('base64');
    expect(signature).toBe(`v1,${expected}`);
    expect(one?.path).toBe('/hook');
    expect(JSON.parse(one?.body ?? '').records.map((record: { index: number }) => record.index)).toEqual([
      0, 1,
    ]);
  });

  it('keeps the id of a batch over its attempts, so that the receiver can tell a repetition', async () => {
    const { arrived } = await drain([{ status: 500 }, 'reset']);
    expect(arrived).toHaveLength(3);
    expect(new Set(arrived.map((one) => one.headers['webhook-id'])).size).toBe(1);
  });

  it('follows no redirect: what is sent goes where the operator said', async () => {
    const { arrived, sink } = await drain([{ status: 302, headers: { location: 'http://127.0.0.1:9/' } }]);
    expect(arrived).toHaveLength(2);
    expect(sink.status.next).toBe(2);
  });
});
