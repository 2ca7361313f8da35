// sallyport verify — is the ledger whole: chained, signed, and its contents those that were recorded?

import type { Command } from 'commander';
import { verifyOffline } from '../../app.ts';
import type { JsonObject } from '../../domain/index.ts';
import { connectRunning } from '../admin-client.ts';
import { type CommandContext, DATA_OPTION, type DataOptions, dataDirectoryOf } from '../command.ts';
import { EXIT } from '../exit.ts';
import { listField, objectField, textField } from '../read-answer.ts';
import { oneLine } from '../terminal.ts';

interface VerifyOptions extends DataOptions {
  readonly contents: boolean;
}

export function verifyCommand(program: Command, context: CommandContext, done: (code: number) => void): void {
  program
    .command('verify')
    .description('read the whole ledger again: chain, signatures, contents. Exit code 1 names what is broken')
    .option('--no-contents', 'leave the encrypted contents unread')
    .option(...DATA_OPTION)
    .action(async (options: VerifyOptions) => done(await verify(context, options)));
}

async function verify(context: CommandContext, options: VerifyOptions): Promise<number> {
  const directory = options.data ?? dataDirectoryOf(context.environment);
  const report = await reportOf(directory, options.contents);
  const { terminal } = context;
  if (terminal.json) terminal.printJson(report);
  else for (const line of verifyLines(context, report)) terminal.print(line);
  return report['ok'] === true ? EXIT.ok : EXIT.negative;
}

/** A running gateway reads its own log. Without one the directory is only read: a damaged log can be looked at, too. */
async function reportOf(directory: string, contents: boolean): Promise<JsonObject> {
  const running = await connectRunning(directory);
  if (running === undefined) return verifyOffline(directory, contents);
  try {
    return objectField(await running.call('GET', `/verify?contents=${contents}`), 'report');
  } finally {
    await running.close();
  }
}

function verifyLines({ terminal }: CommandContext, report: JsonObject): readonly string[] {
  const head = objectField(report, 'head');
  const whole = report['ok'] === true;
  return [
    `${whole ? terminal.paint('green', 'whole') : terminal.paint('red', 'BROKEN')}  log ${textField(report, 'logId')}`,
    `  ${textField(report, 'records')} records chained, ${textField(report, 'signaturesChecked')} batch signatures, ${textField(report, 'contentsChecked')} contents checked, ${textField(report, 'contentsErased')} erased`,
    `  head sha256:${textField(head, 'hash')}`,
    ...listField(report, 'damage').map(
      (damage) =>
        `  ${terminal.paint('red', textField(damage, 'kind'))} at record ${textField(damage, 'index')}: ${oneLine(textField(damage, 'detail'))}`,
    ),
  ];
}
