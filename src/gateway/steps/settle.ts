// Step 6: blocked actions refuse, held ones wait for people, and only what is left gets a Permit.

import type { Receipt } from '../../audit/index.ts';
import { actionText, type Decision, type Effect } from '../../domain/index.ts';
import type { Refusal } from '../../wire/index.ts';
import { type Exchange, refusalFor } from '../exchange.ts';
import { hold, type ReplyHold } from '../hold.ts';
import { historyQuery } from '../judge.ts';
import { blocked, type JudgedAction, judgeAction } from '../judge-action.ts';
import { Permit } from '../permit.ts';
import { choiceOf } from '../reply-plan.ts';
import type { HeldReply } from '../reply-settlement.ts';

export type SettledRequest =
  | { readonly kind: 'permitted'; readonly permit: Permit }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** The request door: one blocked action refuses the call; approvals are asked only when nothing is blocked. */
async function settleRequest(exchange: Exchange, receipt: Receipt): Promise<SettledRequest> {
  const { decided } = exchange;
  const stopped = decided.verdicts.find((verdict) => verdict.decision.effect === 'BLOCK');
  if (stopped !== undefined) return { kind: 'refused', refusal: refusalFor(exchange, stopped.decision) };
  for (const verdict of decided.verdicts) {
    const settled = await settleOne(exchange, verdict, { reply: undefined, occurrence: 0 });
    if (settled.decision.effect === 'BLOCK')
      return { kind: 'refused', refusal: refusalFor(exchange, settled.decision) };
    if (settled !== verdict) rememberCleared(exchange, verdict);
  }
  const effect: Exclude<Effect, 'BLOCK'> = decided.effect === 'BLOCK' ? 'CONSTRAIN' : decided.effect;
  return { kind: 'permitted', permit: Permit.settle(receipt, { exchange: exchange.id, effect }) };
}

/** The reply door: people are asked about choices that can still be released, all at once. */
async function settleReply(
  exchange: Exchange,
  verdicts: readonly JudgedAction[],
  held: HeldReply,
): Promise<readonly JudgedAction[]> {
  const refused = new Set<number | undefined>();
  for (const { action, decision } of verdicts) {
    if (decision.effect === 'BLOCK' && decision.onBlock === 'refuse_reply') refused.add(choiceOf(action));
  }
  const occurrences = countEquals(verdicts);
  const failed = new AbortController();
  const reply: ReplyHold = { signal: failed.signal, takeBytes: onceOf(held.bytes) };
  const settling = verdicts.map(async (verdict, index) => {
    if (refused.has(choiceOf(verdict.action))) return verdict;
    try {
      return await settleOne(exchange, verdict, { reply, occurrence: occurrences[index] ?? 0 });
    } catch (cause) {
      failed.abort(cause);
      throw cause;
    }
  });
  // INVARIANT: no hold outlives its exchange: before a failure ends it, all holds have ended.
  await Promise.allSettled(settling);
  failed.signal.throwIfAborted();
  return Promise.all(settling);
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

/** The same verdict when no person is needed; otherwise the verdict as people left it. */
async function settleOne(
  exchange: Exchange,
  verdict: JudgedAction,
  as: { readonly reply: ReplyHold | undefined; readonly occurrence: number },
): Promise<JudgedAction> {
  const demand = verdict.decision.constraints?.approval;
  if (verdict.decision.effect !== 'CONSTRAIN' || demand === undefined) return verdict;
  const outcome = await hold({ exchange, verdict, demand, ...as });
  if (outcome.kind === 'refused') return { ...verdict, decision: blocked(verdict.decision, outcome.reason) };
  return secondJudgement(exchange, verdict);
}

/**
 * An approved action is judged again before its release, against the policy and state of that moment.
 * INVARIANT: an approval answers for the demand that was shown, never for a block that came since.
 */
function secondJudgement(exchange: Exchange, verdict: JudgedAction): JudgedAction {
  const { deps, decided } = exchange;
  const policy = deps.policy();
  if (policy === undefined || policy.version !== decided.policy.version) {
    return {
      ...verdict,
      decision: blocked(verdict.decision, 'the policy changed while this waited: ask again'),
    };
  }
  const now = deps.clock();
  if (!mayStillCall(exchange, now))
    return { ...verdict, decision: blocked(verdict.decision, 'the key of this agent is no longer valid') };
  const history = deps.state.history(historyQuery(decided, now));
  const again = judgeAction(policy, verdict.action, { ...decided.policyFacts, history, now });
  if (again.decision.effect === 'BLOCK') return { ...verdict, decision: again.decision };
  return { ...verdict, decision: approved(verdict.decision) };
}

/** Whether the key that the call came with would still be let in: it may have lost that while people were asked. */
function mayStillCall({ deps, decided }: Exchange, now: number): boolean {
  const { name, keyId } = decided.agent;
  const key = deps.identity.key(keyId);
  if (key === undefined || key.revoked || deps.identity.agent(name) === undefined) return false;
  return key.expiresAt === undefined || now < key.expiresAt;
}

function approved(decision: Decision): Decision {
  return {
    ...decision,
    reason: decision.reason === '' ? 'approved by a person' : `${decision.reason}; approved by a person`,
  };
}

function rememberCleared(exchange: Exchange, verdict: JudgedAction): void {
  if (!('messageIndex' in verdict.action)) return;
  const message = exchange.decided.request.messages[verdict.action.messageIndex];
  if (message !== undefined) exchange.cleared.push(message.digest);
}
