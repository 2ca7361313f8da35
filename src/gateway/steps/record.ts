// Step 5: the request door's decision goes on record, durably, before anything leaves.

import type { ContentItem, Receipt, RecordDraft } from '../../audit/index.ts';
import { GatewayError, type JsonObject } from '../../domain/index.ts';
import type { Exchange } from '../exchange.ts';
import { type ExchangeFacts, encodeFacts } from '../facts.ts';
import { exchangeDrafts, type Fields, headOf } from '../record-bodies.ts';
import { requestFacts } from '../request-facts.ts';
import type { Decided, JudgedRequestAction } from '../stages.ts';

/** Appends the request door's records and folds their facts into the state. Resolves when durable. */
export async function record(exchange: Exchange, latency: JsonObject): Promise<Receipt> {
  const facts = requestFacts(exchange);
  const { ledger, state } = exchange.deps;
  const [receipt] = await state.applyWhen(ledger.append(requestDrafts(exchange, facts, latency)), facts);
  if (receipt === undefined)
    throw new GatewayError('ledger_unavailable', { publicMessage: 'the ledger gave no receipt' });
  return receipt;
}

/** One `exchange_requested`, and its continuations where actions overflow. A retry of a failed attempt says so. */
function requestDrafts(
  exchange: Exchange,
  facts: ExchangeFacts,
  latency: JsonObject,
): readonly RecordDraft[] {
  const { decided, id } = exchange;
  const body: Fields = { framework: decided.framework, latency_us: latency };
  if (exchange.attemptNumber !== 1) body['attempt'] = exchange.attemptNumber;
  const kind = exchange.attemptNumber === 1 ? 'exchange_requested' : 'exchange_retried';
  const contents = requestContents(exchange, facts);
  return decidedDrafts(decided, { id, kind, body, contents });
}

/** What is on record of a decided call: all of it follows from the decision, but what is given beside it. */
export function decidedDrafts(
  decided: Decided,
  beside: {
    readonly id: string;
    readonly kind: 'exchange_requested' | 'exchange_retried';
    readonly body: Fields;
    readonly contents: readonly ContentItem[];
  },
): readonly RecordDraft[] {
  const { id, kind, body, contents } = beside;
  body['policy_decision'] = decided.effect;
  body['messages_total'] = decided.request.messages.length;
  body['messages_new'] = decided.verdicts.filter((verdict) => !verdict.known).length - 1;
  body['prompt_tokens_estimated'] = Math.ceil(decided.request.raw.byteLength / 4);
  if (decided.wouldBe !== decided.effect) body['would_be'] = decided.wouldBe;
  if (decided.edits.length > 0) body['edited'] = true;
  return exchangeDrafts(
    { kind, decision: decided.effect, body, contents },
    headOf(id, decided),
    decided.verdicts.filter(isNews),
  );
}

/** What came out as it did before is on record already; a block, or a question to people, is said each time. */
function isNews({ before, decision }: JudgedRequestAction): boolean {
  if (before === 'new' || decision.effect === 'BLOCK') return true;
  if (decision.constraints?.approval !== undefined) return true;
  return (decision.effect === 'CONSTRAIN') !== (before === 'constrained');
}

/** New content only: messages of an earlier call are found through the facts' context, tool definitions by digest. */
function requestContents(exchange: Exchange, facts: ExchangeFacts): readonly ContentItem[] {
  const { request } = exchange.decided;
  const items: ContentItem[] = [{ name: 'facts', bytes: encodeFacts(facts) }];
  const known = facts.context?.base === undefined ? 0 : facts.context.count;
  // One item for all of them: a record has room for some hundred commitments, a call may have thousands of new messages.
  if (known < request.messages.length) {
    items.push({ name: `messages/${known}`, bytes: jsonArray(request.messages.slice(known)) });
  }
  items.push(...exchange.before.given);
  items.push({ name: 'params', bytes: Buffer.from(paramsText(request.body, facts.newTools)) });
  return items;
}

/** The messages as they were sent, as one JSON array. */
function jsonArray(messages: readonly { readonly bytes: Uint8Array }[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const { bytes } of messages) parts.push(parts.length === 0 ? ARRAY_START : COMMA, bytes);
  return Buffer.concat([...parts, ARRAY_END]);
}

const ARRAY_START = Buffer.from('[');
const COMMA = Buffer.from(',');
const ARRAY_END = Buffer.from(']');

/** INVARIANT: own fields only, each under its own name: `__proto__` stays a field. */
function paramsText(body: JsonObject, withTools: boolean): string {
  const fields: string[] = [];
  for (const [name, value] of Object.entries(body)) {
    if (name === 'messages' || (!withTools && (name === 'tools' || name === 'functions'))) continue;
    fields.push(`${JSON.stringify(name)}:${JSON.stringify(value)}`);
  }
  return `{${fields.join(',')}}`;
}
