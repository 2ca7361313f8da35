// sallyport ledger witness — takes the newest checkpoint to the witnesses and anchors now, and says what each of them answered.

import type { Command } from 'commander';
import type { JsonObject } from '../../domain/index.ts';
import { type CommandContext, DATA_OPTION, type DataOptions } from '../command.ts';
import { EXIT } from '../exit.ts';
import { listField, textField } from '../read-answer.ts';
import { oneLine, type Terminal } from '../terminal.ts';

/** Adds `witness` to the command `ledger`. */
export function witnessCommand(ledger: Command, context: CommandContext, done: (code: number) => void): void {
  ledger
    .command('witness')
    .description(
      'have the configured witnesses and anchors confirm a checkpoint now; exit code 1 if the quorum or an anchor is missing',
    )
    .option(...DATA_OPTION)
    .action(async (options: DataOptions) =>
      done(
        await context.withAdmin(options.data, async (admin) =>
          printRound(context.terminal, await admin.call('POST', '/ledger/witness', {})),
        ),
      ),
    );
}

function printRound(terminal: Terminal, round: JsonObject): number {
  const isGood = round['complete'] === true;
  if (terminal.json) terminal.printJson(round);
  else {
    const word = isGood ? terminal.paint('green', 'confirmed') : terminal.paint('red', 'NOT CONFIRMED');
    terminal.print(
      `${word}  checkpoint of ${textField(round, 'size')} records: ${textField(round, 'detail')}`,
    );
    for (const each of [...listField(round, 'witnesses'), ...listField(round, 'anchors')])
      terminal.print(`  ${textField(each, 'name').padEnd(24)} ${oneLine(textField(each, 'outcome'))}`);
  }
  return isGood ? EXIT.ok : EXIT.negative;
}
