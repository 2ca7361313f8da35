// sallyport ledger — the log for people outside: an export that stock tools verify, the signed checkpoint, its witnesses.

import { existsSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { readCheckpoint, readSize, readVerifierLine, tilePath, tilesOf } from '../../audit/index.ts';
import { GatewayError } from '../../domain/index.ts';
import type { AdminClient } from '../admin-client.ts';
import { type CommandContext, DATA_OPTION, type DataOptions } from '../command.ts';
import { EXIT } from '../exit.ts';
import { readUserFile } from '../read-user-file.ts';
import { makeUserFolder } from '../user-folder.ts';
import { KEY_FILE } from '../verify-files.ts';
import { eraseCommand } from './ledger-erase.ts';
import { rotateKeyCommands } from './ledger-keys.ts';
import { retainCommand } from './ledger-retain.ts';
import { sealCommand } from './ledger-seal.ts';
import { witnessCommand } from './ledger-witness.ts';

interface ExportOptions extends DataOptions {
  readonly witnessPolicy?: string;
}

export function ledgerCommand(program: Command, context: CommandContext, done: (code: number) => void): void {
  const ledger = program
    .command('ledger')
    .description('maintain the ledger: checkpoints, receipts, witnesses, erasure, retention, keys');
  ledger
    .command('export')
    .description(
      'write the log as static tiles (C2SP tlog-tiles) with checkpoint and key; run again to update',
    )
    .argument('<dir>', 'folder to write')
    .option('--witness-policy <file>', 'witness policy (C2SP tlog-policy) to publish with the log')
    .option(...DATA_OPTION)
    .action(async (directory: string, options: ExportOptions) =>
      done(
        await context.withAdmin(options.data, (admin) => writeExport(context, admin, { directory, options })),
      ),
    );
  ledger
    .command('checkpoint')
    .description('sign and print a checkpoint of all records')
    .option(...DATA_OPTION)
    .action(async (options: DataOptions) =>
      done(await context.withAdmin(options.data, (admin) => printCheckpoint(context, admin))),
    );
  ledger
    .command('receipt')
    .description('print the receipt (.tlog-proof) of a record')
    .argument('<index>', 'index of the record')
    .option(...DATA_OPTION)
    .action(async (index: string, options: DataOptions) =>
      done(await context.withAdmin(options.data, (admin) => printReceipt(context, admin, index))),
    );
  witnessCommand(ledger, context, done);
  eraseCommand(ledger, context, done);
  retainCommand(ledger, context, done);
  sealCommand(ledger, context, done);
  rotateKeyCommands(ledger, context, done);
}

async function printCheckpoint({ terminal }: CommandContext, admin: AdminClient): Promise<number> {
  const text = Buffer.from(await admin.bytes('/log/checkpoint?fresh=true')).toString('utf8');
  if (terminal.json) terminal.printJson({ checkpoint: text });
  else terminal.print(text.trimEnd());
  return EXIT.ok;
}

async function printReceipt(
  { terminal }: CommandContext,
  admin: AdminClient,
  index: string,
): Promise<number> {
  if (readSize(index) === undefined)
    throw new GatewayError('invalid_request', {
      publicMessage: `${index}: expected the index of a record, a whole number`,
    });
  const text = Buffer.from(await admin.bytes(`/receipts/${index}.tlog-proof`)).toString('utf8');
  if (terminal.json) terminal.printJson({ receipt: text });
  else terminal.print(text.trimEnd());
  return EXIT.ok;
}

/**
 * Bundles and tiles first, the checkpoint last: whatever interrupts it, an export never has a checkpoint that its files do not
 * bear out. Full tiles that are there are not written again: they never change.
 */
async function writeExport(
  { terminal }: CommandContext,
  admin: AdminClient,
  { directory, options }: { readonly directory: string; readonly options: ExportOptions },
): Promise<number> {
  const text = await admin.bytes('/log/checkpoint?fresh=true');
  const checkpoint = readCheckpoint(Buffer.from(text).toString('utf8'));
  if (checkpoint === undefined)
    throw new GatewayError('store_damaged', { publicMessage: 'the gateway answered no valid checkpoint' });
  const key = Buffer.from(await admin.bytes('/log/key')).toString('utf8');
  const policy = options.witnessPolicy === undefined ? undefined : await readUserFile(options.witnessPolicy);
  requireSameLog(directory, key);
  await write(directory, KEY_FILE, key);
  if (policy !== undefined) await write(directory, 'witness-policy', policy);
  let written = 0;
  for (const name of tilesOf(checkpoint.size)) {
    const path = tilePath(name);
    if (name.width === 256 && existsSync(join(directory, path))) continue;
    await write(directory, path, await admin.bytes(`/log/${path}`));
    written++;
  }
  await write(directory, 'checkpoint', text);
  if (terminal.json) terminal.printJson({ directory, records: checkpoint.size, files: written });
  else
    terminal.print(
      `${checkpoint.size} records in ${directory}, ${written} files written; verify: sallyport-verify ${directory} --key ${key.trim()}`,
    );
  return EXIT.ok;
}

/** An export goes on where it ended, so it must be of this log. Throws GatewayError conflict for another. */
function requireSameLog(directory: string, key: string): void {
  const file = join(directory, KEY_FILE);
  // Its signing key may have turned since: the log's name stays.
  const nameOf = (line: string): string | undefined => readVerifierLine(line)?.name;
  if (!existsSync(file) || nameOf(readFileSync(file, 'utf8')) === nameOf(key)) return;
  throw new GatewayError('conflict', { publicMessage: `${directory} holds an export of another log` });
}

/** All or nothing: a reader never sees half a file. */
async function write(directory: string, path: string, content: string | Uint8Array): Promise<void> {
  const file = join(directory, path);
  makeUserFolder(dirname(file));
  const temporary = `${file}.tmp`;
  await writeFile(temporary, content);
  await rename(temporary, file);
}
