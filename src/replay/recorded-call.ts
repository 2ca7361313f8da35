// A call as it came, put together from what records keep of it: messages of earlier calls are found through the calls that it continues.

import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownField,
  type Sha256Hex,
  stringField,
} from '../domain/index.ts';
import type { ExchangeFacts, Read } from '../gateway/index.ts';
import { putBounded } from '../lineage/index.ts';
import { type ChatRequest, readChatRequest } from '../wire/index.ts';
import { type OpenedRecord, textOf } from './log-reader.ts';
import type { PastControl } from './past-control.ts';

/** The messages of a call: what it added to those of an earlier one. */
interface Messages {
  readonly before: Messages | undefined;
  /** As they were sent, between the brackets of their list. */
  readonly added: string;
  readonly listDigest: string | undefined;
}

/** As many calls as the gateway itself remembers conversations: what goes on from an older one is not put together. */
const MAX_CALLS = 8_192;

/** What later calls build on. */
export class RecordedCalls {
  readonly #sha256: Sha256Hex;
  readonly #calls = new Map<string, Messages>();
  readonly #tools = new Map<string, JsonObject>();

  constructor(sha256: Sha256Hex) {
    this.#sha256 = sha256;
  }

  /** The call of one record of the request door, or why it can not be put together. */
  read(opened: OpenedRecord, facts: ExchangeFacts): ChatRequest | { readonly why: string } {
    const params = jsonOf(textOf(opened, 'params'));
    const messages = this.#messagesOf(opened, facts);
    if (!isJsonObject(params) || messages === undefined)
      return { why: 'what was kept of the call is not whole' };
    putBounded(this.#calls, { key: facts.exchange, value: messages }, MAX_CALLS);
    const rest = JSON.stringify(this.#withTools(params, facts)).slice(1);
    const raw = Buffer.from(`{"messages":[${textOfAll(messages)}]${rest === '}' ? '' : ','}${rest}`);
    const read = readChatRequest(raw, {
      sha256: this.#sha256,
      maxMessages: Number.MAX_SAFE_INTEGER,
      model: facts.model,
    });
    if (!read.ok) return { why: `what was kept of the call can not be read: ${read.message}` };
    const { request } = read;
    // Of the bytes as they came, their number and their digests count beside what they say.
    return {
      ...request,
      raw: new Uint8Array(facts.call?.bytes ?? raw.byteLength),
      digest: () => facts.call?.digest ?? '',
      listDigest: (count) =>
        (count === request.messages.length ? messages : messages.before)?.listDigest ??
        request.listDigest(count),
    };
  }

  #messagesOf(opened: OpenedRecord, { context, listDigest }: ExchangeFacts): Messages | undefined {
    if (context === undefined) return undefined;
    const { base, count } = context;
    const before = base === undefined ? undefined : this.#calls.get(base);
    if (base !== undefined && before === undefined) return undefined;
    const added = textOf(opened, `messages/${base === undefined ? 0 : count}`)?.slice(1, -1) ?? '';
    return { before, added, listDigest };
  }

  /** Definitions lie with the first record that names them; they come back in the place that they had there. */
  #withTools(params: JsonObject, { tools, newTools }: ExchangeFacts): JsonObject {
    if (tools === undefined) return params;
    if (newTools) {
      this.#tools.set(tools, params);
      return params;
    }
    const first = this.#tools.get(tools) ?? {};
    const whole = new Map<string, JsonValue>();
    for (const [key, value] of Object.entries(first)) {
      const own = ownField(params, key);
      if (own !== undefined) whole.set(key, own);
      else if (key === 'tools' || key === 'functions') whole.set(key, value);
    }
    for (const [key, value] of Object.entries(params)) whole.set(key, value);
    return Object.fromEntries(whole);
  }
}

function textOfAll(messages: Messages): string {
  const parts: string[] = [];
  for (let part: Messages | undefined = messages; part !== undefined; part = part.before)
    if (part.added !== '') parts.push(part.added);
  return parts.reverse().join(',');
}

/** The call with who made it, where it belonged, and where it would have gone, as its record says. */
export function asRead(
  request: ChatRequest,
  opened: OpenedRecord,
  { facts, control }: { readonly facts: ExchangeFacts; readonly control: PastControl },
): Read | { readonly why: string } {
  const { body } = opened.record;
  const agent = control.agent(facts.agent, stringField(body, 'key_id') ?? '');
  if (agent === undefined) return { why: 'no agent of this name was known then' };
  const source = stringField(body, 'workflow_source');
  const isClaimed = source === 'header' || source === 'path';
  const behalf = stringField(body, 'on_behalf_of_claimed');
  return {
    agent,
    request,
    framework: 'unknown',
    claimedWorkflow: isClaimed ? { id: facts.workflow, source } : undefined,
    onBehalfOf: behalf === undefined ? undefined : { name: behalf, verified: false },
    dataSubject: stringField(body, 'data_subject'),
    route:
      facts.call?.refused === undefined
        ? { ...NOWHERE, provider: stringField(body, 'provider') ?? '' }
        : { refused: facts.call.refused },
  };
}

/** A judgement asks a route for its provider; nothing is sent. */
const NOWHERE = {
  request: (): never => {
    throw new Error('a call of the past is not sent again');
  },
  connectTimeoutMs: 0,
  headersTimeoutMs: 0,
  idleTimeoutMs: 0,
};

export function jsonOf(text: string | undefined): JsonValue | undefined {
  if (text === undefined) return undefined;
  const value: JsonValue = JSON.parse(text);
  return value;
}
