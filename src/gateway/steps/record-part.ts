// Step 5 once more, for code that a stream releases before its end: decided and durable before it flows.

import type { Exchange } from '../exchange.ts';
import type { JudgedAction } from '../judge-action.ts';
import { continuationDrafts } from '../record-bodies.ts';

/** Appends `actions_decided` records for verdicts whose release does not wait for the reply's end. */
export async function recordPart(exchange: Exchange, verdicts: readonly JudgedAction[]): Promise<void> {
  const { decided } = exchange;
  const head = {
    exchange: exchange.id,
    root: decided.resolution.root,
    facts: decided.facts,
    policyVersion: decided.policy.version,
  };
  await exchange.deps.ledger.append(continuationDrafts(head, verdicts));
}
