// The gateway's state over a restart: folded again from the ledger's records, and from a summary where records are too many.

import { z } from 'zod';
import type { AuditLedger } from './audit/index.ts';
import { decodeFacts, GatewayState, type SpendSummary } from './gateway/index.ts';

/** How far back the start-up re-fold reaches: the windows of rates and sequences are shorter than this. */
const REFOLD_MS = 24 * 60 * 60 * 1000;
const REFOLD_RECORDS = 50_000;

/** A restart is a re-fold: the same facts through the same `apply`; budgets of longer windows begin from their summary. */
export async function foldedState(ledger: AuditLedger): Promise<GatewayState> {
  const state = new GatewayState();
  const summary = await latestSummary(ledger);
  if (summary !== undefined) state.spend.restore(summary.spend);
  for await (const record of ledger.recentExchanges(Date.now() - REFOLD_MS, REFOLD_RECORDS)) {
    if (!record.contents.some((item) => item.name === 'facts')) continue;
    const contents = await ledger.contents(record.index);
    const item = 'erased' in contents ? undefined : contents.find((candidate) => candidate.name === 'facts');
    const facts = item === undefined ? undefined : decodeFacts(item.bytes);
    if (facts !== undefined) state.restore(facts, record.index, summary?.holds(facts, record.index));
  }
  return state;
}

const counter = z.tuple([z.string(), z.number(), z.number(), z.number(), z.number()]);
const reservation = z.object({
  exchange: z.string(),
  at: z.number(),
  agent: z.string(),
  model: z.string(),
  workflows: z.array(z.string()),
  tokens: z.number(),
  costMicros: z.number(),
});
const summaryShape = z.object({
  size: z.number(),
  pending: z.array(z.string()),
  spend: z.object({ counters: z.array(counter), reserved: z.array(reservation) }),
});

interface ReadSummary {
  readonly spend: SpendSummary['spend'];
  holds(facts: Parameters<GatewayState['apply']>[0], index: number): boolean;
}

async function latestSummary(ledger: AuditLedger): Promise<ReadSummary | undefined> {
  const page = await ledger.read({ kinds: ['usage_summarised'], order: 'desc', limit: 1 });
  const [record] = page.records;
  if (record === undefined) return undefined;
  const contents = await ledger.contents(record.index);
  const item = 'erased' in contents ? undefined : contents.find((candidate) => candidate.name === 'spend');
  if (item === undefined) return undefined;
  const { size, pending, spend } = summaryShape.parse(JSON.parse(Buffer.from(item.bytes).toString('utf8')));
  const open = new Set(pending);
  return { spend, holds: (facts, index) => index < size && !open.has(GatewayState.pendingKey(facts)) };
}

const SUMMARISE_MS = 10 * 60 * 1000;

export interface SpendKeeper {
  stop(): Promise<void>;
}

/** Records now and then, and at the end, what has been used of budgets: months have more records than a start should read. */
export function keepSpend(state: GatewayState, ledger: AuditLedger): SpendKeeper {
  let summarisedAt = ledger.head.size;
  const summarise = async (): Promise<void> => {
    if (ledger.head.size === summarisedAt) return;
    const summary = state.spendSummary(ledger.head.size, Date.now());
    const bytes = Buffer.from(JSON.stringify(summary));
    const body = { counters: summary.spend.counters.length, reserved: summary.spend.reserved.length };
    await ledger.append([{ kind: 'usage_summarised', body, contents: [{ name: 'spend', bytes }] }]);
    summarisedAt = ledger.head.size;
  };
  // A summary that could not be recorded is made again later; until then the records themselves say it.
  const timer = setInterval(() => void summarise().catch(() => undefined), SUMMARISE_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await summarise().catch(() => undefined);
    },
  };
}
