// The ledger, read: queries with filters and paging, one record with its contents, verification, decisions made again, actions traced.

import { z } from 'zod';
import { RECORD_KINDS, type RecordQuery, recordView, type StoredRecord } from '../../audit/index.ts';
import { knownCapabilities } from '../../code/index.ts';
import { DETECTOR_NAMES, GatewayError, readIsoTime } from '../../domain/index.ts';
import { refold, trace } from '../../replay/index.ts';
import type { AdminDeps } from './admin-deps.ts';
import type { AdminApp } from './admin-types.ts';
import { readAdminBody } from './body.ts';
import { requirePermission } from './permissions.ts';
import { readFlag, requireOneOf } from './query.ts';
import { readableContents } from './readable-contents.ts';
import { searchContents } from './search-contents.ts';

const EFFECTS = ['ALLOW', 'LOG', 'CONSTRAIN', 'BLOCK'] as const;

const place = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const verifyBody = z.strictObject({
  contents: z.boolean(),
  keys: z.exactOptional(z.array(z.string().max(1024)).min(1).max(100)),
  checkpoints: z.array(z.string().max(65_536)).max(100),
  policy: z.exactOptional(z.string().max(1_048_576)),
  range: z.exactOptional(z.strictObject({ first: place, last: place })),
});

export function auditRoutes(app: AdminApp, deps: AdminDeps): void {
  app.get('/decisions', async (context) => {
    const page = await deps.ledger.read(readQuery(new Map(Object.entries(context.req.query()))));
    return context.json({
      records: page.records.map((record) => recordView(record)),
      next_cursor: page.next ?? null,
    });
  });

  app.get('/decisions/search', async (context) => {
    const filters = new Map(Object.entries(context.req.query()));
    const text = filters.get('text') ?? '';
    filters.delete('text');
    if (text === '') throw new GatewayError('invalid_request', { publicMessage: 'text: what to look for' });
    const found = await searchContents(deps.ledger, readQuery(filters), {
      text,
      by: context.env.caller.name,
    });
    return context.json({
      records: found.records.map((record) => recordView(record)),
      records_read: found.read,
      next_cursor: found.next ?? null,
    });
  });

  app.get('/records/:index', async (context) => {
    const record = await recordAt(deps, context.req.param('index'));
    if (!readFlag(context, 'contents', false)) return context.json(recordView(record));
    requirePermission(context.env.caller, 'contents.read');
    // Reading contents is itself a record, and it is durable before the contents are shown.
    const reader = context.env.caller.name;
    await deps.ledger.append([{ kind: 'contents_read', body: { record: record.index, by: reader } }]);
    const contents = await readableContents(deps.ledger, record.index);
    if (contents === undefined) return context.json({ ...recordView(record), contents: 'erased' });
    return context.json({
      ...recordView(record, contents),
      contents: contents.map((item) => ({ name: item.name, text: Buffer.from(item.bytes).toString('utf8') })),
    });
  });

  app.get('/refold', async (context) => {
    const { ledger, sha256 } = deps;
    return context.json(await refold(ledger, { sha256, capabilities: knownCapabilities }));
  });

  app.get('/trace/:exchange', async (context) => {
    const exchange = context.req.param('exchange');
    const contents = readFlag(context, 'contents', false);
    if (contents) {
      requirePermission(context.env.caller, 'contents.read');
      // As where a record is shown: that excerpts were read is durable before they are told.
      await deps.ledger.append([
        { kind: 'contents_read', body: { traced: exchange, by: context.env.caller.name } },
      ]);
    }
    const { ledger, sha256 } = deps;
    const ports = { sha256, capabilities: knownCapabilities };
    const action = context.req.query('action');
    return context.json(await trace(ledger, ports, { exchange, action, contents }));
  });

  app.get('/verify', async (context) => {
    let report: unknown;
    const contents = readFlag(context, 'contents', true);
    for await (const step of deps.ledger.verify({ contents })) report = step;
    return context.json({ report });
  });

  // The same with checkpoints, a policy or a range to hold the log against.
  app.post('/verify', async (context) => {
    const options = await readAdminBody(context, verifyBody);
    let report: unknown;
    for await (const step of deps.ledger.verify(options)) report = step;
    return context.json({ report });
  });
}

async function recordAt(deps: AdminDeps, param: string): Promise<StoredRecord> {
  const index = Number(param);
  if (!Number.isSafeInteger(index) || index < 0) {
    throw new GatewayError('invalid_request', { publicMessage: 'a record is named by its index' });
  }
  const page = await deps.ledger.read({ index, limit: 1 });
  const [record] = page.records;
  if (record === undefined)
    throw new GatewayError('not_found', { publicMessage: `there is no record ${index}` });
  return record;
}

/** The filters of a query, whose names `queryGuard` has seen. Throws GatewayError invalid_request for a value that is none. */
function readQuery(query: ReadonlyMap<string, string>): RecordQuery {
  for (const [name, value] of query)
    if (value === '') throw new GatewayError('invalid_request', { publicMessage: `${name}: is empty` });
  const text = (name: string): Record<string, string> => {
    const value = query.get(name);
    return value === undefined ? {} : { [name]: value };
  };
  const of = <T extends string>(name: string, valid: readonly T[]): T | undefined => {
    const value = query.get(name);
    return value === undefined ? undefined : requireOneOf(name, value, valid);
  };
  const kinds = query
    .get('kind')
    ?.split(',')
    .map((kind) => requireOneOf('kind', kind.trim(), RECORD_KINDS));
  const decision = of('decision', EFFECTS);
  const order = of('order', ['asc', 'desc']);
  const finding = of('finding', DETECTOR_NAMES);
  const period = { ...readTime(query, 'from'), ...readTime(query, 'to') };
  if ((period.from ?? 0) > (period.to ?? Number.MAX_SAFE_INTEGER))
    throw new GatewayError('invalid_request', { publicMessage: 'from: lies after to' });
  return {
    ...period,
    ...text('workflow'),
    ...text('agent'),
    ...text('exchange'),
    ...text('tool'),
    ...text('policy'),
    ...text('subject'),
    ...(finding === undefined ? {} : { finding }),
    ...(kinds === undefined ? {} : { kinds }),
    ...(decision === undefined ? {} : { decision }),
    ...(order === undefined ? {} : { order }),
    ...readWhole(query, 'cursor', Number.MAX_SAFE_INTEGER),
    ...readWhole(query, 'limit', 1000),
  };
}

function readTime(query: ReadonlyMap<string, string>, name: 'from' | 'to'): { from?: number; to?: number } {
  const value = query.get(name);
  if (value === undefined) return {};
  // Milliseconds have 13 digits until the year 2286; fewer are a year, or seconds.
  const time = /^\d{13}$/.test(value) ? Number(value) : readIsoTime(value);
  if (time === undefined) {
    throw new GatewayError('invalid_request', {
      publicMessage: `${name}: an ISO 8601 time, such as 2026-01-31 or 2026-01-31T12:00Z, or milliseconds since 1970`,
    });
  }
  return { [name]: time };
}

function readWhole(query: ReadonlyMap<string, string>, name: string, max: number): Record<string, number> {
  const value = query.get(name);
  if (value === undefined) return {};
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 0 || number > max) {
    throw new GatewayError('invalid_request', { publicMessage: `${name}: a whole number, at most ${max}` });
  }
  return { [name]: number };
}
