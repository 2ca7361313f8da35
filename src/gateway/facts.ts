// The derived facts of one recorded door: what the fold needs so that a restart, a replica and a replay get the same state.

import type { DetectionFacts } from '../detect/index.ts';
import {
  type ActionType,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownField,
  type Spent,
} from '../domain/index.ts';
import type { SpanFacts } from '../lineage/index.ts';
import type { AnsweredFacts, CallBasis, JudgedFacts } from './moment.ts';

/** One decided action as history keeps it: no content. */
export interface PastFact {
  readonly type: ActionType;
  readonly tool: string | undefined;
  readonly category: string | undefined;
  readonly released: boolean;
}

/**
 * Stored beside the record it belongs to, encrypted and committed to like contents.
 * INVARIANT: the state after `apply(facts)` is the same whether the facts come from the live path or from the ledger.
 */
export interface ExchangeFacts {
  readonly at: number;
  readonly exchange: string;
  readonly agent: string;
  readonly root: string;
  readonly workflow: string;
  readonly model: string;
  /** Other workflows that the call carries signs of: it counts there, too. */
  readonly alsoCountedUnder: readonly string[];
  readonly policyVersion: string;
  /** Digest of the policy version and of all facts of the call that policy may read: what was judged holds for these. */
  readonly judgedFor: string;
  readonly firstText: string | undefined;
  /** Digests of messages judged and let through unchanged: they need no second look in an equal call. */
  readonly messages: readonly string[];
  /** Digests of messages let through only after a change: the change is made again whenever they are resent. */
  readonly constrained: readonly string[];
  /** The whole message list of the call: `count` messages of an earlier call, then `added`. */
  readonly context:
    | { readonly base: string | undefined; readonly count: number; readonly added: readonly string[] }
    | undefined;
  /** SHA-256 of the whole message list as it was sent. */
  readonly listDigest: string | undefined;
  /** Digest of the tool definitions offered; their bytes lie with the first record that names it. */
  readonly tools: string | undefined;
  readonly newTools: boolean;
  readonly emissions: readonly string[];
  readonly calls: readonly { readonly id: string; readonly tool: string }[];
  readonly past: readonly PastFact[];
  readonly tokens: number;
  /** Set aside for a call that leaves for the model. */
  readonly reserved?: { readonly tokens: number; readonly costMicros: number };
  /** What the call used in the end: takes the place of what was set aside. */
  readonly settled?: Spent;
  /** True when a reply was released to the agent; false when another one spoke; undefined when neither. */
  readonly replied: boolean | undefined;
  /** Prints of the texts that entered the workflow with this call, where a policy asks where data comes from. */
  readonly spans?: readonly SpanFacts[];
  /** What detectors remember of it. */
  readonly detection?: DetectionFacts;
  /** How what this record decides was judged; left out where it only repeats. */
  readonly judged?: JudgedFacts;
  /** At the request door. */
  readonly call?: CallBasis;
  /** What people answered at the reply door. */
  readonly answered?: readonly AnsweredFacts[];
  /** Of a stream: the choice and the start of each block of code that is decided before the reply's end. */
  readonly blocks?: readonly (readonly [choice: number, start: number])[];
}

/** A door that makes no message, tool or text known, and uses nothing up. */
export const NOTHING_NEW = {
  firstText: undefined,
  messages: [],
  constrained: [],
  context: undefined,
  listDigest: undefined,
  tools: undefined,
  newTools: false,
  emissions: [],
  calls: [],
  past: [],
  tokens: 0,
  replied: undefined,
} as const satisfies Partial<ExchangeFacts>;

/** The facts as bytes for the ledger's encrypted contents. */
export function encodeFacts(facts: ExchangeFacts): Uint8Array {
  if (facts.spans === undefined) return Buffer.from(JSON.stringify(facts));
  return Buffer.from(JSON.stringify({ ...facts, spans: facts.spans.map(packed) }));
}

/** The facts back from the ledger, or undefined where the bytes are not facts. */
export function decodeFacts(bytes: Uint8Array): ExchangeFacts | undefined {
  const value: JsonValue = JSON.parse(Buffer.from(bytes).toString('utf8'));
  if (!isJsonObject(value) || !looksLikeFacts(value)) return undefined;
  const facts = { ...LATER_FIELDS, ...value } as unknown as ExchangeFacts;
  const { spans } = value;
  return Array.isArray(spans) ? { ...facts, spans: spans.map(unpacked) } : facts;
}

/** Prints are most of what is kept of a text: six bytes for each, in base64, are half of what their digits would take. */
function packed(span: SpanFacts): unknown {
  const { grams, values, authorises, ...rest } = span;
  return { ...rest, grams: bytesOf(grams), values: bytesOf(values), authorises: bytesOf(authorises) };
}

function unpacked(value: JsonValue): SpanFacts {
  const prints = (name: string): readonly number[] => printsIn(ownField(value, name));
  const span = {
    ...(isJsonObject(value) ? value : {}),
    grams: prints('grams'),
    values: prints('values'),
    authorises: prints('authorises'),
  };
  // What encodeFacts wrote, decrypted and checked against its commitment.
  return span as unknown as SpanFacts;
}

const PRINT_BYTES = 6;

function bytesOf(prints: readonly number[]): string {
  const bytes = Buffer.alloc(prints.length * PRINT_BYTES);
  for (const [index, print] of prints.entries()) bytes.writeUIntBE(print, index * PRINT_BYTES, PRINT_BYTES);
  return bytes.toString('base64');
}

function printsIn(text: JsonValue | undefined): readonly number[] {
  const bytes = Buffer.from(typeof text === 'string' ? text : '', 'base64');
  const prints: number[] = [];
  for (let at = 0; at + PRINT_BYTES <= bytes.length; at += PRINT_BYTES)
    prints.push(bytes.readUIntBE(at, PRINT_BYTES));
  return prints;
}

/** What facts on record may lack: the empty digest is that of no call. */
const LATER_FIELDS: JsonObject = { alsoCountedUnder: [], judgedFor: '' };

function looksLikeFacts(value: JsonObject): boolean {
  return (
    typeof value['at'] === 'number' &&
    typeof value['root'] === 'string' &&
    typeof value['agent'] === 'string' &&
    Array.isArray(value['messages']) &&
    Array.isArray(value['emissions']) &&
    Array.isArray(value['calls']) &&
    Array.isArray(value['past'])
  );
}
