// The derived facts of one recorded door: what the fold needs so that a restart, a replica and a replay get the same state.

import {
  type ActionType,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Spent,
} from '../domain/index.ts';

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
  /** Digest over the digests of the whole message list. */
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
}

/** The facts as bytes for the ledger's encrypted contents. */
export function encodeFacts(facts: ExchangeFacts): Uint8Array {
  return Buffer.from(JSON.stringify(facts));
}

/** The facts back from the ledger, or undefined where the bytes are not facts. */
export function decodeFacts(bytes: Uint8Array): ExchangeFacts | undefined {
  const value: JsonValue = JSON.parse(Buffer.from(bytes).toString('utf8'));
  return isJsonObject(value) && looksLikeFacts(value)
    ? ({ ...LATER_FIELDS, ...value } as unknown as ExchangeFacts)
    : undefined;
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
