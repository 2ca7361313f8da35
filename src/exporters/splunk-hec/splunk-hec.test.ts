import { afterEach, describe, expect, it } from 'vitest';
import {
  type Answer,
  type DestinationServer,
  destinationServer,
} from '../../../test/support/destination-server.ts';
import { BLOCKED, ledgerRows } from '../../../test/support/ledger-rows.ts';
import { sinkOver, TOKEN } from '../../../test/support/run-sink.ts';

const OK: Answer = { status: 200, body: '{"text":"Success","code":0}' };
const rows = ledgerRows([BLOCKED, { kind: 'agent_added' }, BLOCKED]);
let server: DestinationServer | undefined;
afterEach(() => server?.close());

async function drain(answers: readonly Answer[], more: { format?: 'ocsf' } = {}) {
  const destination = await destinationServer((count) => answers[count] ?? OK);
  server = destination;
  const run = sinkOver({ kind: 'splunk_hec', url: destination.url, rows, settings: more });
  await run.sink.drain();
  await run.close();
  return { ...run, arrived: destination.arrived };
}

const eventsOf = (body: string) => body.split('\n').map((line) => JSON.parse(line));

describe('exporter splunk_hec', () => {
  it('sends events with their time, an indexed hash and the token in its own scheme', async () => {
    const { arrived, saved } = await drain([]);
    expect(arrived).toHaveLength(1);
    expect(arrived[0]?.path).toBe('/services/collector/event');
    expect(arrived[0]?.headers.authorization).toBe(`Splunk ${TOKEN}`);
    const events = eventsOf(arrived[0]?.body ?? '');
    expect(events[0]).toMatchObject({
      time: 1_767_225_600,
      sourcetype: 'sallyport:record',
      fields: { audit_hash: `sha256:${rows[0]?.hash}` },
      event: { policy_decision: 'BLOCK', agent: 'writer' },
    });
    expect(JSON.parse(saved.at(-1) ?? '')).toMatchObject({ next: 3, refused_count: 0 });
  });

  it('waits and sends the same again while the indexer is busy', async () => {
    const busy: Answer = { status: 503, body: '{"text":"Server is busy","code":9}' };
    const { arrived, pauses } = await drain([busy, busy]);
    expect(arrived.map((one) => one.body)).toEqual([arrived[0]?.body, arrived[0]?.body, arrived[0]?.body]);
    expect(pauses).toHaveLength(2);
    expect(pauses[1]).toBeGreaterThan(pauses[0] ?? 0);
  });

  it('sets the one wrong event aside, sends the others again and names it', async () => {
    const wrong: Answer = {
      status: 400,
      body: '{"text":"Invalid data format","code":6,"invalid-event-number":1}',
    };
    const { arrived, sink } = await drain([wrong]);
    expect(eventsOf(arrived[1]?.body ?? '').map((event) => event.event.index)).toEqual([0, 2]);
    expect(sink.refused).toEqual([{ index: 1, why: 'answered 400: Invalid data format' }]);
    expect(sink.status).toMatchObject({ next: 3, refused: 1, behind: 0 });
  });

  it('takes a 200 without code 0 for no answer', async () => {
    const { arrived } = await drain([{ status: 200, body: '<html>gateway</html>' }]);
    expect(arrived).toHaveLength(2);
  });

  it('stays where it is with a wrong token, and says so without repeating it', async () => {
    const destination = await destinationServer(() => ({
      status: 403,
      body: '{"text":"Invalid token","code":4}',
    }));
    server = destination;
    const stop = new AbortController();
    const states: unknown[] = [];
    const run = sinkOver({
      kind: 'splunk_hec',
      url: destination.url,
      rows,
      signal: stop.signal,
      onPause: () => {
        states.push(run.sink.status);
        stop.abort();
      },
    });
    await run.sink.drain();
    await run.close();
    expect(states[0]).toMatchObject({
      state: 'misconfigured',
      next: 0,
      trouble: 'answered 403: Invalid token',
    });
    expect(JSON.stringify(states)).not.toContain(TOKEN);
    expect(run.saved).toEqual([]);
  });

  it('speaks OCSF when asked', async () => {
    const { arrived } = await drain([], { format: 'ocsf' });
    expect(eventsOf(arrived[0]?.body ?? '')[0]).toMatchObject({
      sourcetype: 'sallyport:ocsf',
      event: { class_uid: 6003, type_uid: 600_399, action_id: 2, severity_id: 3 },
    });
  });
});
