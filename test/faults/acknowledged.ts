// What every fault must leave true: each acknowledged record is there, and the log verifies.

import type { AuditLedger } from '../../src/audit/index.ts';
import { linesOf, type Scene, verified } from '../../src/store/test-support.ts';

/** `<index> <hash>` of each record that a client had a receipt for; other lines are what it was refused with. */
export interface Heard {
  readonly acknowledged: Set<string>;
  readonly refused: Map<string, number>;
}

export function nothingHeard(): Heard {
  return { acknowledged: new Set(), refused: new Map() };
}

/** Listens to a child until it ends; `each` may end it. */
export async function listen(
  child: ReturnType<Scene['child']>,
  heard: Heard,
  each: () => void,
): Promise<void> {
  for await (const line of linesOf(child)) {
    if (/^\d+ [0-9a-f]{64}$/.test(line)) heard.acknowledged.add(line);
    else heard.refused.set(line, (heard.refused.get(line) ?? 0) + 1);
    each();
  }
}

/** Throws with what is wrong. Answers the size of the log. */
export async function requireKept(ledger: AuditLedger, { acknowledged }: Heard): Promise<number> {
  const missing = new Set(acknowledged);
  for (let cursor: number | undefined = 0; cursor !== undefined; ) {
    const page = await ledger.read({ order: 'asc', cursor, limit: 1000 });
    for (const { index, hash } of page.records) missing.delete(`${index} ${hash}`);
    cursor = page.next;
  }
  if (missing.size > 0) throw new Error(`${missing.size} acknowledged records are gone: ${[...missing][0]}`);
  const report = await verified(ledger);
  if (!report.ok) throw new Error(`the log does not verify: ${JSON.stringify(report.damage[0])}`);
  return ledger.head.size;
}
