// sallyport status — what the gateway enforces now, and what waits.

import type { Command } from 'commander';
import { isJsonObject, type JsonObject, type JsonValue, ownField } from '../../domain/index.ts';
import { type CommandContext, DATA_OPTION, type DataOptions } from '../command.ts';
import { EXIT } from '../exit.ts';
import { objectField, textField } from '../read-answer.ts';
import { columns } from '../terminal.ts';

export function statusCommand(program: Command, context: CommandContext, done: (code: number) => void): void {
  program
    .command('status')
    .description('show what a running gateway enforces, and what is pending')
    .option(...DATA_OPTION)
    .action(async (options: DataOptions) => done(await status(context, options)));
}

async function status(context: CommandContext, options: DataOptions): Promise<number> {
  const { terminal } = context;
  const answer: JsonObject = await context.withAdmin(options.data, async (admin) => ({
    ...(await admin.call('GET', '/status')),
    running: admin.live,
  }));
  if (terminal.json) {
    terminal.printJson(answer);
    return EXIT.ok;
  }
  const rows = [
    ['gateway', answer['running'] === true ? textField(answer, 'url') : 'not running'],
    ['records', textField(answer, 'records')],
    ['agents', textField(answer, 'agents')],
    ['waiting for a person', textField(answer, 'approvals_pending')],
    ...policyRows(ownField(answer, 'policy')),
  ];
  for (const line of columns(rows)) terminal.print(line);
  return EXIT.ok;
}

function policyRows(policy: JsonValue | undefined): readonly (readonly string[])[] {
  if (!isJsonObject(policy)) return [['policy', 'none is active: every call is refused']];
  return [
    ['policy', `${textField(policy, 'file_name')} ${textField(policy, 'version')}`],
    ['mode', textField(policy, 'mode')],
    ['enforced', effects(objectField(policy, 'enforced'))],
    ['shadowed', effects(objectField(policy, 'shadow'))],
    ['default', `${textField(policy, 'default_decision')} (${textField(policy, 'default_mode')})`],
  ];
}

/** `2 BLOCK, 1 LOG`: a policy in shadow must not pass for one that holds something back. */
function effects(counts: JsonObject): string {
  const some = ['BLOCK', 'CONSTRAIN', 'LOG', 'ALLOW'].filter(
    (effect) => Number(ownField(counts, effect)) > 0,
  );
  return some.map((effect) => `${textField(counts, effect)} ${effect}`).join(', ') || 'none';
}
