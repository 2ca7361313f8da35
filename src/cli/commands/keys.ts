// sallyport keys issue|rotate|revoke — several keys per agent, shown once, stored hashed.

import type { Command } from 'commander';
import type { JsonObject } from '../../domain/index.ts';
import { type CommandContext, DATA_OPTION, type DataOptions } from '../command.ts';
import { readDuration } from '../duration.ts';
import { EXIT } from '../exit.ts';
import { textField } from '../read-answer.ts';

interface IssueOptions extends DataOptions {
  readonly expires?: string;
  readonly note?: string;
}
interface RotateOptions extends DataOptions {
  readonly grace?: string;
}

export function keysCommand(program: Command, context: CommandContext, done: (code: number) => void): void {
  const keys = program.command('keys').description('keys of agents');
  keys
    .command('issue')
    .argument('<agent>', 'name of the agent')
    .description('issue another key for an agent; it is shown only once')
    .option('--expires <duration>', 'lifetime, such as 30d (default: no expiry)')
    .option('--note <text>', 'what the key is for')
    .option(...DATA_OPTION)
    .action(async (agent: string, options: IssueOptions) => done(await issue(context, agent, options)));
  keys
    .command('rotate')
    .argument('<key-id>', 'id of the key to replace')
    .description('replace a key; the old one stays valid for a grace period')
    .option('--grace <duration>', 'how long the old key keeps working (default: 48h; 0s ends it now)')
    .option(...DATA_OPTION)
    .action(async (keyId: string, options: RotateOptions) => done(await rotate(context, keyId, options)));
  keys
    .command('revoke')
    .argument('<key-id>', 'id of the key')
    .description('revoke a key at once')
    .option(...DATA_OPTION)
    .action(async (keyId: string, options: DataOptions) => done(await revoke(context, keyId, options)));
}

async function issue(context: CommandContext, agent: string, options: IssueOptions): Promise<number> {
  const body: JsonObject = {
    ...(options.expires === undefined ? {} : { expires_in_ms: readDuration('--expires', options.expires) }),
    ...(options.note === undefined ? {} : { note: options.note }),
  };
  return showKey(
    context,
    await post(context, options, { path: `/agents/${encodeURIComponent(agent)}/keys`, body }),
  );
}

async function rotate(context: CommandContext, keyId: string, options: RotateOptions): Promise<number> {
  const body: JsonObject =
    options.grace === undefined ? {} : { grace_ms: readDuration('--grace', options.grace) };
  return showKey(
    context,
    await post(context, options, { path: `/keys/${encodeURIComponent(keyId)}/rotate`, body }),
  );
}

function post(
  context: CommandContext,
  options: DataOptions,
  call: { readonly path: string; readonly body: JsonObject },
): Promise<JsonObject> {
  return context.withAdmin(options.data, (admin) => admin.call('POST', call.path, call.body));
}

function showKey(context: CommandContext, answer: JsonObject): number {
  const { terminal } = context;
  if (terminal.json) terminal.printJson(answer);
  else {
    terminal.print(
      `${terminal.paint('green', 'issued')} ${textField(answer, 'key_id')} for ${textField(answer, 'agent')}`,
    );
    terminal.print(`key    ${textField(answer, 'key')}   (shown once, stored hashed)`);
  }
  return EXIT.ok;
}

async function revoke(context: CommandContext, keyId: string, options: DataOptions): Promise<number> {
  const path = `/keys/${encodeURIComponent(keyId)}`;
  const answer = await context.withAdmin(options.data, (admin) => admin.call('DELETE', path));
  if (context.terminal.json) context.terminal.printJson(answer);
  else context.terminal.print(`revoked ${keyId}; it no longer works`);
  return EXIT.ok;
}
