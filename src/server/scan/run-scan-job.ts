// What the thread does with one job: files or an upload in, a report out.

import type { Sha256Hex } from '../../domain/index.ts';
import {
  buildReport,
  isScannable,
  readUpload,
  reportAsApiAnswer,
  type ScanEngine,
  type ScanReport,
} from '../../scan/index.ts';
import type { ThreadReply } from './job-thread.ts';
import type { ScanAnswer, ScanJob, ScanProgress } from './scan-job.ts';

export interface JobTools {
  readonly engine: ScanEngine;
  readonly sha256: Sha256Hex;
  readonly say: (reply: ThreadReply<ScanProgress, ScanAnswer>) => void;
}

/** Says progress before each file, then the answer, or why the job is refused. */
export async function runScanJob(job: ScanJob, tools: JobTools): Promise<void> {
  const { say } = tools;
  if (job.kind === 'files') {
    say({ kind: 'answer', answer: { kind: 'scanned', ...scan(job, tools) } });
    return;
  }
  const rules = { limits: job.uploadLimits, isWanted: isScannable };
  const upload = await readUpload(job.contentType, job.body, rules);
  if ('refused' in upload) {
    say({ kind: 'refused', message: upload.refused });
    return;
  }
  // Whoever sends code to be judged has no say in the verdict: comments in it suppress nothing.
  const { report } = scan({ files: upload.files, limits: job.limits, honourSuppressions: false }, tools);
  const unread = upload.notices.map((notice) => ({ ...notice, incomplete: true }));
  const whole: ScanReport = {
    ...report,
    notices: [...unread, ...report.notices],
    parseComplete: report.parseComplete && unread.length === 0,
  };
  say({ kind: 'answer', answer: { kind: 'answered', body: reportAsApiAnswer(whole, job.scanId) } });
}

type Scanned = Omit<Extract<ScanAnswer, { kind: 'scanned' }>, 'kind'>;
type FilesJob = Omit<Extract<ScanJob, { kind: 'files' }>, 'kind'>;

function scan({ files, limits, honourSuppressions }: FilesJob, { engine, sha256, say }: JobTools): Scanned {
  const answer = engine.scan(files, {
    limits,
    clock: () => performance.now(),
    onFile: (_, index) => say({ kind: 'progress', progress: index }),
  });
  const report = buildReport(answer, { sha256, honourSuppressions });
  const fixes = answer.findings.flatMap((finding, at) => {
    const { fix, unit, ruleId } = finding;
    const isActive = report.findings[at]?.disposition.kind === 'active';
    return fix === undefined || !isActive || unit.cell !== undefined
      ? []
      : [{ ...fix, file: unit.file, ruleId }];
  });
  return { report, fixes, inventory: answer.inventory };
}
