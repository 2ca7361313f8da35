// Step 9: the outcome goes on record, durably, before the reply (or a stream's end) is released.

import type { ContentItem, RecordDraft } from '../../audit/index.ts';
import type { JsonObject } from '../../domain/index.ts';
import type { ReplyChoice } from '../../wire/index.ts';
import { clip } from '../action-bodies.ts';
import type { Exchange } from '../exchange.ts';
import { type ExchangeFacts, encodeFacts } from '../facts.ts';
import { type JudgedAction, overallEffect } from '../judge-action.ts';
import { laterFacts, spentOn } from '../later-facts.ts';
import type { Outcome } from '../outcome.ts';
import { exchangeDrafts, type Fields } from '../record-bodies.ts';

/** Records `exchange_completed` and folds its facts into the state. Resolves when durable. */
export async function finish(exchange: Exchange, outcome: Outcome): Promise<void> {
  const facts = outcomeFacts(exchange, outcome);
  const { ledger, state } = exchange.deps;
  await state.applyWhen(ledger.append(completedDrafts(exchange, outcome, facts)), facts);
}

function completedDrafts(exchange: Exchange, outcome: Outcome, facts: ExchangeFacts): readonly RecordDraft[] {
  const { decided } = exchange;
  const tokens = tokenCounts(exchange, outcome);
  const effect = overallEffect(decided.effect, outcome.verdicts);
  const handoff = outcome.verdicts.find(
    (verdict) => verdict.action.type === 'handoff' && verdict.decision.effect !== 'BLOCK',
  );
  const nextHop = handoff?.action.type === 'handoff' ? handoff.action.target : undefined;
  const body: Fields = {
    policy_decision: effect,
    outcome: outcome.form === 'refused' ? 'refused' : 'released',
    released: outcome.form,
    attempts: exchange.attemptNumber,
    prompt_tokens: tokens.prompt,
    completion_tokens: tokens.completion,
    tokens_source: tokens.source,
    latency_us: outcome.latency,
  };
  if (outcome.reportedModel !== undefined) body['model_reported'] = clip(outcome.reportedModel);
  if (nextHop !== undefined) body['next_hop_agent'] = clip(nextHop);
  return exchangeDrafts(
    {
      kind: 'exchange_completed',
      decision: effect,
      body,
      contents: [...outcomeContents(outcome, facts), ...exchange.before.given],
    },
    {
      exchange: exchange.id,
      root: decided.resolution.root,
      facts: decided.facts,
      policyVersion: decided.policy.version,
    },
    outcome.verdicts,
    actionContents,
  );
}

interface TokenCounts {
  readonly prompt: number;
  readonly completion: number;
  readonly source: 'upstream' | 'estimated';
}

/** The provider's own count, else the same cheap estimate as at the request door. */
function tokenCounts(exchange: Exchange, outcome: Outcome): TokenCounts {
  const { usage } = outcome;
  if (usage !== undefined) return { prompt: usage.prompt, completion: usage.completion, source: 'upstream' };
  const characters = outcome.choices.reduce((sum, choice) => sum + choice.text.length, 0);
  const prompt = Math.ceil(exchange.decided.request.raw.byteLength / 4);
  return { prompt, completion: Math.ceil(characters / 4), source: 'estimated' };
}

function outcomeContents(outcome: Outcome, facts: ExchangeFacts): readonly ContentItem[] {
  const items: ContentItem[] = [{ name: 'facts', bytes: encodeFacts(facts) }];
  items.push({
    name: 'reply',
    bytes: outcome.raw ?? Buffer.from(JSON.stringify(outcome.choices.map(plainChoice))),
  });
  if (outcome.form !== 'verbatim')
    items.push({ name: 'released', bytes: Buffer.from(JSON.stringify(outcome.released)) });
  return items;
}

/** What the model wanted done, byte for byte. */
function actionContents({ action }: JudgedAction): readonly ContentItem[] {
  const name = `action/${action.id}`;
  if (action.type === 'tool_call') return [{ name, bytes: Buffer.from(action.rawArguments) }];
  return action.type === 'code_execution' ? [{ name, bytes: Buffer.from(action.code) }] : [];
}

function plainChoice(choice: ReplyChoice): JsonObject {
  return {
    index: choice.index,
    text: choice.text,
    other_text: choice.otherText,
    tool_calls: choice.toolCalls.map((call) => ({
      id: call.id ?? null,
      name: call.name,
      arguments: call.rawArguments,
    })),
    finish_reason: choice.finishReason ?? null,
  };
}

function outcomeFacts(exchange: Exchange, outcome: Outcome): ExchangeFacts {
  const tokens = tokenCounts(exchange, outcome);
  return laterFacts(exchange, {
    verdicts: outcome.verdicts,
    released: outcome.released,
    tokens: tokens.prompt + tokens.completion,
    replied: true,
    cleared: exchange.cleared,
    settled: spentOn(exchange, tokens),
  });
}
