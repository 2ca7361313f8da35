// sallyport ledger retain — drops the contents of workflows past a bound of age or size; on record.

import type { Command } from 'commander';
import { GatewayError } from '../../domain/index.ts';
import { type CommandContext, DATA_OPTION, type DataOptions } from '../command.ts';
import { EXIT } from '../exit.ts';
import { listField, textField } from '../read-answer.ts';
import { readCount } from '../read-count.ts';

interface RetainOptions extends DataOptions {
  readonly maxAgeDays?: string;
  readonly maxSizeMib?: string;
}

/** Adds `retain` to the command `ledger`. */
export function retainCommand(ledger: Command, context: CommandContext, done: (code: number) => void): void {
  ledger
    .command('retain')
    .description('destroy the contents of old workflows; the records remain verifiable')
    .option('--max-age-days <days>', 'destroy contents of workflows that have been idle for longer')
    .option(
      '--max-size-mib <mebibytes>',
      'destroy contents of the workflows idle for longest, until the rest fits',
    )
    .option(...DATA_OPTION)
    .action(async (options: RetainOptions) => done(await retain(context, options)));
}

async function retain(context: CommandContext, options: RetainOptions): Promise<number> {
  const { maxAgeDays, maxSizeMib } = options;
  if (maxAgeDays === undefined && maxSizeMib === undefined)
    throw new GatewayError('invalid_request', {
      publicMessage: 'say what to keep: --max-age-days, --max-size-mib or both',
    });
  const body = {
    ...(maxAgeDays === undefined ? {} : { max_age_days: readCount(maxAgeDays, '--max-age-days') }),
    ...(maxSizeMib === undefined ? {} : { max_size_mib: readCount(maxSizeMib, '--max-size-mib') }),
  };
  const answer = await context.withAdmin(options.data, (admin) =>
    admin.call('POST', '/ledger/retention', body),
  );
  const { terminal } = context;
  if (terminal.json) terminal.printJson(answer);
  else {
    const records = listField(answer, 'records').map(String).join(', ');
    terminal.print(
      records === ''
        ? 'nothing to destroy'
        : `destroyed the contents of ${textField(answer, 'workflows')} workflows, as record ${records} states`,
    );
  }
  return EXIT.ok;
}
