// sallyport approvals list|show|approve|deny|grants|revoke — what waits for a person, and the person's answer.

import type { Command } from 'commander';
import { GatewayError, isJsonObject, type JsonObject, ownField } from '../../domain/index.ts';
import type { AdminClient } from '../admin-client.ts';
import { type CommandContext, DATA_OPTION, type DataOptions } from '../command.ts';
import { readDuration } from '../duration.ts';
import { EXIT } from '../exit.ts';
import { listField, namesField, textField, textsField } from '../read-answer.ts';
import { readCount } from '../read-count.ts';
import { shownLines } from '../shown-lines.ts';
import { columns, oneLine } from '../terminal.ts';
import { grantCommands } from './approval-grants.ts';

interface AnswerOptions extends DataOptions {
  readonly reason?: string;
  readonly alike?: boolean;
  /** A duration, and how often. */
  readonly nextFor?: string;
  readonly uses?: string;
}

export function approvalsCommand(
  program: Command,
  context: CommandContext,
  done: (code: number) => void,
): void {
  const approvals = program
    .command('approvals')
    .description('actions that are waiting for a person to decide');
  approvals
    .command('list')
    .description('list pending approvals, oldest first')
    .option(...DATA_OPTION)
    .action(async (options: DataOptions) => done(await list(context, options)));
  approvals
    .command('show')
    .argument('<id>', 'id of the approval')
    .description('show exactly what an approval would release')
    .option(...DATA_OPTION)
    .action(async (id: string, options: DataOptions) => done(await show(context, id, options)));
  for (const decision of ['approve', 'deny'] as const) {
    const command = approvals
      .command(decision)
      .argument('<id>', 'id of the approval')
      .description(
        decision === 'approve'
          ? 'approve: release exactly what was shown, once'
          : 'deny: nothing is released, and the agent is told',
      )
      .option('--reason <text>', 'reason, kept on record')
      .option('--alike', 'decide all identical pending requests, whatever their workflow');
    if (decision === 'approve') {
      command
        .option(
          '--next-for <duration>',
          'also approve further requests of this kind in this workflow for a while, such as 1h',
        )
        .option('--uses <number>', 'with --next-for: how many requests at most (default: 100)');
    }
    command
      .option(...DATA_OPTION)
      .action(async (id: string, options: AnswerOptions) =>
        done(await answer(context, { id, decision }, options)),
      );
  }
  grantCommands(approvals, context, done);
}

async function list(context: CommandContext, options: DataOptions): Promise<number> {
  const reply = await context.withAdmin(options.data, (admin) => admin.call('GET', '/approvals'));
  const { terminal } = context;
  const waiting = listField(reply, 'approvals');
  if (terminal.json) for (const approval of waiting) terminal.printJson(approval);
  else if (waiting.length === 0) terminal.print('no pending approvals');
  else {
    const rows = waiting.map((approval) => [
      textField(approval, 'approval_id'),
      oneLine(textField(approval, 'agent')),
      oneLine(textField(approval, 'workflow')),
      oneLine(`${textField(approval, 'action_type')} ${textField(approval, 'subject')}`),
      textField(approval, 'timeout_at'),
      oneLine(namesField(approval, 'policies')),
    ]);
    for (const line of columns([['APPROVAL', 'AGENT', 'WORKFLOW', 'ACTION', 'UNTIL', 'ASKED BY'], ...rows]))
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
  const shown = shownLines(ownField(approval, 'shows'));
  if (shown.length === 0) terminal.print('  the contents were erased');
  for (const line of shown) terminal.print(`  ${line}`);
  for (const line of answersSoFar(approval)) terminal.print(line);
  for (const note of textsField(approval, 'notes'))
    terminal.print(terminal.paint('yellow', `  ! ${oneLine(note)}`));
}

/** Who may answer and who has, where that is not simply one person. */
function answersSoFar(approval: JsonObject): readonly string[] {
  const given = listField(approval, 'decisions');
  const may = namesField(approval, 'approvers');
  const quorum = textField(approval, 'quorum');
  if (may === '' && quorum === '1' && given.length === 0) return [];
  const said = given.map((each) => `${textField(each, 'decision')} by ${textField(each, 'by')}`).join(', ');
  const who = may === '' ? '' : `; who may: ${may}`;
  return [`  answers    ${oneLine(`${given.length} of ${quorum}${said === '' ? '' : ` (${said})`}${who}`)}`];
}

async function answer(
  context: CommandContext,
  what: { readonly id: string; readonly decision: 'approve' | 'deny' },
  options: AnswerOptions,
): Promise<number> {
  const path = `/approvals/${encodeURIComponent(what.id)}`;
  const said = {
    decision: what.decision,
    ...(options.reason === undefined ? {} : { reason: options.reason }),
  };
  const grant = grantWish(options);
  const settled = await context.withAdmin(options.data, async (admin) => {
    const seen = await admin.call('GET', path);
    printApproval(context, seen);
    const one = await admin.call('POST', path, { ...said, shown: textField(seen, 'shown'), ...grant });
    return options.alike === true ? [one, ...(await answerAlike(admin, said, seen))] : [one];
  });
  const { terminal } = context;
  for (const each of settled) {
    if (terminal.json) terminal.printJson(each);
    else terminal.print(resultLine(context, what.decision, each));
  }
  return settled.some((each) => ownField(each, 'error') !== undefined) ? EXIT.negative : EXIT.ok;
}

/** The person has looked at one; the gateway makes sure that the others show the same. */
async function answerAlike(
  admin: AdminClient,
  said: JsonObject,
  seen: JsonObject,
): Promise<readonly JsonObject[]> {
  const alike = textField(seen, 'alike');
  const waiting = listField(await admin.call('GET', '/approvals'), 'approvals');
  const approvals = waiting
    .filter((each) => textField(each, 'alike') === alike)
    .map((each) => ({ approval_id: textField(each, 'approval_id'), shown: textField(each, 'shown') }));
  if (approvals.length === 0) return [];
  return listField(await admin.call('POST', '/approvals', { ...said, alike, approvals }), 'results').filter(
    isJsonObject,
  );
}

function grantWish({ nextFor, uses }: AnswerOptions): JsonObject {
  if (nextFor === undefined && uses === undefined) return {};
  if (nextFor === undefined)
    throw new GatewayError('invalid_request', { publicMessage: '--uses needs --next-for' });
  const max_uses = uses === undefined ? {} : { max_uses: readCount(uses, '--uses') };
  return { grant: { for_seconds: readDuration('--next-for', nextFor) / 1000, ...max_uses } };
}

function resultLine({ terminal }: CommandContext, decision: 'approve' | 'deny', settled: JsonObject): string {
  const id = textField(settled, 'approval_id');
  const error = textField(settled, 'error');
  if (error !== '') return terminal.paint('red', `not decided ${id}: ${oneLine(error)}`);
  return terminal.paint(decision === 'approve' ? 'green' : 'red', `${textField(settled, 'status')} ${id}`);
}
