// A scan of files that ends whatever the files are: a file that brings the thread down is left out, by name.

import { GatewayError } from '../../domain/index.ts';
import type { Inventory, ScanLimits, ScanReport, SourceFile } from '../../scan/index.ts';
import type { JobEnd } from './job-thread.ts';
import type { ProposedFix, ScanAnswer } from './scan-job.ts';
import type { ScanThread } from './start-scan-thread.ts';

export interface ScanFilesOptions {
  readonly limits: ScanLimits;
  readonly honourSuppressions: boolean;
  /** For all files together. */
  readonly deadlineMs: number;
  /** For one file. */
  readonly stallMs: number;
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal;
}

export interface Scanned {
  readonly report: ScanReport;
  readonly fixes: readonly ProposedFix[];
  readonly inventory: Inventory;
}

const MOST_LEFT_OUT = 5;

const WHY = {
  time: 'takes too long',
  memory: 'needs too much memory',
  fault: 'could not be read: this is a bug of the scanner',
  cancelled: 'cancelled',
} as const;

/** Throws GatewayError scan_failed when the scan was cancelled or too many files bring the thread down. */
export async function scanFiles(
  thread: ScanThread,
  files: readonly SourceFile[],
  options: ScanFilesOptions,
): Promise<Scanned> {
  const left = new Map<SourceFile, string>();
  for (;;) {
    const now = files.filter((file) => !left.has(file));
    const { end, at } = await scanOnce(thread, now, options);
    if (end.kind === 'answer' && end.answer.kind === 'scanned') return withNotices(end.answer, left);
    const culprit = now[at];
    const mayGoOn = end.kind === 'stopped' && end.why !== 'cancelled' && left.size < MOST_LEFT_OUT;
    if (!mayGoOn || culprit === undefined) throw failed(end);
    left.set(culprit, WHY[end.why]);
  }
}

/** Answers how it ended, and at which file. */
async function scanOnce(
  thread: ScanThread,
  files: readonly SourceFile[],
  { limits, honourSuppressions, onProgress, ...times }: ScanFilesOptions,
): Promise<{ readonly end: JobEnd<ScanAnswer>; readonly at: number }> {
  let at = 0;
  const end = await thread.run(
    { kind: 'files', files, limits, honourSuppressions },
    {
      ...times,
      onProgress: (index) => {
        at = index;
        onProgress?.(index);
      },
    },
  );
  return { end, at };
}

function failed(end: JobEnd<ScanAnswer>): GatewayError {
  const why = end.kind === 'stopped' ? WHY[end.why] : 'it was refused';
  const cause = end.kind === 'stopped' ? end.cause : undefined;
  return new GatewayError('scan_failed', { publicMessage: `the scan did not end: ${why}`, cause });
}

function withNotices({ report, ...rest }: Scanned, left: ReadonlyMap<SourceFile, string>): Scanned {
  if (left.size === 0) return { report, ...rest };
  const notices = [...left].map(([{ path }, why]) => ({
    file: path,
    message: `${why}: left out`,
    incomplete: true,
  }));
  return { report: { ...report, notices: [...notices, ...report.notices], parseComplete: false }, ...rest };
}
