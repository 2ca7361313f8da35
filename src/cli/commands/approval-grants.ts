// sallyport approvals grants|revoke — approvals that stand for the next ones, too: seen, and ended.

import type { Command } from 'commander';
import { type CommandContext, DATA_OPTION, type DataOptions } from '../command.ts';
import { EXIT } from '../exit.ts';
import { listField, textField } from '../read-answer.ts';
import { columns, oneLine } from '../terminal.ts';

export function grantCommands(
  approvals: Command,
  context: CommandContext,
  done: (code: number) => void,
): void {
  approvals
    .command('grants')
    .description('list standing approvals (made with approve --next-for)')
    .option(...DATA_OPTION)
    .action(async (options: DataOptions) => done(await list(context, options)));
  approvals
    .command('revoke')
    .argument('<grant-id>', 'id of the standing approval, as `approvals grants` shows it')
    .description('end a standing approval at once')
    .option(...DATA_OPTION)
    .action(async (id: string, options: DataOptions) => done(await revoke(context, id, options)));
}

async function list({ withAdmin, terminal }: CommandContext, options: DataOptions): Promise<number> {
  const answer = await withAdmin(options.data, (admin) => admin.call('GET', '/grants'));
  const grants = listField(answer, 'grants');
  if (terminal.json) for (const grant of grants) terminal.printJson(grant);
  else if (grants.length === 0) terminal.print('no standing approvals');
  else {
    const rows = grants.map((grant) => [
      textField(grant, 'grant_id'),
      oneLine(textField(grant, 'agent')),
      oneLine(textField(grant, 'workflow')),
      oneLine(`${textField(grant, 'action_type')} ${textField(grant, 'subject')}`),
      textField(grant, 'expires_at'),
      `${textField(grant, 'uses')}/${textField(grant, 'max_uses')}`,
      oneLine(textField(grant, 'by')),
    ]);
    const head = ['GRANT', 'AGENT', 'WORKFLOW', 'ACTION', 'UNTIL', 'USED', 'BY'];
    for (const line of columns([head, ...rows])) terminal.print(line);
  }
  return EXIT.ok;
}

async function revoke(
  { withAdmin, terminal }: CommandContext,
  id: string,
  options: DataOptions,
): Promise<number> {
  const path = `/grants/${encodeURIComponent(id)}`;
  const answer = await withAdmin(options.data, (admin) => admin.call('DELETE', path));
  if (terminal.json) terminal.printJson(answer);
  else terminal.print(`revoked ${id}; such requests need approval again`);
  return EXIT.ok;
}
