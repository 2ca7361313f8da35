// sallyport policy check|test|explain|show|history|activate|enforce|schema — the life of a policy.

import { basename } from 'node:path';
import type { Command } from 'commander';
import type { JsonObject } from '../../domain/index.ts';
import { checkPolicySet, policyJsonSchema } from '../../policy/index.ts';
import { PolicyRejected } from '../../server/index.ts';
import { type CommandContext, DATA_OPTION, type DataOptions } from '../command.ts';
import { EXIT } from '../exit.ts';
import { loadPolicyFile } from '../load-policy-file.ts';
import { printActivation } from '../print-activation.ts';
import { listField, textField } from '../read-answer.ts';
import { renderDiagnostics } from '../render-diagnostics.ts';
import { renderExplanation } from '../render-explanation.ts';
import { columns, oneLine, printable } from '../terminal.ts';
import { policyTestCommand } from './policy-test.ts';
import { policyVersionCommands } from './policy-versions.ts';

interface ChangeOptions extends DataOptions {
  readonly reason?: string;
}

export function policyCommand(program: Command, context: CommandContext, done: (code: number) => void): void {
  const policy = program.command('policy').description('write, test, activate and explain policies');
  policy
    .command('check')
    .argument('<file>', 'policy file')
    .description('list every problem of a policy file with line and column; needs no gateway')
    .action(async (file: string) => done(await check(context, file)));
  policy
    .command('schema')
    .description('print the JSON Schema of policy files, for editors')
    .action(() => {
      const { terminal } = context;
      if (terminal.json) terminal.printJson(policyJsonSchema());
      else terminal.print(JSON.stringify(policyJsonSchema(), null, 2));
      done(EXIT.ok);
    });
  policyTestCommand(policy, context, done);
  policyVersionCommands(policy, context, done);
  policy
    .command('show')
    .description('print the policy in force')
    .option(...DATA_OPTION)
    .action(async (options: DataOptions) => done(await show(context, options)));
  policy
    .command('history')
    .description('list every activation: version, author, reason')
    .option(...DATA_OPTION)
    .action(async (options: DataOptions) => done(await history(context, options)));
  policy
    .command('explain')
    .argument('<agent>', 'name of the agent')
    .argument('<tool>', 'name of the tool')
    .description('explain what happens when an agent calls a tool')
    .option(...DATA_OPTION)
    .action(async (agent: string, tool: string, options: DataOptions) =>
      done(await explain(context, { agent, tool }, options)),
    );
  policy
    .command('activate')
    .argument('<file>', 'policy file')
    .description('put a policy file in force; author and reason are recorded')
    .option('--reason <text>', 'reason, kept on record')
    .option(...DATA_OPTION)
    .action(async (file: string, options: ChangeOptions) => done(await activate(context, file, options)));
  policy
    .command('enforce')
    .description('enforce the default decision that the active policy only observes')
    .option('--reason <text>', 'reason, kept on record')
    .option(...DATA_OPTION)
    .action(async (options: ChangeOptions) => done(await enforce(context, options)));
}

async function check(context: CommandContext, file: string): Promise<number> {
  const { terminal } = context;
  const { loaded } = await loadPolicyFile(file);
  const diagnostics = [...loaded.diagnostics, ...(loaded.ok ? checkPolicySet(loaded.set) : [])];
  const hasErrors = !loaded.ok || diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  if (terminal.json) {
    terminal.printJson({
      file,
      ok: !hasErrors,
      ...(loaded.ok ? { version: loaded.set.version } : {}),
      diagnostics,
    });
  } else {
    if (diagnostics.length > 0) terminal.print(renderDiagnostics(terminal, diagnostics));
    if (!hasErrors && loaded.ok)
      terminal.print(`${terminal.paint('green', 'ok')} ${file} ${loaded.set.version}`);
  }
  return hasErrors ? EXIT.usage : EXIT.ok;
}

async function show(context: CommandContext, options: DataOptions): Promise<number> {
  const active = await context.withAdmin(options.data, (admin) => admin.call('GET', '/policy'));
  const { terminal } = context;
  if (terminal.json) terminal.printJson(active);
  else {
    terminal.print(`# ${textField(active, 'version')}`);
    terminal.print(
      oneLine(
        `# ${textField(active, 'file_name')}, activated ${textField(active, 'activated_at')} by ${textField(active, 'author')}`,
      ),
    );
    terminal.print(printable(textField(active, 'source').trimEnd()));
  }
  return EXIT.ok;
}

async function history(context: CommandContext, options: DataOptions): Promise<number> {
  const answer = await context.withAdmin(options.data, (admin) => admin.call('GET', '/policy/history'));
  const { terminal } = context;
  const activations = listField(answer, 'activations');
  if (terminal.json) for (const activation of activations) terminal.printJson(activation);
  else {
    const rows = activations.map((activation) => [
      textField(activation, 'at'),
      textField(activation, 'version').slice(0, 19),
      textField(activation, 'author'),
      oneLine(textField(activation, 'file_name')),
      oneLine(textField(activation, 'reason')),
    ]);
    for (const line of columns([['WHEN', 'VERSION', 'AUTHOR', 'FILE', 'REASON'], ...rows]))
      terminal.print(line);
  }
  return EXIT.ok;
}

async function explain(
  context: CommandContext,
  about: { readonly agent: string; readonly tool: string },
  options: DataOptions,
): Promise<number> {
  const path = `/policy/explain/${encodeURIComponent(about.agent)}/${encodeURIComponent(about.tool)}`;
  const explanation = await context.withAdmin(options.data, (admin) => admin.call('GET', path));
  if (context.terminal.json) context.terminal.printJson(explanation);
  else for (const line of renderExplanation(context.terminal, explanation)) context.terminal.print(line);
  return EXIT.ok;
}

async function activate(context: CommandContext, file: string, options: ChangeOptions): Promise<number> {
  // Checked here first: the gateway knows the text but not the path, and a person wants every problem with its place.
  const { text, loaded } = await loadPolicyFile(file);
  if (!loaded.ok) throw new PolicyRejected(loaded.diagnostics);
  const body = {
    text,
    file_name: basename(file),
    ...(options.reason === undefined ? {} : { reason: options.reason }),
  };
  const answer = await context.withAdmin(options.data, (admin) =>
    admin.call('POST', '/policy/activate', body),
  );
  return printActivation(context, answer);
}

async function enforce(context: CommandContext, options: ChangeOptions): Promise<number> {
  const body: JsonObject = options.reason === undefined ? {} : { reason: options.reason };
  const answer = await context.withAdmin(options.data, (admin) =>
    admin.call('POST', '/policy/enforce', body),
  );
  return printActivation(context, answer);
}
