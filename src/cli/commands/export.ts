// sallyport export — the ledger's records as Parquet or JSON lines, each checked against its hash on the way.
// sallyport exports — how far the configured sinks have got.

import type { Command } from 'commander';
import { didYouMean, GatewayError, type JsonObject } from '../../domain/index.ts';
import { type ExportedRecord, jsonLine, LINE_FORMATS, type LineFormat } from '../../exporters/index.ts';
import type { AdminClient } from '../admin-client.ts';
import { type CommandContext, DATA_OPTION, type DataOptions } from '../command.ts';
import { EXIT } from '../exit.ts';
import { streamExport } from '../export-stream.ts';
import { JsonLinesExport } from '../json-lines-export.ts';
import { ParquetExport } from '../parquet-export.ts';
import { listField, textField } from '../read-answer.ts';
import { oneLine } from '../terminal.ts';

interface ExportOptions extends DataOptions {
  readonly to: string;
  readonly out?: string;
  readonly format: string;
  readonly fromIndex?: string;
  readonly untilIndex?: string;
  readonly resume?: boolean;
}

export function exportCommand(program: Command, context: CommandContext, done: (code: number) => void): void {
  program
    .command('export')
    .summary('export records as Parquet or JSON lines')
    .description('export records to files, each checked against its hash; the export is recorded')
    .requiredOption('--to <kind>', 'parquet (a folder of files and a manifest) or jsonl')
    .option('--out <path>', 'folder (parquet) or file (jsonl; default: standard output)')
    .option('--format <format>', `form of the lines of jsonl: ${LINE_FORMATS.join(', ')}`, 'native')
    .option('--from-index <index>', 'first record (default: 0, or where --resume continues)')
    .option('--until-index <index>', 'stop before this record (default: the end)')
    .option('--resume', 'continue the export that is already at --out')
    .option(...DATA_OPTION)
    .action(async (options: ExportOptions) => done(await runExport(context, options)));
  program
    .command('exports')
    .description('show how far each configured export sink has got')
    .option(...DATA_OPTION)
    .action(async (options: DataOptions) => done(await listSinks(context, options)));
}

async function runExport(context: CommandContext, options: ExportOptions): Promise<number> {
  const range = {
    from: readIndex('--from-index', options.fromIndex),
    to: readIndex('--until-index', options.untilIndex),
  };
  if (options.resume === true && range.from !== undefined) {
    throw usage('--resume goes on where the export ended: leave --from-index out');
  }
  switch (options.to) {
    case 'jsonl':
      return context.withAdmin(options.data, (admin) => toJsonLines({ context, options, admin }, range));
    case 'parquet':
      return context.withAdmin(options.data, (admin) => toParquet({ context, options, admin }, range));
    default:
      throw usage(`--to "${options.to}": ${didYouMean(options.to, ['parquet', 'jsonl'])}`);
  }
}

interface Job {
  readonly context: CommandContext;
  readonly options: ExportOptions;
  readonly admin: AdminClient;
}

interface Range {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

async function toParquet({ context, options, admin }: Job, range: Range): Promise<number> {
  if (options.out === undefined) throw usage('--out names the folder that the parts are written to');
  const target = await ParquetExport.in(options.out, options.resume === true);
  const from = range.from ?? target.next;
  try {
    const count = await streamed(
      context,
      admin,
      { ...range, from, format: 'parquet' },
      {
        begin: (logId) => target.begin(logId),
        take: (exported) => target.add(exported),
      },
    );
    const manifest = await target.close();
    return told(context, { written: count, from, out: options.out, manifest });
  } finally {
    await target.abandon();
  }
}

async function toJsonLines({ context, options, admin }: Job, range: Range): Promise<number> {
  const format = readFormat(options.format);
  if (options.out === undefined || options.out === '-') {
    const sink = {
      begin: () => undefined,
      take: async (exported: ExportedRecord) => context.terminal.print(jsonLine(exported, format)),
    };
    await streamed(context, admin, { ...range, from: range.from ?? 0, format }, sink);
    return EXIT.ok;
  }
  const target = await JsonLinesExport.to(options.out, format, options.resume === true);
  const from = range.from ?? target.next;
  try {
    const count = await streamed(
      context,
      admin,
      { ...range, from, format },
      {
        begin: () => undefined,
        take: (exported) => target.add(exported),
      },
    );
    return told(context, { written: count, from, out: options.out });
  } finally {
    await target.close();
  }
}

async function streamed(
  context: CommandContext,
  admin: AdminClient,
  range: { readonly from: number; readonly to: number | undefined; readonly format: string },
  target: { begin(logId: string): void; take(exported: ExportedRecord): Promise<void> },
): Promise<number> {
  let count = 0;
  let total = 0;
  await streamExport(admin, range, {
    begin: async ({ logId, from, to }) => {
      target.begin(logId);
      total = to - from;
    },
    take: async (exported) => {
      context.signal.throwIfAborted();
      await target.take(exported);
      count++;
      if (count % 50_000 === 0) context.terminal.error(`${count} of ${total} records`);
    },
  });
  return count;
}

function told({ terminal }: CommandContext, result: JsonObject): number {
  if (terminal.json) terminal.printJson(result);
  else
    terminal.print(
      `${String(result['written'])} records from ${String(result['from'])} on → ${String(result['out'])}`,
    );
  return EXIT.ok;
}

async function listSinks(context: CommandContext, options: DataOptions): Promise<number> {
  const answer = await context.withAdmin(options.data, (admin) => admin.call('GET', '/exports'));
  const { terminal } = context;
  const sinks = listField(answer, 'exports');
  if (terminal.json) for (const sink of sinks) terminal.printJson(sink);
  else if (sinks.length === 0)
    terminal.print('no export sink is configured (`exports:` in the configuration)');
  else {
    for (const sink of sinks) {
      const state = textField(sink, 'state');
      const color = state === 'idle' || state === 'sending' ? 'green' : 'red';
      terminal.print(
        `${textField(sink, 'name').padEnd(16)} ${textField(sink, 'kind').padEnd(12)} ${terminal.paint(color, state.padEnd(13))} ${textField(sink, 'behind')} behind, ${textField(sink, 'refused')} refused  ${oneLine(textField(sink, 'trouble'))}`.trimEnd(),
      );
    }
  }
  return EXIT.ok;
}

function readFormat(text: string): LineFormat {
  const format = LINE_FORMATS.find((candidate) => candidate === text);
  if (format === undefined) throw usage(`--format "${text}": ${didYouMean(text, LINE_FORMATS)}`);
  return format;
}

function readIndex(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw usage(`${option} "${text}": a record's index is expected`);
}

function usage(publicMessage: string): GatewayError {
  return new GatewayError('invalid_request', { publicMessage });
}
