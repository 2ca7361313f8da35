// sallyport alerts list|test — what became of the alerts, and a way to try a destination.

import type { Command } from 'commander';
import { type CommandContext, DATA_OPTION, type DataOptions } from '../command.ts';
import { EXIT } from '../exit.ts';
import { listField, textField } from '../read-answer.ts';
import { columns, oneLine } from '../terminal.ts';

export function alertsCommand(program: Command, context: CommandContext, done: (code: number) => void): void {
  const alerts = program.command('alerts').description('alert destinations and what was delivered');
  alerts
    .command('list')
    .description('list destinations with their counts, and alerts that could not be delivered')
    .option(...DATA_OPTION)
    .action(async (options: DataOptions) => done(await list(context, options)));
  alerts
    .command('test')
    .argument('<name>', 'name of the destination in the configuration')
    .description('send a test alert to a destination')
    .option(...DATA_OPTION)
    .action(async (name: string, options: DataOptions) => done(await test(context, name, options)));
}

const HEAD = ['SINK', 'KIND', 'DELIVERED', 'WAITING', 'FAILED', 'DROPPED', 'HELD BACK'];

async function list(context: CommandContext, options: DataOptions): Promise<number> {
  const answer = await context.withAdmin(options.data, (admin) => admin.call('GET', '/alerts'));
  const { terminal } = context;
  if (terminal.json) {
    terminal.printJson(answer);
    return EXIT.ok;
  }
  const rows = listField(answer, 'sinks').map((sink) =>
    ['name', 'kind', 'delivered', 'waiting', 'failed', 'dropped', 'held_back'].map((key) =>
      oneLine(textField(sink, key)),
    ),
  );
  if (rows.length === 0) terminal.print('no alert destination is configured, or no gateway is running');
  else for (const line of columns([HEAD, ...rows])) terminal.print(line);
  for (const sink of listField(answer, 'sinks')) {
    const trouble = textField(sink, 'trouble');
    if (trouble !== '')
      terminal.print(
        `${terminal.paint('red', 'not working')} ${oneLine(textField(sink, 'name'))}: ${oneLine(trouble)}`,
      );
  }
  const dropped = textField(answer, 'dropped_events');
  if (dropped !== '0') terminal.print(`${dropped} events were dropped because too many came at once`);
  for (const alert of listField(answer, 'undelivered')) {
    const when = textField(alert, 'given_up_at');
    const where = textField(alert, 'sink');
    terminal.print(
      `${terminal.paint('red', 'undelivered')} ${when} ${where}: ${oneLine(textField(alert, 'summary'))}`,
    );
  }
  return EXIT.ok;
}

async function test(context: CommandContext, name: string, options: DataOptions): Promise<number> {
  const path = `/alerts/${encodeURIComponent(name)}/test`;
  const answer = await context.withAdmin(options.data, (admin) => admin.call('POST', path, {}));
  if (context.terminal.json) context.terminal.printJson(answer);
  else
    context.terminal.print(
      `test alert queued for ${name}; \`sallyport alerts list\` shows whether it arrived`,
    );
  return EXIT.ok;
}
