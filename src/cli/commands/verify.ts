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
  readRange,
  readText,
  verifyExport,
  verifyReceipt,
} from '../verify-files.ts';
import { printReport } from '../verify-report.ts';

interface CommandOptions extends DataOptions, FileOptions {
  readonly contents: boolean;
  readonly receipt?: string;
  readonly export?: string;
}

export function verifyCommand(program: Command, context: CommandContext, done: (code: number) => void): void {
  program
    .command('verify')
    .description(
      'read a ledger again: chain, signatures, tree, checkpoints, contents. Exit code 1 names what is broken',
    )
    .argument('[path]', 'a data directory, an exported log or a receipt (default: the data directory)')
    .option(
      '--receipt <file>',
      'verify a receipt (.tlog-proof); the log is the one of --key or of the data directory',
    )
    .option('--export <dir>', 'verify an exported log')
    .option('--range <first..last>', 'only these records, both included')
    .option('--key <key>', "the log's verifier key line, or a file with one")
    .option(
      '--witness-policy <file>',
      'logs, witnesses and quorum (C2SP tlog-policy) that must vouch for the log',
    )
    .option(
      '--checkpoint <file>',
      'a signed checkpoint that was kept elsewhere; may be given more than once',
      (file: string, files: readonly string[] = []) => [...files, file],
    )
    .option('--for <id>', 'the decision or record index that a receipt must be for')
    .option('--no-contents', 'leave the encrypted contents unread')
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
  const kind = path === undefined ? undefined : kindOfPath(path);
  const receipt = options.receipt ?? (kind === 'receipt' ? path : undefined);
  if (receipt !== undefined) return verifyReceipt(context.terminal, receipt, withOwnKey(options, data));
  const exported = options.export ?? (kind === 'export' ? path : undefined);
  if (exported !== undefined) return verifyExport(context.terminal, exported, options);
  const report = await reportOf(path ?? data, requestOf(options));
  return printReport(context.terminal, report, undefined);
}

/** Whoever holds the data directory need not name its key. */
function withOwnKey(options: CommandOptions, data: string): FileOptions {
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
