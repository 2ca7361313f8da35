// sallyport agents add|list|remove — who may call, and as what.

import type { Command } from 'commander';
import type { JsonObject } from '../../domain/index.ts';
import { type CommandContext, DATA_OPTION, type DataOptions } from '../command.ts';
import { EXIT } from '../exit.ts';
import { listField, textField, textsField } from '../read-answer.ts';
import { columns } from '../terminal.ts';

interface AddOptions extends DataOptions {
  readonly role?: string;
  readonly group?: readonly string[];
  readonly upstream?: readonly string[];
  readonly model?: readonly string[];
  readonly owner?: string;
  readonly key: boolean;
}

export function agentsCommand(program: Command, context: CommandContext, done: (code: number) => void): void {
  const agents = program.command('agents').description('agents: who may call, and what each may use');
  agents
    .command('add')
    .argument('<name>', 'name of the agent: letters, digits, _ and -')
    .description('add an agent and show its first key; the key is shown only once')
    .option('--role <role>', 'role of the agent, for policies to refer to')
    .option('--group <group...>', 'groups of the agent, for policies to refer to')
    .option('--upstream <upstream...>', 'allow only these upstreams (default: all)')
    .option('--model <model...>', 'allow only these models; globs are allowed (default: all)')
    .option('--owner <person>', 'person responsible for the agent, who may not approve its requests')
    .option('--no-key', 'add the agent without a key')
    .option(...DATA_OPTION)
    .action(async (name: string, options: AddOptions) => done(await add(context, name, options)));
  agents
    .command('list')
    .description('list agents with their scope and keys')
    .option(...DATA_OPTION)
    .action(async (options: DataOptions) => done(await list(context, options)));
  agents
    .command('remove')
    .argument('<name>', 'name of the agent')
    .description('remove an agent; its keys stop working at once, for good')
    .option(...DATA_OPTION)
    .action(async (name: string, options: DataOptions) => done(await remove(context, name, options)));
}

async function add(context: CommandContext, name: string, options: AddOptions): Promise<number> {
  const body: JsonObject = {
    agent: name,
    issue_key: options.key,
    ...(options.role === undefined ? {} : { role: options.role }),
    ...(options.group === undefined ? {} : { groups: options.group }),
    ...(options.upstream === undefined ? {} : { upstreams: options.upstream }),
    ...(options.model === undefined ? {} : { models: options.model }),
    ...(options.owner === undefined ? {} : { owner: options.owner }),
  };
  const answer = await context.withAdmin(options.data, (admin) => admin.call('POST', '/agents', body));
  const { terminal } = context;
  if (terminal.json) terminal.printJson(answer);
  else {
    terminal.print(`${terminal.paint('green', 'added')} ${name}`);
    if (options.key) terminal.print(`key    ${textField(answer, 'key')}   (shown once, stored hashed)`);
  }
  return EXIT.ok;
}

async function list(context: CommandContext, options: DataOptions): Promise<number> {
  const answer = await context.withAdmin(options.data, (admin) => admin.call('GET', '/agents'));
  const { terminal } = context;
  const agents = listField(answer, 'agents');
  if (terminal.json) for (const agent of agents) terminal.printJson(agent);
  else if (agents.length === 0) terminal.print('no agents yet: sallyport agents add NAME');
  else {
    const rows = agents.map((agent) => [
      textField(agent, 'agent'),
      textField(agent, 'role') || '-',
      [...textsField(agent, 'models'), ...textsField(agent, 'upstreams')].join(', ') || 'all',
      listField(agent, 'keys').map(keyLine).join(', ') || 'no key',
    ]);
    for (const line of columns([['AGENT', 'ROLE', 'SCOPE', 'KEYS'], ...rows])) terminal.print(line);
  }
  return EXIT.ok;
}

/** A key that ends by itself says when: nobody should find out by a call that fails. */
function keyLine(key: JsonObject): string {
  const ends = textField(key, 'state') === 'live' ? textField(key, 'expires_at') : '';
  return `${textField(key, 'key_id')} ${textField(key, 'state')}${ends === '' ? '' : ` until ${ends}`}`;
}

async function remove(context: CommandContext, name: string, options: DataOptions): Promise<number> {
  const path = `/agents/${encodeURIComponent(name)}`;
  const answer = await context.withAdmin(options.data, (admin) => admin.call('DELETE', path));
  if (context.terminal.json) context.terminal.printJson(answer);
  else context.terminal.print(`removed ${name}; its keys no longer work`);
  return EXIT.ok;
}
