// Step 9: the outcome goes on record, durably, before the reply (or a stream's end) is released.

import type { ContentItem, RecordDraft } from '../../audit/index.ts';
import type { JsonObject } from '../../domain/index.ts';
import type { ReplyChoice } from '../../wire/index.ts';
import { clip } from '../action-bodies.ts';
import { actionContent } from '../action-content.ts';
import type { Exchange } from '../exchange.ts';
import { type ExchangeFacts, encodeFacts } from '../facts.ts';
import { type JudgedAction, overallEffect } from '../judge-action.ts';
import { laterFacts, spentOn } from '../later-facts.ts';
import type { Outcome } from '../outcome.ts';
import { exchangeDrafts, type Fields, headOf } from '../record-bodies.ts';
import type { Decided } from '../stages.ts';

/** Records `exchange_completed` and folds its facts into the state. Resolves when durable. */
export async function finish(exchange: Exchange, outcome: Outcome): Promise<void> {
  const facts = outcomeFacts(exchange, outcome);
  const { ledger, state } = exchange.deps;
  await state.applyWhen(ledger.append(completedDrafts(exchange, outcome, facts)), facts);
}

function completedDrafts(exchange: Exchange, outcome: Outcome, facts: ExchangeFacts): readonly RecordDraft[] {
  const { decided, id } = exchange;
  const tokens = tokenCounts(exchange, outcome);
  const body: Fields = {
    outcome: outcome.form === 'refused' ? 'refused' : 'released',
    released: outcome.form,
    attempts: exchange.attemptNumber,
    prompt_tokens: tokens.prompt,
    completion_tokens: tokens.completion,
    tokens_source: tokens.source,
    latency_us: outcome.latency,
  };
  if (outcome.reportedModel !== undefined) body['model_reported'] = clip(outcome.reportedModel);
  const contents = [...outcomeContents(outcome, facts), ...exchange.before.given];
  return outcomeDrafts(decided, outcome.verdicts, { id, body, contents });
}

/** What is on record of an outcome: all of it follows from the decisions, but what is given beside them. */
export function outcomeDrafts(
  decided: Decided,
  verdicts: readonly JudgedAction[],
  beside: { readonly id: string; readonly body: Fields; readonly contents: readonly ContentItem[] },
): readonly RecordDraft[] {
  const { id, body, contents } = beside;
  const effect = overallEffect(decided.effect, verdicts);
  const handoff = verdicts.find(
    (verdict) => verdict.action.type === 'handoff' && verdict.decision.effect !== 'BLOCK',
  );
  body['policy_decision'] = effect;
  if (handoff?.action.type === 'handoff') body['next_hop_agent'] = clip(handoff.action.target);
  const draft = { kind: 'exchange_completed', decision: effect, body, contents } as const;
  return exchangeDrafts(draft, headOf(id, decided), verdicts, actionContents);
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
  return action.type === 'tool_call' || action.type === 'code_execution' ? [actionContent(action)] : [];
}

function plainChoice(choice: ReplyChoice): JsonObject {
  return {
    index: choice.index,
    text: choice.text,
    other_text: choice.otherText,
    tool_calls: choice.toolCalls.map((call) => ({
      position: call.position,
      legacy: call.legacy,
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
