// Step 6: blocked actions refuse, held ones wait for people, and only what is left gets a Permit.

import { setMaxListeners } from 'node:events';
import type { Receipt } from '../../audit/index.ts';
import { type ApprovalDemand, actionText, type Effect } from '../../domain/index.ts';
import type { Refusal } from '../../wire/index.ts';
import { presentAccess } from '../access.ts';
import { type Exchange, refusalFor } from '../exchange.ts';
import { askPeople, type HoldAnswer, type ReplyHold, redeem } from '../hold.ts';
import { askerOf, replyHold, requestHold, whenClientLeaves } from '../hold-exchange.ts';
import { historyQuery } from '../judge.ts';
import { blocked, blockedForNow, type JudgedAction } from '../judge-action.ts';
import { momentOf } from '../moment.ts';
import { Permit } from '../permit.ts';
import { choiceOf } from '../reply-plan.ts';
import type { HeldReply } from '../reply-settlement.ts';
import { secondJudgement } from '../second-judgement.ts';

export type SettledRequest =
  | { readonly kind: 'permitted'; readonly permit: Permit }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * The request door: one blocked action refuses the call; approvals are asked only when nothing is blocked. A call whose
 * reply is held already has passed this door: people are not asked again.
 */
async function settleRequest(exchange: Exchange, receipt: Receipt): Promise<SettledRequest> {
  const { decided } = exchange;
  const stopped = decided.verdicts.find((verdict) => verdict.decision.effect === 'BLOCK');
  if (stopped !== undefined) return { kind: 'refused', refusal: refusalFor(exchange, stopped.decision) };
  for (const verdict of exchange.resumes ? [] : decided.verdicts) {
    const demand = demandOf(verdict);
    if (demand === undefined) continue;
    const answer = await askPeople(requestHold(exchange, verdict, demand));
    const settled = await afterAnswer(exchange, verdict, answer);
    if (settled.decision.effect === 'BLOCK')
      return { kind: 'refused', refusal: refusalFor(exchange, settled.decision) };
    rememberCleared(exchange, verdict);
  }
  const effect: Exclude<Effect, 'BLOCK'> = decided.effect === 'BLOCK' ? 'CONSTRAIN' : decided.effect;
  return { kind: 'permitted', permit: Permit.settle(receipt, { exchange: exchange.id, effect }) };
}

/**
 * The reply door: people are asked about choices that can still be released, all at once. INVARIANT: no answer is used
 * up before all are there, so that a gateway that is killed meanwhile loses none.
 */
async function settleReply(
  exchange: Exchange,
  verdicts: readonly JudgedAction[],
  held: HeldReply,
): Promise<readonly JudgedAction[]> {
  const refused = new Set<number | undefined>();
  for (const { action, decision } of verdicts) {
    if (decision.effect === 'BLOCK' && decision.onBlock === 'refuse_reply') refused.add(choiceOf(action));
  }
  const demands = verdicts.map((verdict) =>
    refused.has(choiceOf(verdict.action)) ? undefined : demandOf(verdict),
  );
  if (demands.every((demand) => demand === undefined)) return verdicts;
  const answers = await askAll(exchange, { verdicts, demands, held });
  const settled: JudgedAction[] = [];
  for (const [index, verdict] of verdicts.entries()) {
    const answer = answers[index];
    settled.push(answer === undefined ? verdict : await afterAnswer(exchange, verdict, answer));
  }
  return settled;
}

interface ToAsk {
  readonly verdicts: readonly JudgedAction[];
  readonly demands: readonly (ApprovalDemand | undefined)[];
  readonly held: HeldReply;
}

async function askAll(
  exchange: Exchange,
  { verdicts, demands, held }: ToAsk,
): Promise<readonly (HoldAnswer | undefined)[]> {
  const occurrences = countEquals(verdicts);
  const failed = new AbortController();
  setMaxListeners(0, failed.signal);
  const reply: ReplyHold = {
    signal: failed.signal,
    takeBytes: onceOf(await held()),
    call: exchange.deps.sha256(exchange.callKey),
    longestMs: Math.max(...demands.map((demand) => demand?.timeoutMs ?? 0)),
  };
  whenClientLeaves(exchange);
  const asking = verdicts.map(async (verdict, index) => {
    const demand = demands[index];
    if (demand === undefined) return undefined;
    try {
      return await askPeople(
        replyHold(exchange, verdict, { demand, reply, occurrence: occurrences[index] ?? 0 }),
      );
    } catch (cause) {
      failed.abort(cause);
      throw cause;
    }
  });
  // INVARIANT: no hold outlives its exchange: before a failure ends it, all holds have ended.
  await Promise.allSettled(asking);
  failed.signal.throwIfAborted();
  return Promise.all(asking);
}

function onceOf(bytes: Uint8Array): () => Uint8Array | undefined {
  let left: Uint8Array | undefined = bytes.byteLength > 0 ? bytes : undefined;
  return () => {
    const taken = left;
    left = undefined;
    return taken;
  };
}

/** For each verdict, how many equal actions stand before it: an approval releases one of them, not all. */
function countEquals(verdicts: readonly JudgedAction[]): readonly number[] {
  const seen = new Map<string, number>();
  return verdicts.map(({ released }) => {
    const subject = released.type === 'tool_call' ? `${released.toolName}\n` : '';
    const key = `${released.type}\n${subject}${actionText(released) ?? ''}`;
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return before;
  });
}

export const settle = { request: settleRequest, reply: settleReply };

function demandOf({ decision }: JudgedAction): ApprovalDemand | undefined {
  return decision.effect === 'CONSTRAIN' ? decision.constraints?.approval : undefined;
}

/** The verdict as people left it: the answer is used up, and what it released is judged again. */
async function afterAnswer(
  exchange: Exchange,
  verdict: JudgedAction,
  answer: HoldAnswer,
): Promise<JudgedAction> {
  const action = verdict.action.id;
  const used =
    answer.kind === 'refused'
      ? { refused: answer.reason }
      : await redeem(askerOf(exchange), answer, verdict.action.id);
  if (used !== undefined) {
    exchange.answered.push({ action, refused: used.refused });
    const refuse = answer.kind === 'refused' && answer.isFinal ? blocked : blockedForNow;
    return { ...verdict, decision: refuse(verdict.decision, used.refused) };
  }
  const { deps, decided } = exchange;
  const again = momentOf(deps);
  const { now } = again;
  const past = { agent: decided.agent, model: decided.request.model, provider: decided.facts.provider };
  const access = presentAccess(deps, past, now);
  exchange.answered.push({
    action,
    again: 'refused' in access ? { ...again, refused: access.refused } : again,
  });
  const history = deps.state.history(historyQuery(decided, now));
  return secondJudgement(decided, verdict, { policy: deps.policy(), access, history, now });
}

function rememberCleared(exchange: Exchange, verdict: JudgedAction): void {
  if (!('messageIndex' in verdict.action)) return;
  const message = exchange.decided.request.messages[verdict.action.messageIndex];
  if (message !== undefined) exchange.cleared.push(message.digest);
}
