// sallyport ledger seal — moves the bytes of old records into compressed files that never change; on record.

import type { Command } from 'commander';
import { type CommandContext, DATA_OPTION, type DataOptions } from '../command.ts';
import { EXIT } from '../exit.ts';
import { textField } from '../read-answer.ts';
import { readCount } from '../read-count.ts';

interface SealOptions extends DataOptions {
  readonly olderThanDays?: string;
}

/** Adds `seal` to the command `ledger`. */
export function sealCommand(ledger: Command, context: CommandContext, done: (code: number) => void): void {
  ledger
    .command('seal')
    .description('move old records into compressed, immutable files; reads and verification still cover them')
    .option(
      '--older-than-days <days>',
      'only records older than this (default: every full tile of 256 records)',
    )
    .option(...DATA_OPTION)
    .action(async (options: SealOptions) => done(await seal(context, options)));
}

async function seal(context: CommandContext, options: SealOptions): Promise<number> {
  const { olderThanDays: days } = options;
  const body = days === undefined ? {} : { older_than_days: readCount(days, '--older-than-days') };
  const answer = await context.withAdmin(options.data, (admin) => admin.call('POST', '/ledger/seals', body));
  const { terminal } = context;
  if (terminal.json) terminal.printJson(answer);
  else if (answer['segments'] === 0)
    terminal.print('nothing to seal: no full tile of 256 records is old enough');
  else
    terminal.print(
      `sealed ${textField(answer, 'records')} records in ${textField(answer, 'segments')} files: ${textField(answer, 'leafBytes')} bytes became ${textField(answer, 'fileBytes')}`,
    );
  return EXIT.ok;
}
