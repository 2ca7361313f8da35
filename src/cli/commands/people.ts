// sallyport people add|list|change|remove|password — who may sign in to the admin API, and as what.

import type { Command } from 'commander';
import { ROLES } from '../../identity/index.ts';
import { type CommandContext, DATA_OPTION, type DataOptions } from '../command.ts';
import { EXIT } from '../exit.ts';
import { listField, namesField, textField } from '../read-answer.ts';
import { readPassword } from '../read-password.ts';
import { columns } from '../terminal.ts';

interface PersonOptions extends DataOptions {
  readonly role: readonly string[];
  readonly group?: readonly string[];
}

const ROLE_OPTION = ['--role <role...>', `what the person may do: ${ROLES.join(', ')}`] as const;
const GROUP_OPTION = [
  '--group <group...>',
  'groups of the person, which policies can name as approvers',
] as const;

export function peopleCommand(program: Command, context: CommandContext, done: (code: number) => void): void {
  const people = program.command('people').description('accounts of people who approve, audit or administer');
  people
    .command('add')
    .argument('<name>', 'name of the person')
    .description('add an account; then set a password with `people password`')
    .requiredOption(...ROLE_OPTION)
    .option(...GROUP_OPTION)
    .option(...DATA_OPTION)
    .action(async (name: string, options: PersonOptions) =>
      done(await put(context, name, { options, how: 'POST' })),
    );
  people
    .command('change')
    .argument('<name>', 'name of the person')
    .description("replace a person's roles and groups; takes effect at once, for all of their tokens")
    .requiredOption(...ROLE_OPTION)
    .option(...GROUP_OPTION)
    .option(...DATA_OPTION)
    .action(async (name: string, options: PersonOptions) =>
      done(await put(context, name, { options, how: 'PUT' })),
    );
  people
    .command('list')
    .description('list accounts with their roles and groups')
    .option(...DATA_OPTION)
    .action(async (options: DataOptions) => done(await list(context, options)));
  people
    .command('password')
    .argument('<name>', 'name of the person')
    .description("set a password, read from standard input; ends the person's sessions")
    .option(...DATA_OPTION)
    .action(async (name: string, options: DataOptions) => done(await password(context, name, options)));
  people
    .command('remove')
    .argument('<name>', 'name of the person')
    .description(
      "remove a person: the account, all tokens and sessions, and the name's tie to an identity provider",
    )
    .option(...DATA_OPTION)
    .action(async (name: string, options: DataOptions) => done(await remove(context, name, options)));
}

async function put(
  context: CommandContext,
  name: string,
  { options, how }: { readonly options: PersonOptions; readonly how: 'POST' | 'PUT' },
): Promise<number> {
  const body = { person: name, roles: options.role, groups: options.group ?? [] };
  const path = how === 'POST' ? '/people' : pathOf(name);
  const answer = await context.withAdmin(options.data, (admin) => admin.call(how, path, body));
  if (context.terminal.json) context.terminal.printJson(answer);
  else context.terminal.print(`${how === 'POST' ? 'added' : 'changed'} ${name}: ${options.role.join(', ')}`);
  return EXIT.ok;
}

async function list(context: CommandContext, options: DataOptions): Promise<number> {
  const answer = await context.withAdmin(options.data, (admin) => admin.call('GET', '/people'));
  const { terminal } = context;
  const people = listField(answer, 'people');
  if (terminal.json) for (const person of people) terminal.printJson(person);
  else if (people.length === 0) terminal.print('no accounts yet: sallyport people add NAME --role ROLE');
  else {
    const rows = people.map((person) => [
      textField(person, 'person'),
      namesField(person, 'roles'),
      namesField(person, 'groups') || '-',
      textField(person, 'has_password') === 'true' ? 'set' : 'none: cannot sign in',
    ]);
    for (const line of columns([['PERSON', 'ROLES', 'GROUPS', 'PASSWORD'], ...rows])) terminal.print(line);
  }
  return EXIT.ok;
}

async function password(context: CommandContext, name: string, options: DataOptions): Promise<number> {
  const typed = await readPassword(process.stdin, (prompt) => context.terminal.error(prompt));
  const path = `${pathOf(name)}/password`;
  const answer = await context.withAdmin(options.data, (admin) =>
    admin.call('PUT', path, { password: typed }),
  );
  if (context.terminal.json) context.terminal.printJson(answer);
  else context.terminal.print(`${name} has a new password; sessions of ${name} have ended`);
  return EXIT.ok;
}

async function remove(context: CommandContext, name: string, options: DataOptions): Promise<number> {
  const answer = await context.withAdmin(options.data, (admin) => admin.call('DELETE', pathOf(name)));
  if (context.terminal.json) context.terminal.printJson(answer);
  else context.terminal.print(`removed ${name}; tokens of ${name} no longer work`);
  return EXIT.ok;
}

function pathOf(name: string): string {
  return `/people/${encodeURIComponent(name)}`;
}
