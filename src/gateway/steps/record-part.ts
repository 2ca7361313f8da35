// Step 5 once more, for code that a stream releases before its end: decided and durable before it flows.

import type { Exchange } from '../exchange.ts';
import { encodeFacts } from '../facts.ts';
import type { JudgedAction } from '../judge-action.ts';
import { laterFacts } from '../later-facts.ts';
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
  const [first, ...rest] = continuationDrafts(head, verdicts);
  if (first === undefined) return;
  // What has been released counts from now on, not from the stream's end: a rate holds within one reply, too.
  const facts = laterFacts(exchange, { verdicts, ...NOTHING_ELSE });
  const contents = [
    { name: 'facts', bytes: encodeFacts(facts) },
    ...exchange.before.given,
    ...(first.contents ?? []),
  ];
  const { ledger, state } = exchange.deps;
  await state.applyWhen(ledger.append([{ ...first, contents }, ...rest]), facts);
}

const NOTHING_ELSE = {
  released: [],
  tokens: 0,
  replied: undefined,
  cleared: [],
  settled: undefined,
} as const;
