// What verifying costs once contents are read, too.

import type { VerifyReport } from '../../src/audit/index.ts';
import { openEmbeddedLedger } from '../../src/store/index.ts';
import { draft } from './draft.ts';

const RECORDS = 100_000;
const AT_ONCE = 1000;

export interface VerifyFigures {
  readonly records: number;
  readonly hash_only_per_s: number;
  readonly all_per_s: number;
}

/** Fills a log whose records have contents, then verifies hashes alone and everything. */
export async function measureVerify(directory: string): Promise<VerifyFigures> {
  const ledger = await openEmbeddedLedger({ directory, clock: Date.now });
  for (let at = 0; at < RECORDS; at += AT_ONCE)
    await ledger.append(Array.from({ length: AT_ONCE }, (_, each) => draft(each % 100, at + each)));
  const timed = async (options: { signatures?: boolean; contents?: boolean }): Promise<number> => {
    const started = performance.now();
    let report: VerifyReport | undefined;
    for await (const step of ledger.verify(options)) if (step.kind === 'report') report = step;
    if (report?.ok !== true) throw new Error('the log does not verify');
    return Math.round((report.records / (performance.now() - started)) * 1000);
  };
  const hashOnly = await timed({ signatures: false, contents: false });
  const everything = await timed({});
  const records = ledger.head.size;
  await ledger.close();
  return { records, hash_only_per_s: hashOnly, all_per_s: everything };
}
