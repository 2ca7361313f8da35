// sallyport ledger rotate-key, rotate-signing-key — new keys for the ledger; each change is a record.

import type { Command } from 'commander';
import { type CommandContext, DATA_OPTION, type DataOptions } from '../command.ts';
import { EXIT } from '../exit.ts';
import { textField } from '../read-answer.ts';

interface RotateOptions extends DataOptions {
  readonly reason: string;
}

/** Adds `rotate-key` and `rotate-signing-key` to the command `ledger`. */
export function rotateKeyCommands(
  ledger: Command,
  context: CommandContext,
  done: (code: number) => void,
): void {
  const add = (name: string, description: string, key: 'master' | 'signing'): void => {
    ledger
      .command(name)
      .description(description)
      .requiredOption('--reason <text>', 'reason, kept on record')
      .option(...DATA_OPTION)
      .action(async (options: RotateOptions) => done(await rotate(context, options, key)));
  };
  add(
    'rotate-key',
    'make a new master key and re-wrap every content key with it; the old one opens nothing any more',
    'master',
  );
  add(
    'rotate-signing-key',
    'make a new signing key, introduced by a record that the old one signs',
    'signing',
  );
}

async function rotate(
  context: CommandContext,
  options: RotateOptions,
  key: 'master' | 'signing',
): Promise<number> {
  const body = { key, reason: options.reason };
  const answer = await context.withAdmin(options.data, (admin) => admin.call('POST', '/ledger/keys', body));
  const { terminal } = context;
  if (terminal.json) terminal.printJson(answer);
  else {
    terminal.print(
      `rotated, as record ${textField(answer, 'record')} states; the ${key} key is now ${textField(answer, 'key')}`,
    );
    terminal.print(
      key === 'master'
        ? '  links in approval notices sent so far stay valid until the gateway restarts'
        : '  give the witnesses the new key (signing.pub), and keep the old one: it verifies older receipts',
    );
  }
  return EXIT.ok;
}
