// sallyport audit refold — makes every recorded decision again, from the record alone, and says which come out otherwise.

import type { Command } from 'commander';
import type { JsonObject } from '../../domain/index.ts';
import { type CommandContext, DATA_OPTION, type DataOptions } from '../command.ts';
import { EXIT } from '../exit.ts';
import { listField, objectField, textField } from '../read-answer.ts';
import { columns, oneLine } from '../terminal.ts';

/** Adds `refold` to the command `audit`. */
export function refoldCommand(audit: Command, context: CommandContext, done: (code: number) => void): void {
  audit
    .command('refold')
    .description(
      'make every recorded decision again from the record alone, under the policy of the time; exit code 1 if one comes out differently',
    )
    .option(...DATA_OPTION)
    .action(async (options: DataOptions) => done(await refold(context, options)));
}

async function refold(context: CommandContext, options: DataOptions): Promise<number> {
  const report = await context.withAdmin(options.data, (admin) => admin.call('GET', '/refold'));
  if (context.terminal.json) context.terminal.printJson(report);
  else print(context, report);
  return report['differing'] === 0 ? EXIT.ok : EXIT.negative;
}

const MOST_SHOWN = 20;

function print({ terminal }: CommandContext, report: JsonObject): void {
  const judged = objectField(report, 'judged');
  const { request = 0, part = 0, reply = 0, evaluation = 0 } = judged;
  terminal.print(
    `made ${textField(report, 'decisions')} decisions again: ${request} requests, ${reply} replies, ${part} parts of streams, ${evaluation} decision API calls`,
  );
  const unjudged = listField(report, 'unjudged');
  if (unjudged.length > 0) {
    terminal.print(`${unjudged.length} records could not be decided again:`);
    const rows = unjudged
      .slice(0, MOST_SHOWN)
      .map((each) => [textField(each, 'index'), oneLine(textField(each, 'why'))]);
    for (const line of columns(rows)) terminal.print(`  ${line}`);
  }
  if (report['differing'] === 0) {
    terminal.print(terminal.paint('green', 'every decision came out as recorded, byte for byte'));
    return;
  }
  terminal.print(terminal.paint('red', `${textField(report, 'differing')} records came out differently:`));
  for (const each of listField(report, 'differences').slice(0, MOST_SHOWN)) {
    terminal.print(`  record ${textField(each, 'index')}, ${oneLine(textField(each, 'field'))}`);
    terminal.print(`    recorded ${oneLine(JSON.stringify(each['recorded']))}`);
    terminal.print(`    found    ${oneLine(JSON.stringify(each['found']))}`);
  }
}
