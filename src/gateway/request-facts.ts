// What the request door adds to the state: which messages are now known, and how this call's list continues an earlier one.

import { ownField, reservationOf } from '../domain/index.ts';
import { requestDetection } from './detection-facts.ts';
import { enteringSpans } from './entering-texts.ts';
import type { Exchange } from './exchange.ts';
import type { ExchangeFacts } from './facts.ts';
import type { CallBasis } from './moment.ts';
import { pastFact } from './past-fact.ts';
import type { JudgedRequestAction } from './stages.ts';

/** The facts of a decided call. A blocked call makes nothing known: it will be judged in full if it comes again. */
export function requestFacts(exchange: Exchange): ExchangeFacts {
  const { decided, deps } = exchange;
  const { request } = decided;
  const passes = decided.effect !== 'BLOCK';
  const standing = passes ? standings(exchange) : { clear: [], constrained: [] };
  const tools = toolsDigest(exchange);
  const most = mostUsed(exchange);
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
    firstText: decided.firstText,
    messages: standing.clear,
    constrained: standing.constrained,
    context: messageContext(exchange),
    listDigest: request.listDigest(request.messages.length),
    tools,
    newTools: tools !== undefined && !deps.state.knowsTools(decided.resolution.root, tools),
    emissions: [],
    calls: [],
    past: decided.verdicts.filter((verdict) => !verdict.known).map(pastFact),
    tokens: 0,
    replied: decided.verdicts.some(isOthersWord) ? false : undefined,
    ...(passes ? { reserved: reservedFor(most), ...detected(exchange) } : {}),
    ...exchange.before.takeJudged(),
    call: callBasis(exchange, most),
  };
}

/** A blocked call leaves no trace that could make the next one look known. */
function detected(exchange: Exchange): Pick<ExchangeFacts, 'spans' | 'detection'> {
  const spans = enteringSpans(exchange);
  const detection = requestDetection(exchange.decided.detection);
  return { ...(spans === undefined ? {} : { spans }), ...(detection === undefined ? {} : { detection }) };
}

/** What a call may use; no cost where the model has no price. */
interface Most {
  readonly tokens: number;
  readonly costMicros: number | undefined;
}

function mostUsed({ decided, deps }: Exchange): Most {
  const call = decided.verdicts.find(({ action }) => action.type === 'llm_call')?.action;
  const { prompt, completion } =
    call?.type === 'llm_call' ? reservationOf(call) : { prompt: 0, completion: 0 };
  const costMicros = deps.prices.costMicros(decided.facts.model, prompt, completion);
  return { tokens: prompt + completion, costMicros };
}

/** A model without a price costs nothing that could be counted: budgets of money refuse it before. */
function reservedFor({ tokens, costMicros }: Most): NonNullable<ExchangeFacts['reserved']> {
  return { tokens, costMicros: costMicros ?? 0 };
}

function callBasis({ decided }: Exchange, { costMicros }: Most): CallBasis {
  return {
    bytes: decided.request.raw.byteLength,
    digest: decided.request.digest(),
    ...('refused' in decided.route ? { refused: decided.route.refused } : {}),
    ...(costMicros === undefined ? {} : { costMicros }),
  };
}

function isOthersWord({ action, known }: JudgedRequestAction): boolean {
  return !known && (action.type === 'agent_message' || action.type === 'user_message');
}

interface Standings {
  readonly clear: readonly string[];
  readonly constrained: readonly string[];
}

/** Messages that were let through as they are, and those that must be changed again whenever they are resent. */
function standings(exchange: Exchange): Standings {
  const { decided, deps } = exchange;
  const unclear = unclearMessages(decided.verdicts);
  // Messages without an action of their own are judged with the call, and pend with it.
  const callPends = decided.verdicts.some(isPendingCall);
  const judged = new Set(
    decided.verdicts.map(({ action }) => ('messageIndex' in action ? action.messageIndex : -1)),
  );
  const clear: string[] = [];
  const constrained: string[] = [];
  for (const message of decided.request.messages.slice(decided.clearBefore)) {
    const state =
      unclear.get(message.index) ?? (callPends && !judged.has(message.index) ? 'pending' : undefined);
    if (state === 'constrained') constrained.push(message.digest);
    if (state !== undefined) continue;
    const before = deps.state.messageStanding(decided.resolution.root, message.digest, decided.judgedFor);
    if (before === 'new') clear.push(message.digest);
  }
  return { clear, constrained };
}

function isPendingCall({ action, decision }: JudgedRequestAction): boolean {
  return action.type === 'llm_call' && decision.constraints?.approval !== undefined;
}

/** By position: messages that a person has yet to let through, and those that are only let through changed. */
function unclearMessages(
  verdicts: readonly JudgedRequestAction[],
): ReadonlyMap<number, 'constrained' | 'pending'> {
  const unclear = new Map<number, 'constrained' | 'pending'>();
  for (const { action, decision } of verdicts) {
    if (!('messageIndex' in action) || decision.effect !== 'CONSTRAIN') continue;
    unclear.set(
      action.messageIndex,
      decision.constraints?.approval === undefined ? 'constrained' : 'pending',
    );
  }
  return unclear;
}

/** Where this list begins with the whole list of the agent's last call, only the rest is new. */
function messageContext({ decided }: Exchange): NonNullable<ExchangeFacts['context']> {
  const { messages } = decided.request;
  const base = decided.continues?.exchange;
  const count = decided.continues?.count ?? 0;
  return { base, count, added: messages.slice(count).map((message) => message.digest) };
}

function toolsDigest(exchange: Exchange): string | undefined {
  const { body, tools } = exchange.decided.request;
  if (tools.length === 0) return undefined;
  return exchange.deps.sha256(
    JSON.stringify([ownField(body, 'tools') ?? null, ownField(body, 'functions') ?? null]),
  );
}
