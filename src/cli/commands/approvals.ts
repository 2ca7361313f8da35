// sallyport approvals list|show|approve|deny — what waits for a person, and the person's answer.

import type { Command } from 'commander';
import { isJsonObject, type JsonObject, ownField } from '../../domain/index.ts';
import { type CommandContext, DATA_OPTION, type DataOptions } from '../command.ts';
import { EXIT } from '../exit.ts';
import { listField, textField } from '../read-answer.ts';
import { columns, oneLine } from '../terminal.ts';

interface AnswerOptions extends DataOptions {
  readonly reason?: string;
}

export function approvalsCommand(
  program: Command,
  context: CommandContext,
  done: (code: number) => void,
): void {
  const approvals = program.command('approvals').description('actions that wait for a person');
  approvals
    .command('list')
    .description('list what waits, oldest first')
    .option(...DATA_OPTION)
    .action(async (options: DataOptions) => done(await list(context, options)));
  approvals
    .command('show <id>')
    .description('show exactly what would be released')
    .option(...DATA_OPTION)
    .action(async (id: string, options: DataOptions) => done(await show(context, id, options)));
  for (const decision of ['approve', 'deny'] as const) {
    approvals
      .command(`${decision} <id>`)
      .description(
        decision === 'approve'
          ? 'release exactly what the approval shows, once'
          : 'refuse it; the agent is told',
      )
      .option('--reason <text>', 'kept in the record')
      .option(...DATA_OPTION)
      .action(async (id: string, options: AnswerOptions) =>
        done(await answer(context, { id, decision }, options)),
      );
  }
}

async function list(context: CommandContext, options: DataOptions): Promise<number> {
  const reply = await context.withAdmin(options.data, (admin) => admin.call('GET', '/approvals'));
  const { terminal } = context;
  const waiting = listField(reply, 'approvals');
  if (terminal.json) for (const approval of waiting) terminal.printJson(approval);
  else if (waiting.length === 0) terminal.print('nothing waits for a person');
  else {
    const rows = waiting.map((approval) => [
      textField(approval, 'approval_id'),
      oneLine(textField(approval, 'agent')),
      oneLine(textField(approval, 'workflow')),
      textField(approval, 'timeout_at'),
      oneLine(textField(approval, 'policies')),
    ]);
    for (const line of columns([['APPROVAL', 'AGENT', 'WORKFLOW', 'UNTIL', 'ASKED BY'], ...rows]))
      terminal.print(line);
    terminal.print('\nsallyport approvals show ID · approve ID · deny ID --reason "…"');
  }
  return EXIT.ok;
}

async function show(context: CommandContext, id: string, options: DataOptions): Promise<number> {
  const approval = await context.withAdmin(options.data, (admin) =>
    admin.call('GET', `/approvals/${encodeURIComponent(id)}`),
  );
  printApproval(context, approval);
  return EXIT.ok;
}

function printApproval({ terminal }: CommandContext, approval: JsonObject): void {
  if (terminal.json) {
    terminal.printJson(approval);
    return;
  }
  terminal.print(
    `${textField(approval, 'approval_id')}  ${textField(approval, 'status')}  until ${textField(approval, 'timeout_at')}`,
  );
  const shows = ownField(approval, 'shows');
  if (!isJsonObject(shows)) return;
  for (const line of columns(
    Object.entries(shows).map(([key, value]) => [
      `  ${key}`,
      oneLine(typeof value === 'string' ? value : JSON.stringify(value)),
    ]),
  )) {
    terminal.print(line);
  }
}

async function answer(
  context: CommandContext,
  what: { readonly id: string; readonly decision: 'approve' | 'deny' },
  options: AnswerOptions,
): Promise<number> {
  const path = `/approvals/${encodeURIComponent(what.id)}`;
  const settled = await context.withAdmin(options.data, async (admin) => {
    const seen = await admin.call('GET', path);
    printApproval(context, seen);
    const reason = options.reason === undefined ? {} : { reason: options.reason };
    return admin.call('POST', path, { decision: what.decision, shown: textField(seen, 'shown'), ...reason });
  });
  const { terminal } = context;
  if (terminal.json) terminal.printJson(settled);
  else
    terminal.print(
      terminal.paint(
        what.decision === 'approve' ? 'green' : 'red',
        `${textField(settled, 'status')} ${what.id}`,
      ),
    );
  return EXIT.ok;
}
