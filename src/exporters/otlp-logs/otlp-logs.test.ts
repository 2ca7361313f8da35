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
  const destination = await destinationServer((count) => answers[count] ?? { status: 200, body: '{}' });
  server = destination;
  const run = sinkOver({ kind: 'otlp_logs', url: destination.url, rows });
  await run.sink.drain();
  await run.close();
  return { ...run, arrived: destination.arrived };
}

describe('exporter otlp_logs', () => {
  it('sends log records with the leaf as body and the GenAI names as attributes', async () => {
    const { arrived } = await drain([]);
    expect(arrived[0]?.path).toBe('/v1/logs');
    expect(arrived[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
    const [scope] = JSON.parse(arrived[0]?.body ?? '').resourceLogs[0].scopeLogs;
    const [first] = scope.logRecords;
    expect(scope.logRecords).toHaveLength(2);
    expect(first).toMatchObject({
      timeUnixNano: '1767225600000000000',
      severityNumber: 13,
      eventName: 'sallyport.exchange_completed',
      body: { stringValue: rows[0]?.leaf },
    });
    expect(first.attributes).toContainEqual({
      key: 'gen_ai.request.model',
      value: { stringValue: 'gpt-4o' },
    });
    expect(first.attributes).toContainEqual({ key: 'gen_ai.usage.input_tokens', value: { intValue: '12' } });
  });

  it('does not send a partial success again, and reports how many were refused', async () => {
    const partial = {
      status: 200,
      body: '{"partialSuccess":{"rejectedLogRecords":"1","errorMessage":"too old"}}',
    };
    const { arrived, sink } = await drain([partial]);
    expect(arrived).toHaveLength(1);
    expect(sink.status).toMatchObject({ next: 2, refused: 1 });
    expect(sink.refused[0]?.why).toContain('refused 1 of 2: too old');
  });

  it.each([429, 502, 503, 504])('retries after %i', async (status) => {
    const { arrived } = await drain([{ status }]);
    expect(arrived).toHaveLength(2);
  });
});
