import { afterEach, describe, expect, it } from 'vitest';
import {
  type Answer,
  type Arrived,
  type DestinationServer,
  destinationServer,
} from '../../../test/support/destination-server.ts';
import { BLOCKED, ledgerRows } from '../../../test/support/ledger-rows.ts';
import { sinkOver, TOKEN } from '../../../test/support/run-sink.ts';

const rows = ledgerRows([BLOCKED, { kind: 'agent_added' }, BLOCKED, BLOCKED]);
let server: DestinationServer | undefined;
afterEach(() => server?.close());

interface Bulk {
  readonly ids: readonly string[];
  readonly documents: readonly Record<string, unknown>[];
}

function bulkOf({ body }: Arrived): Bulk {
  const lines = body
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return {
    ids: lines.filter((_, at) => at % 2 === 0).map((line) => line.create._id),
    documents: lines.filter((_, at) => at % 2 === 1),
  };
}

/** As Elasticsearch does: a 200 whatever became of the documents, and a status for each. */
function results(statuses: readonly number[]): Answer {
  const items = statuses.map((status) => ({
    create: {
      status,
      ...(status >= 400 ? { error: { type: `error_${status}`, reason: 'repeats the document' } } : {}),
    },
  }));
  return { status: 200, body: JSON.stringify({ errors: statuses.some((status) => status >= 400), items }) };
}

async function drain(answer: (count: number, request: Arrived) => Answer) {
  const destination = await destinationServer(answer);
  server = destination;
  const run = sinkOver({ kind: 'elastic', url: destination.url, rows });
  await run.sink.drain();
  await run.close();
  return { ...run, arrived: destination.arrived };
}

const allCreated = (request: Arrived) => results(bulkOf(request).ids.map(() => 201));

describe('exporter elastic', () => {
  it('creates each record once, under its hash, as an ECS document', async () => {
    const { arrived } = await drain((_, request) => allCreated(request));
    const [only] = arrived;
    expect(only?.path).toBe('/logs-sallyport.ledger-default/_bulk');
    expect(only?.headers.authorization).toBe(`ApiKey ${TOKEN}`);
    const bulk = bulkOf(only as Arrived);
    expect(bulk.ids).toEqual(rows.map((row) => row.hash));
    expect(bulk.documents[0]).toMatchObject({
      '@timestamp': '2026-01-01T00:00:00.000Z',
      event: {
        kind: 'alert',
        type: ['access', 'denied'],
        outcome: 'failure',
        sequence: 0,
        duration: 2_500_000,
      },
      gen_ai: {
        agent: { name: 'writer' },
        request: { model: 'gpt-4o' },
        usage: { input_tokens: 12, output_tokens: 3 },
      },
      rule: { name: ['no-webhooks'] },
    });
  });

  it('sends again only what was put off, counts a repetition as taken, and sets aside what will never be taken', async () => {
    const { arrived, sink } = await drain((count, request) =>
      count === 0 ? results([201, 400, 429, 409]) : allCreated(request),
    );
    expect(bulkOf(arrived[1] as Arrived).ids).toEqual([rows[2]?.hash]);
    expect(sink.refused).toEqual([{ index: 1, why: '400 error_400' }]);
    expect(sink.status.next).toBe(4);
  });

  it('halves a request that is too large, and gives up only on a single record', async () => {
    const { arrived, sink } = await drain((_, request) =>
      bulkOf(request).ids.includes(rows[3]?.hash ?? '') ? { status: 413 } : allCreated(request),
    );
    expect(arrived.map((one) => bulkOf(one).ids.length)).toEqual([4, 2, 2, 1, 1]);
    expect(sink.refused).toEqual([{ index: 3, why: 'larger than the destination takes' }]);
  });

  it.each([
    ['a page of a proxy', { status: 200, body: '<html>' }],
    ['an answer about fewer documents', results([201])],
    ['nothing at all', 'reset'],
  ] as const)('does not take %s for a yes', async (_name, answer) => {
    const { arrived, saved } = await drain((count, request) => (count === 0 ? answer : allCreated(request)));
    expect(arrived).toHaveLength(2);
    expect(bulkOf(arrived[1] as Arrived).ids).toHaveLength(4);
    expect(saved).toHaveLength(1);
  });

  it('never repeats what the destination quotes from a document', async () => {
    const { sink, saved } = await drain((count, request) =>
      count === 0 ? results([400, 400, 400, 400]) : allCreated(request),
    );
    expect(sink.status.refused).toBe(4);
    expect(saved.join()).not.toContain('repeats the document');
  });
});
