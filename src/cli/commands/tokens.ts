// sallyport tokens issue|list|revoke — admin tokens for the admin API over TCP.

import type { Command } from 'commander';
import { PERMISSIONS, ROLES } from '../../identity/index.ts';
import { type CommandContext, DATA_OPTION, type DataOptions } from '../command.ts';
import { readDuration } from '../duration.ts';
import { EXIT } from '../exit.ts';
import { listField, namesField, textField } from '../read-answer.ts';
import { columns } from '../terminal.ts';

interface IssueOptions extends DataOptions {
  readonly person?: string;
  readonly group?: readonly string[];
  readonly role: string;
  readonly scope?: readonly string[];
  readonly expires?: string;
}

export function tokensCommand(program: Command, context: CommandContext, done: (code: number) => void): void {
  const tokens = program.command('tokens').description('tokens for the admin API');
  tokens
    .command('issue')
    .description('issue an admin token; it is shown only once')
    .option('--person <name>', 'person it belongs to; approvals are recorded under this name')
    .option('--group <group...>', 'groups of the person, which policies can name as approvers')
    .requiredOption('--role <role>', `one of ${ROLES.join(', ')}`)
    .option('--scope <scope...>', `only these permissions of the role: ${PERMISSIONS.join(', ')}`)
    .option('--expires <duration>', 'lifetime, such as 30d or 8h (default: until it is revoked)')
    .option(...DATA_OPTION)
    .action(async (options: IssueOptions) => done(await issue(context, options)));
  tokens
    .command('list')
    .description('list tokens by id; the tokens themselves are never shown again')
    .option(...DATA_OPTION)
    .action(async (options: DataOptions) => done(await list(context, options)));
  tokens
    .command('revoke')
    .argument('<token-id>', 'id of the token')
    .description('revoke a token at once')
    .option(...DATA_OPTION)
    .action(async (tokenId: string, options: DataOptions) => done(await revoke(context, tokenId, options)));
}

async function issue(context: CommandContext, options: IssueOptions): Promise<number> {
  const body = {
    role: options.role,
    ...(options.scope === undefined ? {} : { scopes: options.scope }),
    ...(options.expires === undefined ? {} : { expires_in_ms: readDuration('--expires', options.expires) }),
    ...(options.person === undefined ? {} : { person: options.person }),
    ...(options.group === undefined ? {} : { groups: options.group }),
  };
  const answer = await context.withAdmin(options.data, (admin) => admin.call('POST', '/tokens', body));
  const { terminal } = context;
  if (terminal.json) terminal.printJson(answer);
  else {
    terminal.print(`${terminal.paint('green', 'issued')} ${textField(answer, 'token_id')}`);
    terminal.print(`token  ${textField(answer, 'token')}   (shown once, stored hashed)`);
  }
  return EXIT.ok;
}

async function list(context: CommandContext, options: DataOptions): Promise<number> {
  const answer = await context.withAdmin(options.data, (admin) => admin.call('GET', '/tokens'));
  const { terminal } = context;
  const tokens = listField(answer, 'tokens');
  if (terminal.json) for (const token of tokens) terminal.printJson(token);
  else if (tokens.length === 0) terminal.print('no tokens yet: sallyport tokens issue --role ROLE');
  else {
    const rows = tokens.map((token) => [
      textField(token, 'token_id'),
      textField(token, 'state'),
      textField(token, 'person') || '-',
      namesField(token, 'roles') || 'of the account',
      namesField(token, 'scopes') || 'all',
      textField(token, 'expires_at') || '-',
    ]);
    const head = ['TOKEN', 'STATE', 'PERSON', 'ROLES', 'SCOPES', 'EXPIRES'];
    for (const line of columns([head, ...rows])) terminal.print(line);
  }
  return EXIT.ok;
}

async function revoke(context: CommandContext, tokenId: string, options: DataOptions): Promise<number> {
  const path = `/tokens/${encodeURIComponent(tokenId)}`;
  const answer = await context.withAdmin(options.data, (admin) => admin.call('DELETE', path));
  if (context.terminal.json) context.terminal.printJson(answer);
  else context.terminal.print(`revoked ${tokenId}; it no longer works`);
  return EXIT.ok;
}
