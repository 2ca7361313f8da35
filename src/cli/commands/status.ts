// sallyport status — what the gateway enforces now, and what waits.

import type { Command } from 'commander';
import { type CommandContext, DATA_OPTION, type DataOptions } from '../command.ts';
import { EXIT } from '../exit.ts';
import { objectField, textField } from '../read-answer.ts';
import { columns } from '../terminal.ts';

export function statusCommand(program: Command, context: CommandContext, done: (code: number) => void): void {
  program
    .command('status')
    .description('what a running gateway enforces, by which policy version, and what waits')
    .option(...DATA_OPTION)
    .action(async (options: DataOptions) => done(await status(context, options)));
}

async function status(context: CommandContext, options: DataOptions): Promise<number> {
  const { terminal } = context;
  const answer = await context.withAdmin(options.data, async (admin) => ({
    ...(await admin.call('GET', '/status')),
    running: admin.live,
  }));
  if (terminal.json) {
    terminal.printJson(answer);
    return EXIT.ok;
  }
  const policy = objectField(answer, 'policy');
  const rows = [
    ['gateway', answer.running ? textField(answer, 'url') : 'not running'],
    ['records', textField(answer, 'records')],
    ['agents', textField(answer, 'agents')],
    ['waiting for a person', textField(answer, 'approvals_pending')],
    ['policy', `${textField(policy, 'file_name')} ${textField(policy, 'version')}`],
    ['mode', textField(policy, 'mode')],
  ];
  for (const line of columns(rows)) terminal.print(line);
  return EXIT.ok;
}
