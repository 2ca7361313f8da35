// Compares what the ledger says about a workflow with what the tap saw on the wire.

import { type JsonObject, stringField } from '../../src/domain/index.ts';
import type { Witnessed } from './play.ts';
import type { Exchange } from './tap.ts';

export interface Ledger {
  readonly records: readonly JsonObject[];
  readonly keys: ReadonlyMap<string, string>;
}

/** One record per call with the true caller, however often the client tried; blocked when it must be; the next hops in order. */
export function judgeLedger(
  seen: Witnessed,
  ledger: Ledger,
  expected: { readonly hops: readonly (readonly [string, string])[]; readonly blocked: boolean },
): string[] {
  const callers = seen.exchanges.filter(isFirstAttempt).map((exchange) => callerOf(exchange, ledger.keys));
  const recorded = ledger.records.map((record) => stringField(record, 'agent') ?? '(nobody)');
  const complaints: string[] = [];
  if (callers.join() !== recorded.join()) {
    complaints.push(`the ledger has calls of [${recorded.join(' ')}], the wire had [${callers.join(' ')}]`);
  }
  const blocked = ledger.records.some((record) => stringField(record, 'policy_decision') === 'BLOCK');
  if (blocked !== expected.blocked)
    complaints.push(blocked ? 'the ledger has a block' : 'the ledger has no block');
  return [...complaints, ...judgeHops(ledger.records, expected.hops)];
}

function judgeHops(records: readonly JsonObject[], hops: readonly (readonly [string, string])[]): string[] {
  const recorded = records.map(
    (record) => `${stringField(record, 'agent')} to ${stringField(record, 'next_hop_agent') ?? 'nobody'}`,
  );
  let from = 0;
  for (const [agent, next] of hops) {
    const at = recorded.indexOf(`${agent} to ${next}`, from);
    if (at < 0) return [`the ledger lacks the turn from ${agent} to ${next}: ${recorded.join(', ')}`];
    from = at + 1;
  }
  return [];
}

function isFirstAttempt(exchange: Exchange): boolean {
  const attempt = exchange.requestHeaders['x-stainless-retry-count'] ?? '0';
  const decides = exchange.path.includes('/chat/completions') || exchange.path.endsWith('/decisions');
  return decides && attempt === '0';
}

function callerOf(exchange: Exchange, keys: ReadonlyMap<string, string>): string {
  const header = exchange.requestHeaders['api-key'] ?? exchange.requestHeaders.authorization ?? '';
  const key = String(header).replace(/^Bearer /, '');
  for (const [agent, known] of keys) if (known === key) return agent;
  return '(unknown key)';
}
