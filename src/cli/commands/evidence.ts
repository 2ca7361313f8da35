// sallyport evidence — a folder for an auditor: report, tables, policy texts, proofs, and how to check them without us.

import { join } from 'node:path';
import type { Command } from 'commander';
import { didYouMean, GatewayError, readIsoTime, stringField } from '../../domain/index.ts';
import {
  APPROVALS_HEAD,
  approvalLine,
  CHANGES_HEAD,
  changeLine,
  type Evidence,
  EvidenceCollector,
  evidenceReport,
  type Framework,
  frameworks,
  type Period,
  POPULATION_HEAD,
  policiesTable,
  populationLine,
} from '../../evidence/index.ts';
import type { ExportedRecord } from '../../exporters/index.ts';
import type { AdminClient } from '../admin-client.ts';
import { type CommandContext, DATA_OPTION, type DataOptions } from '../command.ts';
import { Pack, type PackFile } from '../evidence-pack.ts';
import { EXIT } from '../exit.ts';
import { streamExport } from '../export-stream.ts';
import { ownVersion } from '../own-version.ts';
import { verifyInstructions } from '../verify-instructions.ts';
import { PACK } from '../verify-lines.ts';

interface EvidenceOptions extends DataOptions {
  readonly framework: string;
  readonly from: string;
  readonly to: string;
  readonly out: string;
}

export function evidenceCommand(
  program: Command,
  context: CommandContext,
  done: (code: number) => void,
): void {
  program
    .command('evidence')
    .summary('write an evidence pack for an assessment')
    .description('write an evidence pack for an assessment: report, tables, policies, proofs')
    .requiredOption('--framework <name>', `one of ${frameworks.map((framework) => framework.id).join(', ')}`)
    .requiredOption('--from <time>', 'start of the period (ISO 8601; a date alone means 00:00 UTC)')
    .requiredOption('--to <time>', 'end of the period, itself excluded')
    .requiredOption('--out <folder>', 'folder to write; must be new or empty')
    .option(...DATA_OPTION)
    .action(async (options: EvidenceOptions) => done(await evidence(context, options)));
}

async function evidence(context: CommandContext, options: EvidenceOptions): Promise<number> {
  const framework = frameworks.find((candidate) => candidate.id === options.framework);
  if (framework === undefined) {
    const known = frameworks.map((each) => each.id);
    throw usage(`--framework "${options.framework}": ${didYouMean(options.framework, known)}`);
  }
  const period = readPeriod(options);
  const pack = await Pack.in(options.out);
  const made = await context.withAdmin(options.data, (admin) =>
    collect({ context, admin, pack }, framework, period),
  );
  const { terminal } = context;
  const summary = { out: options.out, framework: framework.id, records: made.records, files: pack.fileCount };
  if (terminal.json) terminal.printJson(summary);
  else
    terminal.print(
      `${made.records} records of the period, ${pack.fileCount} files → ${join(options.out, 'report.html')}`,
    );
  return EXIT.ok;
}

interface Job {
  readonly context: CommandContext;
  readonly admin: AdminClient;
  readonly pack: Pack;
}

async function collect(
  { context, admin, pack }: Job,
  framework: Framework,
  period: Period,
): Promise<Evidence> {
  const files = await openFiles(pack);
  const collector = new EvidenceCollector(period, {
    decision: (record) => files.population.add(populationLine(record)),
    approval: (row) => files.approvals.add(approvalLine(row)),
    change: (record) => files.changes.add(changeLine(record)),
  });
  let logId = '';
  let last = -1;
  const begin = async (head: { readonly logId: string }): Promise<void> => {
    logId = head.logId;
  };
  const take = async ({ record, leaf }: ExportedRecord): Promise<void> => {
    context.signal.throwIfAborted();
    if (!collector.take(record)) return;
    files.leaves.add(`${leaf}\n`);
    last = record.index;
    for (const file of Object.values(files)) await file.flushWhenLarge();
  };
  await streamExport(admin, { from: 0, to: undefined, format: 'evidence' }, { begin, take });
  const madeAt = Date.now();
  const made = collector.finish(madeAt);
  await pack.text('policies.csv', policiesTable(made.policies));
  for (const version of new Set(made.policies.map((row) => row.version))) {
    await pack.text(`policies/${fileNameOf(version)}`, await policyText(admin, version));
  }
  await addProofs(pack, admin, last);
  const report = { framework, evidence: made, logId, madeAt, version: ownVersion() };
  await pack.text('report.html', evidenceReport(report));
  await pack.text('VERIFY.md', verifyInstructions(logId));
  await pack.close({ framework: framework.id, log_id: logId, from: period.from, to: period.to });
  return made;
}

async function openFiles(
  pack: Pack,
): Promise<Readonly<Record<'population' | 'approvals' | 'changes' | 'leaves', PackFile>>> {
  const population = await pack.file('population.csv');
  population.add(POPULATION_HEAD);
  const approvals = await pack.file('approvals.csv');
  approvals.add(APPROVALS_HEAD);
  const changes = await pack.file('changes.csv');
  changes.add(CHANGES_HEAD);
  return { population, approvals, changes, leaves: await pack.file(PACK.records) };
}

/** What vouches for the records of the pack: the key, a checkpoint of the whole log, and that the last record lies in it. */
async function addProofs(pack: Pack, admin: AdminClient, last: number): Promise<void> {
  const fetched = async (path: string): Promise<string> =>
    Buffer.from(await admin.bytes(path)).toString('utf8');
  await pack.text(PACK.key, await fetched('/log/key'));
  await pack.text(PACK.checkpoint, await fetched('/log/checkpoint?fresh=true'));
  if (last >= 0) await pack.text(PACK.receipt, await fetched(`/receipts/${last}.tlog-proof`));
}

async function policyText(admin: AdminClient, version: string): Promise<string> {
  const answer = await admin.call('GET', `/policy/versions/${encodeURIComponent(version)}`);
  return stringField(answer, 'text') ?? '';
}

function fileNameOf(version: string): string {
  return `${version.replace(/[^A-Za-z0-9]+/g, '-').slice(0, 80)}.yaml`;
}

function readPeriod(options: EvidenceOptions): Period {
  const period = { from: readTime('--from', options.from), to: readTime('--to', options.to) };
  if (period.from >= period.to) throw usage('--from must lie before --to');
  return period;
}

function readTime(option: string, text: string): number {
  const time = readIsoTime(text);
  if (time === undefined)
    throw usage(`${option} "${text}": an ISO 8601 time is expected, such as 2026-01-31`);
  return time;
}

function usage(publicMessage: string): GatewayError {
  return new GatewayError('invalid_request', { publicMessage });
}
