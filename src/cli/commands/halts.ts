// sallyport stop|resume|halts — the kill switch: an agent, a workflow, or everything, at once and on record.

import type { Command } from 'commander';
import { didYouMean, GatewayError, type JsonObject } from '../../domain/index.ts';
import { type CommandContext, DATA_OPTION, type DataOptions } from '../command.ts';
import { EXIT } from '../exit.ts';
import { listField, textField } from '../read-answer.ts';
import { oneLine } from '../terminal.ts';

interface ReasonOptions extends DataOptions {
  readonly reason: string;
}

export function haltsCommand(program: Command, context: CommandContext, done: (code: number) => void): void {
  const described = {
    stop: 'stop an agent, a workflow or everything: running calls end, new ones are refused',
    resume: 'let a stopped agent, workflow or project continue',
  };
  for (const verb of ['stop', 'resume'] as const) {
    program
      .command(verb)
      .argument('<scope>', 'agent, workflow or project')
      .argument('[name]', 'name of the agent or id of the workflow')
      .description(described[verb])
      .requiredOption('--reason <text>', 'reason, kept on record')
      .option(...DATA_OPTION)
      .action(async (scope: string, name: string | undefined, options: ReasonOptions) =>
        done(await change(context, verb, { scope, name, options })),
      );
  }
  program
    .command('halts')
    .description('list what is stopped, by whom and why')
    .option(...DATA_OPTION)
    .action(async (options: DataOptions) => done(await list(context, options)));
}

const SCOPES: readonly string[] = ['agent', 'workflow', 'project'];

interface Wish {
  readonly scope: string;
  readonly name: string | undefined;
  readonly options: ReasonOptions;
}

async function change(context: CommandContext, verb: 'stop' | 'resume', wish: Wish): Promise<number> {
  const { scope, name, options } = wish;
  if (!SCOPES.includes(scope)) {
    throw new GatewayError('invalid_request', {
      publicMessage: `"${scope}": ${didYouMean(scope, SCOPES)}`,
    });
  }
  const body: JsonObject = { scope, reason: options.reason, ...(name === undefined ? {} : { name }) };
  const path = verb === 'stop' ? '/halts' : '/halts/resume';
  const answer = await context.withAdmin(options.data, (admin) => admin.call('POST', path, body));
  const { terminal } = context;
  if (terminal.json) terminal.printJson(answer);
  else if (verb === 'resume') terminal.print(`${scope} ${name ?? ''} resumed`.replace('  ', ' '));
  else
    terminal.print(
      `${scope} ${name ?? ''} stopped; ${textField(answer, 'calls_stopped')} running calls were ended`.replace(
        '  ',
        ' ',
      ),
    );
  return EXIT.ok;
}

async function list(context: CommandContext, options: DataOptions): Promise<number> {
  const answer = await context.withAdmin(options.data, (admin) => admin.call('GET', '/halts'));
  const { terminal } = context;
  const halts = listField(answer, 'halts');
  if (terminal.json) for (const halt of halts) terminal.printJson(halt);
  else if (halts.length === 0) terminal.print('nothing is stopped');
  else for (const halt of halts) terminal.print(rowOf(context, halt));
  return EXIT.ok;
}

function rowOf({ terminal }: CommandContext, halt: JsonObject): string {
  const what = oneLine(`${textField(halt, 'scope')} ${textField(halt, 'name')}`.trim());
  return `${terminal.paint('red', what)}  since ${textField(halt, 'since')} by ${oneLine(textField(halt, 'by'))}: ${oneLine(textField(halt, 'reason'))}`;
}
