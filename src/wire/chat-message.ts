// One message of a call: checked as far as decisions need, and found again in the bytes; all else it tells is found on demand.

import { isJsonObject, type JsonObject, type JsonValue, type Sha256Hex } from '../domain/index.ts';
import { type FaultSink, optionalArray, optionalString, presentField } from './field-reader.ts';
import type { Span } from './json-locate.ts';
import { messageLabels } from './message-labels.ts';
import { type MessageToolCall, readableText, toolCallsOf } from './message-text.ts';

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool', 'function'] as const;
export type ChatRole = (typeof ROLES)[number];
const KNOWN_ROLES: ReadonlyMap<string, ChatRole> = new Map(ROLES.map((role) => [role, role]));

/** One element of `messages`. ATTACKER-CONTROLLED: role and name included, which are claims. */
export interface ChatMessage {
  readonly index: number;
  readonly role: ChatRole;
  readonly name: string | undefined;
  readonly toolCallId: string | undefined;
  /** SHA-256 of `bytes`; computed on first use. */
  readonly digest: string;
  /** This message's part of the request's bytes, not a copy. */
  readonly bytes: Uint8Array;
  /** Every string that a model or a peer reads, joined by a line feed; computed on first use. */
  readonly text: string;
  /** Names, ids, keys and whatever else `text` and `toolCalls` leave out, each once; computed on first use. */
  readonly labels: readonly string[];
  /** Calls in the history, the legacy `function_call` last; computed on first use. */
  readonly toolCalls: readonly MessageToolCall[];
}

/** The request's bytes, and how they are hashed. */
interface Source {
  readonly raw: Uint8Array;
  readonly sha256: Sha256Hex;
}

/** Most messages of a call were seen before and are asked for nothing but their place: what else they tell is found on demand. */
class WireMessage implements ChatMessage {
  readonly index: number;
  readonly role: ChatRole;
  readonly name: string | undefined;
  readonly toolCallId: string | undefined;
  readonly start: number;
  readonly end: number;
  readonly #source: Source;
  readonly #json: JsonObject;
  #digest: string | undefined;
  #text: string | undefined;
  #labels: readonly string[] | undefined;
  #toolCalls: readonly MessageToolCall[] | undefined;

  constructor(head: MessageHead, index: number, { start, end }: Span, source: Source) {
    this.index = index;
    this.role = head.role;
    this.name = head.name;
    this.toolCallId = head.toolCallId;
    this.start = start;
    this.end = end;
    this.#source = source;
    this.#json = head.json;
  }

  get bytes(): Uint8Array {
    return this.#source.raw.subarray(this.start, this.end);
  }

  get digest(): string {
    this.#digest ??= this.#source.sha256(this.bytes);
    return this.#digest;
  }

  get text(): string {
    this.#text ??= readableText(this.#json);
    return this.#text;
  }

  get labels(): readonly string[] {
    this.#labels ??= messageLabels(this.#json);
    return this.#labels;
  }

  get toolCalls(): readonly MessageToolCall[] {
    this.#toolCalls ??= toolCallsOf(this.#json);
    return this.#toolCalls;
  }
}

/** What has been checked about a message before its text is wanted. */
interface MessageHead {
  readonly json: JsonObject;
  readonly role: ChatRole;
  readonly name: string | undefined;
  readonly toolCallId: string | undefined;
}

function isText(content: JsonValue | undefined): boolean {
  if (content === undefined || typeof content === 'string') return true;
  return Array.isArray(content) && content.every((part) => typeof part === 'string' || isJsonObject(part));
}

/** Checks what decisions need and no more: whether the history makes sense is for the model's API to say. */
function readHead(json: JsonValue, faults: FaultSink): MessageHead | undefined {
  if (!isJsonObject(json)) {
    faults.push({ param: '', expected: 'an object' });
    return undefined;
  }
  const given = presentField(json, 'role');
  const role = typeof given === 'string' ? KNOWN_ROLES.get(given) : undefined;
  if (role === undefined) faults.push({ param: 'role', expected: `one of ${ROLES.join(', ')}` });
  if (!isText(presentField(json, 'content'))) {
    faults.push({ param: 'content', expected: 'a string, null, or an array of content parts' });
  }
  if (!optionalArray(json, 'tool_calls', faults).every(isJsonObject)) {
    faults.push({ param: 'tool_calls', expected: 'an array of objects' });
  }
  const name = optionalString(json, 'name', faults);
  const toolCallId = optionalString(json, 'tool_call_id', faults);
  return role === undefined ? undefined : { json, role, name, toolCallId };
}

export function readHeads(elements: readonly JsonValue[], faults: FaultSink): readonly MessageHead[] {
  const heads: MessageHead[] = [];
  const inMessage: FaultSink = [];
  for (const [index, json] of elements.entries()) {
    const head = readHead(json, inMessage);
    if (head !== undefined) heads.push(head);
    for (const { param, expected } of inMessage) {
      faults.push({ param: `messages[${index}]${param === '' ? '' : `.${param}`}`, expected });
    }
    inMessage.length = 0;
  }
  return heads;
}

export function placeMessages(
  heads: readonly MessageHead[],
  spans: readonly Span[],
  source: Source,
): readonly WireMessage[] {
  return heads.map((head, index) => {
    const span = spans[index];
    if (span === undefined) throw new Error('the scan of the body found fewer messages than its parse');
    return new WireMessage(head, index, span, source);
  });
}

export interface CallDigests {
  /** SHA-256 of the first `count` messages as they were sent, with all that stands between them. `count` is one that there is. */
  readonly listDigest: (count: number) => string;
  /** Names these bytes and no others: SHA-256 of the digest of the whole list, its place, and what stands around it. */
  readonly digest: () => string;
}

/** A call's long part, its messages, is hashed once, however often its digests are asked for. */
export function digestsOf(messages: readonly WireMessage[], { raw, sha256 }: Source): CallDigests {
  const start = messages[0]?.start ?? 0;
  const endOf = (count: number) => messages[count - 1]?.end ?? start;
  let whole: string | undefined;
  const listDigest = (count: number): string => {
    if (count !== messages.length) return sha256(raw.subarray(start, endOf(count)));
    whole ??= sha256(raw.subarray(start, endOf(count)));
    return whole;
  };
  let named: string | undefined;
  const digest = (): string => {
    named ??= around();
    return named;
  };
  const around = (): string => {
    const place = Buffer.from(`${listDigest(messages.length)}\n${start}\n`);
    return sha256(Buffer.concat([place, raw.subarray(0, start), raw.subarray(endOf(messages.length))]));
  };
  return { listDigest, digest };
}
