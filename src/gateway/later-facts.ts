// What a record after the request door adds to the state: parts of a stream, the outcome, or how far it got.

import type { Spent } from '../domain/index.ts';
import { outcomeDetection } from './detection-facts.ts';
import { releasedSpans } from './entering-texts.ts';
import type { Exchange } from './exchange.ts';
import type { ExchangeFacts } from './facts.ts';
import type { JudgedAction } from './judge-action.ts';
import type { ReleasedChoice } from './outcome.ts';
import { pastFact } from './past-fact.ts';
import { callText } from './request-actions.ts';
import { textDigest } from './text-digest.ts';

export interface Later {
  readonly verdicts: readonly JudgedAction[];
  readonly released: readonly ReleasedChoice[];
  readonly tokens: number;
  readonly replied: true | undefined;
  /** Request messages that are known from now on. */
  readonly cleared: readonly string[];
  readonly settled: Spent | undefined;
  readonly blocks?: ExchangeFacts['blocks'];
}

/** INVARIANT: each verdict counts once, in the facts of the first record that holds it. */
export function laterFacts(exchange: Exchange, later: Later): ExchangeFacts {
  const { decided, deps, flowed } = exchange;
  const news = later.verdicts.filter((verdict) => !flowed.counted.has(verdict));
  for (const verdict of news) flowed.counted.add(verdict);
  const answered = exchange.answered.splice(0);
  const emissions: string[] = [];
  const calls: { id: string; tool: string }[] = [];
  for (const choice of later.released) {
    if (choice.text !== '') emissions.push(textDigest(deps.sha256, choice.text));
    for (const call of choice.toolCalls) {
      emissions.push(textDigest(deps.sha256, callText(call.name, call.rawArguments)));
      if (call.id !== undefined) calls.push({ id: call.id, tool: call.name });
    }
  }
  return {
    at: deps.clock(),
    exchange: exchange.id,
    agent: decided.agent.name,
    root: decided.resolution.root,
    workflow: decided.facts.workflow.id,
    model: decided.facts.model,
    alsoCountedUnder: decided.resolution.alsoCountedUnder,
    policyVersion: decided.policy.version,
    judgedFor: decided.judgedFor,
    firstText: undefined,
    messages: later.cleared,
    constrained: [],
    context: undefined,
    listDigest: undefined,
    tools: undefined,
    newTools: false,
    emissions,
    calls,
    past: news.map(pastFact),
    tokens: later.tokens,
    replied: later.replied,
    ...(later.settled === undefined ? {} : { settled: later.settled }),
    ...detected(exchange, later),
    ...exchange.before.takeJudged(),
    ...(answered.length === 0 ? {} : { answered }),
    ...(later.blocks === undefined ? {} : { blocks: later.blocks }),
  };
}

function detected(exchange: Exchange, later: Later): Pick<ExchangeFacts, 'spans' | 'detection'> {
  const { decided, deps } = exchange;
  const detection =
    later.replied === undefined
      ? undefined
      : outcomeDetection(
          decided.detection,
          { state: deps.state, sha256: deps.sha256, root: decided.resolution.root },
          later.verdicts.filter(isReleased).map(({ action }) => action),
        );
  const spans = releasedSpans(exchange, later.released);
  return { ...(spans === undefined ? {} : { spans }), ...(detection === undefined ? {} : { detection }) };
}

function isReleased({ decision }: JudgedAction): boolean {
  return decision.effect !== 'BLOCK';
}

/** What a call cost in the end; a model without a price costs nothing that could be counted. */
export function spentOn(
  { decided, deps }: Exchange,
  tokens: { readonly prompt: number; readonly completion: number },
): Spent {
  const { prompt, completion } = tokens;
  const costMicros = deps.prices.costMicros(decided.facts.model, prompt, completion) ?? 0;
  return { requests: 1, tokens: prompt + completion, costMicros };
}
