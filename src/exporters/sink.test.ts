import { afterEach, describe, expect, it } from 'vitest';
import { type DestinationServer, destinationServer } from '../../test/support/destination-server.ts';
import { BLOCKED, ledgerRows } from '../../test/support/ledger-rows.ts';
import { sinkOver } from '../../test/support/run-sink.ts';

const rows = ledgerRows(Array.from({ length: 5 }, () => BLOCKED));
let server: DestinationServer | undefined;
afterEach(() => server?.close());

async function taking() {
  server = await destinationServer(() => ({ status: 202 }));
  return server;
}

const cursor = (logId: string, next: number) =>
  JSON.stringify({ log_id: logId, next, refused: [], refused_count: 0 });

describe('a sink', () => {
  it('goes on where its cursor stands', async () => {
    const destination = await taking();
    const run = sinkOver({ kind: 'datadog', url: destination.url, rows, cursor: cursor('log-1', 3) });
    await run.sink.drain();
    await run.close();
    expect(JSON.parse(destination.arrived[0]?.body ?? '')).toHaveLength(2);
  });

  it.each([
    ['of another log', cursor('log-2', 3)],
    ['that is torn', '{"log_id":"log-1","ne'],
  ])('begins again with a cursor %s: saying twice is better than leaving out', async (_name, text) => {
    const destination = await taking();
    const run = sinkOver({ kind: 'datadog', url: destination.url, rows, cursor: text });
    await run.sink.drain();
    await run.close();
    expect(JSON.parse(destination.arrived[0]?.body ?? '')).toHaveLength(5);
  });

  it('fails by name when the log is shorter than what was sent of it', async () => {
    const destination = await taking();
    const run = sinkOver({ kind: 'datadog', url: destination.url, rows, cursor: cursor('log-1', 9) });
    await expect(run.sink.drain()).rejects.toThrow('the log was cut or restored from an older copy');
    await run.close();
    expect(run.sink.status).toMatchObject({ state: 'failed' });
    expect(destination.arrived).toHaveLength(0);
  });

  it.each([
    ['UND_ERR_HEADERS_TIMEOUT', 'no answer in time'],
    ['UND_ERR_BODY_TIMEOUT', 'no answer in time'],
    ['UND_ERR_CONNECT_TIMEOUT', 'no answer in time'],
    ['ECONNREFUSED', 'the request failed (ECONNREFUSED)'],
  ])('that fails with %s says: %s', async (code, trouble) => {
    const stop = new AbortController();
    const told: unknown[] = [];
    const run = sinkOver({
      kind: 'datadog',
      url: 'http://127.0.0.1:9',
      rows,
      post: () => Promise.reject(Object.assign(new Error('it failed'), { code })),
      signal: stop.signal,
      onPause: () => {
        told.push(run.sink.status.trouble);
        stop.abort();
      },
    });
    await run.sink.drain().catch((cause: unknown) => expect(cause).toMatchObject({ name: 'AbortError' }));
    await run.close();
    expect(told).toEqual([trouble]);
  });

  it('refuses a row that is no record, rather than skip it', async () => {
    const destination = await taking();
    const run = sinkOver({ kind: 'datadog', url: destination.url, rows: [{ leaf: '{}', hash: 'aa' }] });
    await expect(run.sink.drain()).rejects.toThrow('not one of this version');
    await run.close();
    expect(run.saved).toEqual([]);
  });
});
