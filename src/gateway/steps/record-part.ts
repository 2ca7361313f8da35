// Step 5 once more, for code that a stream releases before its end: decided and durable before it flows.

import type { Exchange } from '../exchange.ts';
import { type ExchangeFacts, encodeFacts } from '../facts.ts';
import type { JudgedAction } from '../judge-action.ts';
import { laterFacts } from '../later-facts.ts';
import { continuationDrafts, headOf } from '../record-bodies.ts';

/** Appends `actions_decided` records for verdicts whose release does not wait for the reply's end. */
export async function recordPart(exchange: Exchange, verdicts: readonly JudgedAction[]): Promise<void> {
  const { decided } = exchange;
  const [first, ...rest] = continuationDrafts(headOf(exchange.id, decided), verdicts);
  if (first === undefined) return;
  // What has been released counts from now on, not from the stream's end: a rate holds within one reply, too.
  const facts = laterFacts(exchange, { verdicts, ...NOTHING_ELSE, blocks: blocksOf(verdicts) });
  const contents = [
    { name: 'facts', bytes: encodeFacts(facts) },
    ...exchange.before.given,
    ...(first.contents ?? []),
  ];
  const { ledger, state } = exchange.deps;
  await state.applyWhen(ledger.append([{ ...first, contents }, ...rest]), facts);
}

function blocksOf(verdicts: readonly JudgedAction[]): ExchangeFacts['blocks'] {
  return verdicts.flatMap(({ action }) =>
    action.type === 'code_execution' ? [[action.choice, action.start] as const] : [],
  );
}

const NOTHING_ELSE = {
  released: [],
  tokens: 0,
  replied: undefined,
  cleared: [],
  settled: undefined,
} as const;
