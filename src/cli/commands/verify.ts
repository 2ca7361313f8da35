// sallyport verify — is the ledger whole: a live directory, an export, a receipt, or a range of records, with the damage by name.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { VerifyOptions } from '../../audit/index.ts';
import type { JsonObject } from '../../domain/index.ts';
import { verifyDirectory } from '../../store/index.ts';
import { connectRunning } from '../admin-client.ts';
import { type CommandContext, DATA_OPTION, type DataOptions, dataDirectoryOf } from '../command.ts';
import { objectField } from '../read-answer.ts';
import {
  type FileOptions,
  KEY_FILE,
  keyLines,
  kindOfPath,
  type PathKind,
  readRange,
  readText,
  verifyExport,
  verifyReceipt,
} from '../verify-files.ts';
import { verifyLines, verifyPack } from '../verify-lines.ts';
import { printReport } from '../verify-report.ts';

interface CommandOptions extends DataOptions, FileOptions {
  readonly contents: boolean;
  readonly receipt?: string;
  readonly export?: string;
}

export function verifyCommand(program: Command, context: CommandContext, done: (code: number) => void): void {
  program
    .command('verify')
    .summary('verify a ledger, an export, a receipt or an evidence pack')
    .description(
      'verify a ledger: chain, signatures, tree, checkpoints, contents; exit code 1 if something is broken',
    )
    .argument(
      '[path]',
      'data directory, exported log, receipt, JSON lines (format leaf) or evidence pack (default: the data directory)',
    )
    .option(
      '--receipt <file>',
      'verify a receipt (.tlog-proof) against --key or the data directory; with JSON lines, verify that it covers them',
    )
    .option('--export <dir>', 'verify an exported log')
    .option('--range <first..last>', 'only these records, both ends included')
    .option('--key <key>', 'verifier key of the log, as a line or a file that holds one')
    .option(
      '--witness-policy <file>',
      'witness policy (C2SP tlog-policy): the quorum that must have confirmed the log',
    )
    .option(
      '--checkpoint <file>',
      'signed checkpoint that was kept elsewhere; may be repeated',
      (file: string, files: readonly string[] = []) => [...files, file],
    )
    .option('--for <id>', 'decision id or record index that the receipt must be for')
    .option('--no-contents', 'skip the encrypted contents')
    .option(...DATA_OPTION)
    .action(async (path: string | undefined, options: CommandOptions) =>
      done(await verify(context, path, options)),
    );
}

async function verify(
  context: CommandContext,
  path: string | undefined,
  options: CommandOptions,
): Promise<number> {
  const data = options.data ?? dataDirectoryOf(context.environment);
  const { terminal } = context;
  const named = namedBy(path, options);
  switch (named.kind) {
    case 'pack':
      return verifyPack(terminal, named.path, withReceipts(options));
    case 'lines':
      return verifyLines(terminal, named.path, withReceipts(withOwnKey(options, data)));
    case 'receipt':
      return verifyReceipt(terminal, named.path, withOwnKey(options, data));
    case 'export':
      return verifyExport(terminal, named.path, options);
    case 'directory':
      return printReport(
        terminal,
        await reportOf(named.path ?? data, requestOf(options)),
        onlyRange(options),
      );
  }
}

/** A part of a log that is whole must not be taken for a log that is. */
function onlyRange({ range }: CommandOptions): string | undefined {
  return range === undefined
    ? undefined
    : `only records ${range} and what they are signed with were looked at`;
}

type Named =
  | { readonly kind: Exclude<PathKind, 'directory'>; readonly path: string }
  | { readonly kind: 'directory'; readonly path: string | undefined };

/** A receipt or export that is named by its option, else what the path holds. */
function namedBy(path: string | undefined, options: CommandOptions): Named {
  const kind = path === undefined ? undefined : kindOfPath(path);
  if (path !== undefined && (kind === 'pack' || kind === 'lines')) return { kind, path };
  if (options.receipt !== undefined) return { kind: 'receipt', path: options.receipt };
  if (options.export !== undefined) return { kind: 'export', path: options.export };
  return path === undefined || kind === undefined ? { kind: 'directory', path } : { kind, path };
}

/** Beside lines of records a receipt vouches; alone it is what is verified. */
function withReceipts(options: FileOptions & Pick<CommandOptions, 'receipt'>): FileOptions {
  return { ...options, receipts: options.receipt === undefined ? [] : [options.receipt] };
}

/** Whoever holds the data directory need not name its key. */
function withOwnKey(options: CommandOptions, data: string): CommandOptions {
  const own = join(data, KEY_FILE);
  const isNamed = options.key !== undefined || options.witnessPolicy !== undefined;
  return isNamed || !existsSync(own) ? options : { ...options, key: own };
}

function requestOf(options: CommandOptions): VerifyOptions {
  const range = readRange(options.range);
  return {
    contents: options.contents,
    ...(options.key === undefined ? {} : { keys: keyLines(options.key) }),
    checkpoints: (options.checkpoint ?? []).map(readText),
    ...(options.witnessPolicy === undefined ? {} : { policy: readText(options.witnessPolicy) }),
    ...(range === undefined ? {} : { range }),
  };
}

/** A running gateway reads its own log. Without one the directory is only read: a damaged log can be looked at, too. */
async function reportOf(directory: string, request: VerifyOptions): Promise<JsonObject> {
  const running = await connectRunning(directory);
  if (running === undefined) return verifyOffline(directory, request);
  try {
    return objectField(
      await running.call('POST', '/verify', { ...request } as unknown as JsonObject),
      'report',
    );
  } finally {
    await running.close();
  }
}

/** Reads only, repairs nothing. The report as data. */
async function verifyOffline(directory: string, options: VerifyOptions): Promise<JsonObject> {
  let report: JsonObject = {};
  for await (const step of verifyDirectory(directory, options)) report = { ...step } as unknown as JsonObject;
  return report;
}
