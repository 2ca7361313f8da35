// Every journey ends with the proof that its decisions follow from its ledger: each one is made again, from the record alone.

import type { AuditLedger } from '../../src/audit/index.ts';
import { knownCapabilities } from '../../src/code/index.ts';
import { refold } from '../../src/replay/index.ts';
import { sha256 } from '../../src/sha256.ts';

/** What came out otherwise, in words for a failing test; undefined where nothing did. */
export async function refolded(ledger: AuditLedger): Promise<string | undefined> {
  const report = await refold(ledger, { sha256, capabilities: knownCapabilities });
  if (report.differing === 0) return undefined;
  return `decisions came out otherwise when they were made again: ${JSON.stringify(report.differences, null, 1)}`;
}
