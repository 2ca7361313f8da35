// sallyport overrides add|list|revoke — findings that somebody trusted says do not count: for a reason, for a while, on record.

import type { Command } from 'commander';
import type { JsonObject } from '../../domain/index.ts';
import { type CommandContext, DATA_OPTION, type DataOptions } from '../command.ts';
import { readDuration } from '../duration.ts';
import { EXIT } from '../exit.ts';
import { listField, textField } from '../read-answer.ts';
import { readCount } from '../read-count.ts';
import { oneLine } from '../terminal.ts';

interface AddOptions extends DataOptions {
  readonly reason: string;
  readonly workflow?: string;
  readonly digest?: string;
  readonly for: string;
  readonly uses: string;
}

export function overridesCommand(
  program: Command,
  context: CommandContext,
  done: (code: number) => void,
): void {
  const overrides = program
    .command('overrides')
    .description('exceptions: findings of a detector to disregard for a while');
  overrides
    .command('add')
    .argument('<detector>', 'name of the detector')
    .description('disregard findings of a detector; every use is recorded')
    .requiredOption('--reason <text>', 'reason, kept on record')
    .option('--workflow <id>', 'only in this workflow')
    .option('--digest <sha256>', 'only for the action with this digest in its record')
    .option('--for <duration>', 'how long: 30m, 8h, 7d; at most 30 days', '1h')
    .option('--uses <count>', 'for how many exchanges', '1')
    .option(...DATA_OPTION)
    .action(async (detector: string, options: AddOptions) => done(await add(context, detector, options)));
  overrides
    .command('list')
    .description('list overrides in force')
    .option(...DATA_OPTION)
    .action(async (options: DataOptions) => done(await list(context, options)));
  overrides
    .command('revoke')
    .argument('<id>', 'id of the override')
    .description('end an override at once')
    .option(...DATA_OPTION)
    .action(async (id: string, options: DataOptions) => done(await revoke(context, id, options)));
}

async function add(context: CommandContext, detector: string, options: AddOptions): Promise<number> {
  const { workflow, digest, reason } = options;
  const wish: JsonObject = {
    detector,
    reason,
    for_seconds: readDuration('--for', options.for) / 1000,
    max_uses: readCount(options.uses, '--uses'),
    ...(workflow === undefined ? {} : { workflow }),
    ...(digest === undefined ? {} : { action_digest: digest }),
  };
  const made = await context.withAdmin(options.data, (admin) => admin.call('POST', '/overrides', wish));
  const { terminal } = context;
  if (terminal.json) terminal.printJson(made);
  else terminal.print(rowOf(context, made));
  return EXIT.ok;
}

async function list(context: CommandContext, options: DataOptions): Promise<number> {
  const answer = await context.withAdmin(options.data, (admin) => admin.call('GET', '/overrides'));
  const { terminal } = context;
  const overrides = listField(answer, 'overrides');
  if (terminal.json) for (const override of overrides) terminal.printJson(override);
  else if (overrides.length === 0) terminal.print('no overrides in force');
  else for (const override of overrides) terminal.print(rowOf(context, override));
  return EXIT.ok;
}

function rowOf({ terminal }: CommandContext, override: JsonObject): string {
  const text = (key: string): string => oneLine(textField(override, key));
  const scope = [text('workflow') && `workflow ${text('workflow')}`, text('action_digest') && 'one action'];
  const where = scope.filter((part) => part !== '').join(', ') || 'everywhere';
  const used = `${text('uses')} of ${text('max_uses')} used`;
  return `${terminal.paint('yellow', text('override_id'))}  ${text('detector')}  ${where}, ${used}, until ${text('expires_at')}, by ${text('by')}: ${text('reason')}`;
}

async function revoke(context: CommandContext, id: string, options: DataOptions): Promise<number> {
  const path = `/overrides/${encodeURIComponent(id)}`;
  const answer = await context.withAdmin(options.data, (admin) => admin.call('DELETE', path));
  const { terminal } = context;
  if (terminal.json) terminal.printJson(answer);
  else terminal.print(`override ${oneLine(id)} revoked: such findings count again`);
  return EXIT.ok;
}
