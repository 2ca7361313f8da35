// sallyport ledger erase — what an operator does to the ledger itself; each is a record.

import type { Command } from 'commander';
import { GatewayError, type JsonObject } from '../../domain/index.ts';
import { type CommandContext, DATA_OPTION, type DataOptions } from '../command.ts';
import { EXIT } from '../exit.ts';
import { textField } from '../read-answer.ts';

const SCOPES = ['workflow', 'agent', 'subject'] as const;

interface EraseOptions extends DataOptions {
  readonly workflow?: string;
  readonly agent?: string;
  readonly subject?: string;
  readonly reason: string;
}

/** Adds `erase` to the command `ledger`. */
export function eraseCommand(ledger: Command, context: CommandContext, done: (code: number) => void): void {
  ledger
    .command('erase')
    .description(
      'destroy the contents of a workflow, agent or data subject for good; the records remain verifiable',
    )
    .option('--workflow <id>', 'contents of this workflow')
    .option('--agent <name>', 'contents of this agent')
    .option(
      '--subject <pseudonym>',
      'contents about this data subject, as the header x-sallyport-data-subject named it',
    )
    .requiredOption('--reason <text>', 'reason, kept on record')
    .option(...DATA_OPTION)
    .action(async (options: EraseOptions) => done(await erase(context, options)));
}

async function erase(context: CommandContext, options: EraseOptions): Promise<number> {
  const body = { ...scopeOf(options), reason: options.reason };
  const answer = await context.withAdmin(options.data, (admin) =>
    admin.call('POST', '/ledger/erasures', body),
  );
  const { terminal } = context;
  if (terminal.json) terminal.printJson(answer);
  else {
    terminal.print(`erased, as record ${textField(answer, 'record')} states`);
    const closed = textField(answer, 'workflows_closed');
    terminal.print(
      `  ${closed === '1' ? '1 workflow was closed and takes' : `${closed} workflows were closed and take`} no more calls`,
    );
  }
  return EXIT.ok;
}

function scopeOf(options: EraseOptions): JsonObject {
  const given = SCOPES.filter((scope) => options[scope] !== undefined);
  const [scope] = given;
  if (scope === undefined || given.length > 1) {
    throw new GatewayError('invalid_request', {
      publicMessage: 'say what to erase: one of --workflow, --agent, --subject',
    });
  }
  return { scope, name: options[scope] ?? '' };
}
