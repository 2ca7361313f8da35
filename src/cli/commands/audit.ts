// sallyport audit tail|query|show|trace|refold — the ledger, read.

import type { Command } from 'commander';
import { type JsonObject, type JsonValue, ownField } from '../../domain/index.ts';
import { RECORD_FILTERS } from '../../server/index.ts';
import type { AdminClient } from '../admin-client.ts';
import { type CommandContext, DATA_OPTION, type DataOptions } from '../command.ts';
import { EXIT } from '../exit.ts';
import { listField } from '../read-answer.ts';
import { readCount } from '../read-count.ts';
import { renderRecord } from '../render-record.ts';
import { jsonText } from '../terminal.ts';
import { refoldCommand } from './audit-refold.ts';
import { traceCommand } from './audit-trace.ts';

interface QueryOptions extends DataOptions {
  readonly workflow?: string;
  readonly agent?: string;
  readonly exchange?: string;
  readonly decision?: string;
  readonly tool?: string;
  readonly policy?: string;
  readonly finding?: string;
  readonly kind?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit?: string;
  readonly newest?: boolean;
  readonly subject?: string;
  readonly text?: string;
}
interface TailOptions extends DataOptions {
  readonly lines: string;
  readonly follow?: boolean;
}
interface ShowOptions extends DataOptions {
  readonly contents?: boolean;
}

export function auditCommand(program: Command, context: CommandContext, done: (code: number) => void): void {
  const audit = program.command('audit').description('what was decided, as recorded in the ledger');
  audit
    .command('tail')
    .description('print the latest records')
    .option('-n, --lines <count>', 'number of records to print first', '20')
    .option('-f, --follow', 'keep printing new records as they are written')
    .option(...DATA_OPTION)
    .action(async (options: TailOptions) => done(await tail(context, options)));
  audit
    .command('query')
    .description('search the records, oldest first')
    .option('--workflow <id>', 'of this workflow')
    .option('--agent <name>', 'of this agent')
    .option('--exchange <id>', 'of this exchange')
    .option('--decision <effect>', 'with this decision: ALLOW, LOG, CONSTRAIN or BLOCK')
    .option('--tool <name>', 'with a call of this tool')
    .option('--policy <name>', 'in which this policy matched')
    .option('--finding <detector>', 'with a finding of this detector')
    .option('--subject <pseudonym>', 'about this data subject')
    .option(
      '--text <text>',
      'with this text in the contents; decrypts record by record, and the search is recorded',
    )
    .option('--kind <kinds>', 'of these kinds, separated by commas')
    .option('--from <time>', 'at or after this time (ISO 8601; a date alone means 00:00 UTC)')
    .option('--to <time>', 'before this time')
    .option('--limit <count>', 'print at most this many records')
    .option('--newest', 'newest first')
    .option(...DATA_OPTION)
    .action(async (options: QueryOptions) => done(await query(context, options)));
  audit
    .command('show')
    .argument('<index>', 'index of the record')
    .description('show one record')
    .option('--contents', 'decrypt and show messages, reply and parameters; reading them is recorded')
    .option(...DATA_OPTION)
    .action(async (index: string, options: ShowOptions) => done(await show(context, index, options)));
  traceCommand(audit, context, done);
  refoldCommand(audit, context, done);
}

async function tail(context: CommandContext, options: TailOptions): Promise<number> {
  const lines = readCount(options.lines, '--lines', PAGE);
  return context.withAdmin(options.data, async (admin) => {
    const first = await admin.call('GET', `/decisions?order=desc&limit=${lines}`);
    const records = [...listField(first, 'records')].reverse();
    for (const record of records) print(context, record);
    if (options.follow === true && !admin.live) {
      context.terminal.error('no gateway runs on this directory, so there is nothing to wait for');
      return EXIT.ok;
    }
    let after = Number(records.at(-1)?.['index'] ?? -1);
    while (options.follow === true && !context.signal.aborted) {
      await pause(context.signal);
      const page = await admin.call('GET', `/decisions?order=asc&cursor=${after + 1}&limit=1000`);
      for (const record of listField(page, 'records')) {
        print(context, record);
        after = Number(record['index']);
      }
    }
    return EXIT.ok;
  });
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 500);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}

const FILTERS = [...RECORD_FILTERS, 'text'] as const;
const PAGE = 1000;

async function query(context: CommandContext, options: QueryOptions): Promise<number> {
  const filters = new URLSearchParams({ order: options.newest === true ? 'desc' : 'asc' });
  for (const name of FILTERS) {
    const value = options[name];
    if (value !== undefined) filters.set(name, value);
  }
  const wanted =
    options.limit === undefined
      ? Number.POSITIVE_INFINITY
      : readCount(options.limit, '--limit', Number.MAX_SAFE_INTEGER);
  return context.withAdmin(options.data, async (admin) => {
    let found = 0;
    const progress = (reached: number): void => context.terminal.error(`searching on from record ${reached}`);
    for await (const record of pages(admin, filters, progress)) {
      if (found === wanted) break;
      found++;
      print(context, record);
    }
    if (found === 0) context.terminal.error('no record matches');
    return EXIT.ok;
  });
}

async function* pages(
  admin: AdminClient,
  filters: URLSearchParams,
  progress: (reached: number) => void,
): AsyncIterable<JsonObject> {
  let cursor: JsonValue | undefined = null;
  do {
    const search = new URLSearchParams(filters);
    search.set('limit', String(PAGE));
    if (typeof cursor === 'number') search.set('cursor', String(cursor));
    const path = filters.has('text') ? '/decisions/search' : '/decisions';
    const page: JsonObject = await admin.call('GET', `${path}?${search}`);
    yield* listField(page, 'records');
    cursor = ownField(page, 'next_cursor');
    if (typeof cursor === 'number' && filters.has('text')) progress(cursor);
  } while (typeof cursor === 'number');
}

function print({ terminal }: CommandContext, record: JsonObject): void {
  if (terminal.json) terminal.printJson(record);
  else for (const line of renderRecord(terminal, record)) terminal.print(line);
}

async function show(context: CommandContext, index: string, options: ShowOptions): Promise<number> {
  const path = `/records/${encodeURIComponent(index)}${options.contents === true ? '?contents=true' : ''}`;
  const record = await context.withAdmin(options.data, (admin) => admin.call('GET', path));
  const { terminal } = context;
  if (terminal.json) terminal.printJson(record);
  else terminal.print(jsonText(record, 2));
  return EXIT.ok;
}
