// One `sallyport scan`: read, judge, compare, mend, tell. The order of the steps and nothing else.

import { GatewayError } from '../../domain/index.ts';
import {
  activeFindings,
  baselineOf,
  compareWithBaseline,
  decodeSource,
  isAtLeast,
  isScannable,
  readBaseline,
  type ScanReport,
  type SourceFile,
} from '../../scan/index.ts';
import type { Scanned, ScanThread } from '../../server/index.ts';
import type { CommandContext } from '../command.ts';
import { EXIT } from '../exit.ts';
import { readUserFile } from '../read-user-file.ts';
import { oneLine } from '../terminal.ts';
import { fixProject } from './fix-project.ts';
import { showProgress, showStart } from './progress.ts';
import { readSources, type Sources } from './read-sources.ts';
import { filesAtRevision } from './revision.ts';
import { failBarOf, formatOf, graphFormatOf, type ScanFlags } from './scan-options.ts';
import { tell, writeBaselineFile } from './tell.ts';

const LIMITS = { maxFileBytes: 8 * 1024 * 1024, maxFileMs: 5_000, maxFindings: 20_000 };
const DEADLINE_MS = 30 * 60_000;
const STALL_MS = 20_000;
const REVISION_BYTES = { maxFileBytes: 16 * 1024 * 1024, maxTotalBytes: 512 * 1024 * 1024 };

export interface ScanRun {
  readonly context: CommandContext;
  /** Opened with the first scan: what it takes to find the files should not wait for it. */
  readonly thread: () => Promise<ScanThread>;
  readonly flags: ScanFlags;
  readonly workingDirectory: string;
}

/** Without it a path with a slip of the pen in it would look like code without a fault. */
const NOTHING_READ =
  'nothing was looked at: no file that is read lies there (.py, notebooks, OAI_CONFIG_LIST, requirements)';

/** Scans the paths and answers the exit code: 0 nothing at or above the bar, 1 findings. Throws GatewayError for wrong input. */
export async function runScan(run: ScanRun, paths: readonly string[]): Promise<number> {
  const { context, flags } = run;
  const format = formatOf(flags, context.terminal.json);
  const bar = failBarOf(flags);
  if (flags.graph !== undefined) graphFormatOf(flags);
  const baseline = await baselineFrom(flags);
  const sources = readSources(paths, run.workingDirectory, (files) => showStart(context.terminal, files));
  if (sources.files.length === 0) context.terminal.error(context.terminal.paint('yellow', NOTHING_READ));
  const first = await scanNow(run, sources.files);
  const { scanned, lines } =
    flags.fix === true ? await mend(run, sources, first) : { scanned: first, lines: [] };
  const whole = withNotices(scanned.report, sources);
  const known = baseline === undefined ? whole : compared(whole, baseline);
  const report = flags.diff === undefined ? known : await sinceRevision(run, known, flags.diff);
  for (const line of lines) context.terminal.error(line);
  if (flags.updateBaseline !== undefined) {
    await writeBaselineFile(flags.updateBaseline, whole);
    context.terminal.error(`baseline written to ${oneLine(flags.updateBaseline)}`);
  }
  const contained = await policyDraft(flags, { report, inventory: scanned.inventory });
  if (flags.policyOut !== undefined)
    context.terminal.error(`policy written to ${oneLine(flags.policyOut)}, its cases beside it`);
  await tell(context.terminal, flags, { report, inventory: scanned.inventory, format, contained });
  const fails = bar !== undefined && activeFindings(report).some(({ severity }) => isAtLeast(severity, bar));
  return fails && flags.updateBaseline === undefined ? EXIT.negative : EXIT.ok;
}

/** Policy is loaded only where a draft of one is wanted. */
async function policyDraft(
  { policyOut }: ScanFlags,
  found: Parameters<typeof import('./write-policy.ts').writePolicy>[1],
): ReturnType<typeof import('./write-policy.ts').writePolicy> {
  if (policyOut === undefined) return undefined;
  const { writePolicy } = await import('./write-policy.ts');
  return writePolicy(policyOut, found);
}

async function scanNow(run: ScanRun, files: readonly SourceFile[]): Promise<Scanned> {
  const { scanFiles } = await import('../../server/index.ts');
  return scanFiles(await run.thread(), files, {
    limits: LIMITS,
    honourSuppressions: run.flags.suppressions,
    deadlineMs: DEADLINE_MS,
    stallMs: STALL_MS,
    signal: run.context.signal,
    onProgress: showProgress(run.context.terminal, files.length),
  });
}

async function mend(
  run: ScanRun,
  sources: Sources,
  first: Scanned,
): Promise<{ readonly scanned: Scanned; readonly lines: readonly string[] }> {
  const fixed = await fixProject(sources, first, {
    workingDirectory: run.workingDirectory,
    unsafe: run.flags.unsafeFixes === true,
    scan: (files) => scanNow(run, files),
  });
  const { terminal } = run.context;
  return {
    scanned: fixed.scanned,
    lines: [
      ...fixed.written.map((file) => `${terminal.paint('green', 'fixed')} ${file}`),
      ...fixed.refused.map(({ file, why }) => `${terminal.paint('yellow', 'not fixed')} ${file}: ${why}`),
    ],
  };
}

async function baselineFrom({ baseline }: ScanFlags): Promise<ReturnType<typeof baselineOf> | undefined> {
  if (baseline === undefined) return undefined;
  const read = readBaseline(await readUserFile(baseline));
  if (!('problem' in read)) return read;
  throw new GatewayError('invalid_request', { publicMessage: `--baseline ${baseline}: ${read.problem}` });
}

function compared(report: ScanReport, baseline: ReturnType<typeof baselineOf>): ScanReport {
  const { findings, stale } = compareWithBaseline(report.findings, baseline);
  const message = `${stale} entries of the baseline match nothing any more`;
  const notices = stale === 0 ? [] : [{ file: undefined, message, incomplete: false }];
  return { ...report, findings, notices: [...report.notices, ...notices] };
}

/** What the revision had already is known: the same findings, whatever moved around them. */
async function sinceRevision(run: ScanRun, report: ScanReport, revision: string): Promise<ScanReport> {
  const files = await filesAtRevision(revision, {
    workingDirectory: run.workingDirectory,
    isWanted: isScannable,
    ...REVISION_BYTES,
  });
  const then = files.flatMap(({ path, bytes }) => {
    const decoded = decodeSource(bytes);
    return decoded.kind === 'text' ? [{ path, text: decoded.text }] : [];
  });
  const before = await scanNow(run, then);
  return {
    ...report,
    findings: compareWithBaseline(report.findings, baselineOf(before.report.findings)).findings,
  };
}

function withNotices(report: ScanReport, { notices }: Sources): ScanReport {
  return {
    ...report,
    notices: [...notices, ...report.notices],
    parseComplete: report.parseComplete && notices.every(({ incomplete }) => !incomplete),
  };
}
