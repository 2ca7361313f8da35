import { afterEach, describe, expect, it } from 'vitest';
import {
  type Answer,
  type DestinationServer,
  destinationServer,
} from '../../../test/support/destination-server.ts';
import { BLOCKED, ledgerRows } from '../../../test/support/ledger-rows.ts';
import { sinkOver, TOKEN } from '../../../test/support/run-sink.ts';

let server: DestinationServer | undefined;
afterEach(() => server?.close());

async function drain(answers: readonly Answer[], count = 3) {
  const rows = ledgerRows(Array.from({ length: count }, () => BLOCKED));
  const destination = await destinationServer((at) => answers[at] ?? { status: 202 });
  server = destination;
  const run = sinkOver({ kind: 'datadog', url: destination.url, rows, timeoutMs: 300 });
  await run.sink.drain();
  await run.close();
  return { ...run, rows, arrived: destination.arrived };
}

describe('exporter datadog', () => {
  it('sends an array of logs with service, status, time and the whole record', async () => {
    const { arrived, rows } = await drain([]);
    expect(arrived[0]?.path).toBe('/api/v2/logs');
    expect(arrived[0]?.headers['dd-api-key']).toBe(TOKEN);
    const logs = JSON.parse(arrived[0]?.body ?? '');
    expect(logs).toHaveLength(3);
    expect(logs[0]).toMatchObject({
      ddsource: 'sallyport',
      service: 'sallyport',
      status: 'warn',
      timestamp: 1_767_225_600_000,
      audit_hash: `sha256:${rows[0]?.hash}`,
      sallyport: { workflow_id: 'wf_1', policy_decision: 'BLOCK' },
    });
  });

  it('never sends more than a thousand logs at once, and loses none', async () => {
    const { arrived, sink } = await drain([], 2500);
    const sizes = arrived.map((one) => JSON.parse(one.body).length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1000);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(2500);
    expect(sink.status).toMatchObject({ next: 2500, behind: 0 });
  });

  it('keeps to Retry-After when it is throttled', async () => {
    const { pauses, arrived } = await drain([{ status: 429, headers: { 'retry-after': '7' } }]);
    expect(pauses).toEqual([7000]);
    expect(arrived).toHaveLength(2);
  });

  it('takes silence for a failed attempt', async () => {
    const { arrived, saved } = await drain(['silence']);
    expect(arrived).toHaveLength(2);
    expect(arrived[1]?.body).toBe(arrived[0]?.body);
    expect(saved).toHaveLength(1);
  });
});
