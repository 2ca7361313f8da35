// sallyport policy diff|rollback — from one version to another.

import type { Command } from 'commander';
import { diffPolicySets } from '../../policy/index.ts';
import { PolicyRejected } from '../../server/index.ts';
import { type CommandContext, DATA_OPTION, type DataOptions } from '../command.ts';
import { EXIT } from '../exit.ts';
import { loadPolicyFile } from '../load-policy-file.ts';
import { printActivation } from '../print-activation.ts';
import { type Paint, printable } from '../terminal.ts';

interface RollbackOptions extends DataOptions {
  readonly reason?: string;
}

export function policyVersionCommands(
  policy: Command,
  context: CommandContext,
  done: (code: number) => void,
): void {
  policy
    .command('diff')
    .argument('<before>', 'policy file')
    .argument('<after>', 'policy file')
    .description('compare two policy files by meaning; exit code 1 if they differ')
    .action(async (before: string, after: string) => done(await diff(context, before, after)));
  policy
    .command('rollback')
    .argument('<version>', 'version to go back to, as `policy history` shows it; a unique prefix is enough')
    .description('put an earlier version in force again')
    .option('--reason <text>', 'reason, kept on record')
    .option(...DATA_OPTION)
    .action(async (version: string, options: RollbackOptions) =>
      done(await rollback(context, version, options)),
    );
}

async function requireSet(file: string): Promise<Parameters<typeof diffPolicySets>[0]> {
  const { loaded } = await loadPolicyFile(file);
  if (!loaded.ok) throw new PolicyRejected(loaded.diagnostics);
  return loaded.set;
}

const MARKS: Readonly<Record<string, readonly [string, Paint]>> = {
  added: ['+', 'green'],
  removed: ['-', 'red'],
  changed: ['~', 'yellow'],
};

async function diff(context: CommandContext, before: string, after: string): Promise<number> {
  const changes = diffPolicySets(await requireSet(before), await requireSet(after));
  const { terminal } = context;
  for (const change of changes) {
    if (terminal.json) {
      terminal.printJson(change);
      continue;
    }
    const [mark, paint] = MARKS[change.kind] ?? ['?', 'gray'];
    terminal.print(`${terminal.paint(paint, mark)} ${printable(change.what)}`);
    if (change.before !== undefined)
      terminal.print(terminal.paint('red', `    - ${printable(change.before)}`));
    if (change.after !== undefined)
      terminal.print(terminal.paint('green', `    + ${printable(change.after)}`));
  }
  if (changes.length === 0 && !terminal.json) terminal.print('no change in meaning');
  return changes.length === 0 ? EXIT.ok : EXIT.negative;
}

async function rollback(context: CommandContext, version: string, options: RollbackOptions): Promise<number> {
  const body = { version, ...(options.reason === undefined ? {} : { reason: options.reason }) };
  const answer = await context.withAdmin(options.data, (admin) =>
    admin.call('POST', '/policy/rollback', body),
  );
  return printActivation(context, answer);
}
