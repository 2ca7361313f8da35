import { afterEach, describe, expect, it } from 'vitest';
import { type DestinationServer, destinationServer } from '../../../test/support/destination-server.ts';
import { BLOCKED, ledgerRows } from '../../../test/support/ledger-rows.ts';
import { sinkOver } from '../../../test/support/run-sink.ts';

let server: DestinationServer | undefined;
afterEach(() => server?.close());

async function spansOf(drafts: Parameters<typeof ledgerRows>[0]) {
  const destination = await destinationServer(() => ({ status: 200, body: '{}' }));
  server = destination;
  const run = sinkOver({ kind: 'otlp_traces', url: destination.url, rows: ledgerRows(drafts) });
  await run.sink.drain();
  await run.close();
  const spans = destination.arrived.flatMap(
    (one) => JSON.parse(one.body).resourceSpans[0].scopeSpans[0].spans,
  );
  return { spans, requests: destination.arrived.length, status: run.sink.status };
}

describe('exporter otlp_traces', () => {
  it('sends one span for each exchange that ended, with its duration', async () => {
    const { spans } = await spansOf([{ ...BLOCKED, kind: 'exchange_requested' }, BLOCKED]);
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({
      name: 'chat gpt-4o',
      kind: 3,
      startTimeUnixNano: '1767225600997500000',
      endTimeUnixNano: '1767225601000000000',
      status: { code: 2 },
    });
    expect(spans[0].traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(spans[0].spanId).toMatch(/^[0-9a-f]{16}$/);
  });

  it('puts the exchanges of a workflow into one trace, each with a span of its own', async () => {
    const { spans } = await spansOf([
      BLOCKED,
      { ...BLOCKED, exchange: 'ex_2' },
      { ...BLOCKED, exchange: 'ex_3', workflow: 'wf_2' },
    ]);
    expect(new Set(spans.map((span) => span.traceId)).size).toBe(2);
    expect(new Set(spans.map((span) => span.spanId)).size).toBe(3);
  });

  it('says nothing about records that are no exchange, and still gets past them', async () => {
    const { requests, status } = await spansOf([{ kind: 'agent_added' }, { kind: 'key_issued' }]);
    expect(requests).toBe(0);
    expect(status).toMatchObject({ next: 2, behind: 0 });
  });
});
