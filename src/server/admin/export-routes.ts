// The ledger on its way out: the sinks' state, and the raw leaves for an export to a file.

import { GatewayError } from '../../domain/index.ts';
import type { SinkReport } from '../../exporters/index.ts';
import type { AdminDeps } from './admin-deps.ts';
import type { AdminApp } from './admin-types.ts';

const PAGE = 1000;

export function exportRoutes(app: AdminApp, deps: AdminDeps): void {
  app.get('/exports', (context) => context.json({ exports: deps.sinks().map(sinkView) }));

  // One JSON object per line: first what will come, then a line per leaf, last a line that says the answer is whole.
  app.get('/leaves', async (context) => {
    const from = wholeNumber(context.req.query('from'), 'from') ?? 0;
    const to = Math.min(
      wholeNumber(context.req.query('to'), 'to') ?? Number.MAX_SAFE_INTEGER,
      deps.ledger.head.size,
    );
    if (from > to) {
      throw new GatewayError('invalid_request', {
        publicMessage: `from ${from}: the log has ${deps.ledger.head.size} records, and the range ends before ${to}`,
      });
    }
    const by = context.env.caller.name;
    const format = (context.req.query('format') ?? 'leaf').replace(/[^a-z_-]/g, '').slice(0, 20);
    await deps.ledger.append([{ kind: 'ledger_exported', body: { by, from, to, format } }]);
    return context.body(lines(deps, from, to), 200, { 'content-type': 'application/x-ndjson' });
  });
}

function sinkView(sink: SinkReport): Record<string, unknown> {
  const { refusedRecords, refused, trouble, ...rest } = sink;
  return {
    ...rest,
    refused,
    ...(trouble === undefined ? {} : { trouble }),
    ...(refusedRecords.length === 0 ? {} : { refused_records: refusedRecords }),
  };
}

/** Pulled page by page as the reader takes it: a slow reader costs no memory. */
function lines(deps: AdminDeps, from: number, to: number): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next = from;
  let begun = false;
  return new ReadableStream({
    async pull(controller) {
      if (!begun) {
        begun = true;
        const { head, logId } = deps.ledger;
        controller.enqueue(
          encoder.encode(`${JSON.stringify({ log_id: logId, from, to, size: head.size })}\n`),
        );
        return;
      }
      if (next >= to) {
        controller.enqueue(encoder.encode(`${JSON.stringify({ end: true, next })}\n`));
        controller.close();
        return;
      }
      const page = await deps.ledger.leaves(next, Math.min(PAGE, to - next));
      if (page.length === 0)
        throw new GatewayError('store_damaged', { publicMessage: `record ${next} is missing` });
      next += page.length;
      controller.enqueue(
        encoder.encode(page.map(({ leaf, hash }) => `${JSON.stringify({ leaf, hash })}\n`).join('')),
      );
    },
  });
}

function wholeNumber(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(number)) return number;
  throw new GatewayError('invalid_request', { publicMessage: `${name}: a whole number` });
}
