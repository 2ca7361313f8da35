// What the scripted model is told to say: rules that match a request, and the replies they give.

import type { JsonObject } from '../../domain/index.ts';

/** A chat completion request after validation, with the facts that rules match on. */
export interface ScriptedRequest {
  /** 1 for the first request that reached the script since it was set. */
  readonly call: number;
  readonly model: string;
  readonly stream: boolean;
  readonly choices: number;
  /** All system and developer messages, joined by a line feed. */
  readonly system: string;
  readonly last: { readonly role: string; readonly name: string | undefined; readonly text: string };
  /** Names of the tools and legacy functions on offer. */
  readonly offered: readonly string[];
  /** `response_format`'s schema name, else its type, else undefined. */
  readonly schema: string | undefined;
  /** The `x-stainless-retry-count` header; 0 where there is none. */
  readonly retry: number;
  readonly body: JsonObject;
}

export interface ScriptedToolCall {
  readonly name: string;
  /** An object is serialised; a string goes out as it is, JSON or not. */
  readonly arguments: JsonObject | string;
  /** Absent: `call_<completion>_<choice>_<position>`. */
  readonly id?: string;
}

/** One of the reply's choices. The finish reason follows from the rest unless it is given. */
export interface ScriptedChoice {
  readonly text?: string;
  readonly refusal?: string;
  readonly toolCalls?: readonly ScriptedToolCall[];
  readonly functionCall?: ScriptedToolCall;
  readonly finishReason?: string;
}

/** How the bytes of a completion reach the client. */
export interface Delivery {
  /** Silence before the first byte. */
  readonly delayMs?: number;
  /** Silence between two stream events. */
  readonly gapMs?: number;
  /** UTF-16 units of text or of arguments per streamed delta; 4 unless told. */
  readonly pieceLength?: number;
  /** Cuts the body into writes of so many bytes, through events and characters alike. */
  readonly sliceBytes?: number;
  /** Stops a stream after so many events, in the given way. */
  readonly cut?: { readonly afterEvents: number; readonly ending: Ending };
}

/** How a reply stops: properly, by a connection that is dropped, or by silence until somebody hangs up. */
export type Ending = 'end' | 'drop' | 'hang';

export interface CompletionReply {
  readonly kind: 'completion';
  /** Repeated from the start where the request's `n` asks for more. Never empty. */
  readonly choices: readonly [ScriptedChoice, ...ScriptedChoice[]];
  readonly delivery?: Delivery;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ErrorReply {
  readonly kind: 'error';
  readonly status: number;
  readonly error: ApiError;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiError {
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
  readonly code: string | null;
}

/** Exactly these bytes, for replies that no well-behaved API would send. Each part is a write of its own. */
export interface RawReply {
  readonly kind: 'raw';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: readonly (string | Uint8Array)[];
  readonly ending: Ending;
}

export type Reply = CompletionReply | ErrorReply | RawReply;

/** Text is looked for inside the field; a RegExp is tested on it. */
type Pattern = string | RegExp;

/** All that is given must hold. */
interface Match {
  readonly call?: number;
  /** The whole name, or a RegExp. */
  readonly model?: Pattern;
  readonly system?: Pattern;
  readonly last?: Pattern;
  readonly lastRole?: string;
  readonly lastName?: string;
  readonly offers?: string;
  readonly schema?: string;
  readonly stream?: boolean;
  readonly retry?: number;
}

/** A rule that has a list of replies gives them one after the other and is then used up. */
export interface Rule {
  readonly when?: Match;
  readonly reply: Reply | readonly Reply[] | ((request: ScriptedRequest) => Reply);
}

/** Rules in order of precedence, or a function that answers by itself. */
export type Script = readonly Rule[] | ((request: ScriptedRequest) => Reply | undefined);

/** A script with its position. Returns undefined where nothing in the script answers the request. */
export type Reader = (request: ScriptedRequest) => Reply | undefined;

/** Starts reading a script from its beginning: the first rule that matches and is not used up answers. */
export function readScript(script: Script): Reader {
  if (typeof script === 'function') return script;
  const used = new Map<Rule, number>();
  return (request) => {
    for (const rule of script) {
      if (!matches(rule.when ?? {}, request)) continue;
      const reply = nthReply(rule, used.get(rule) ?? 0, request);
      if (reply === undefined) continue;
      used.set(rule, (used.get(rule) ?? 0) + 1);
      return reply;
    }
    return undefined;
  };
}

function nthReply(rule: Rule, nth: number, request: ScriptedRequest): Reply | undefined {
  if (typeof rule.reply === 'function') return rule.reply(request);
  return 'kind' in rule.reply ? rule.reply : rule.reply[nth];
}

function matches(when: Match, request: ScriptedRequest): boolean {
  return (
    equal(when.call, request.call) &&
    (typeof when.model === 'string' ? when.model === request.model : found(when.model, request.model)) &&
    found(when.system, request.system) &&
    found(when.last, request.last.text) &&
    equal(when.lastRole, request.last.role) &&
    equal(when.lastName, request.last.name) &&
    (when.offers === undefined || request.offered.includes(when.offers)) &&
    equal(when.schema, request.schema) &&
    equal(when.stream, request.stream) &&
    equal(when.retry, request.retry)
  );
}

function equal<T>(wanted: T | undefined, actual: T | undefined): boolean {
  return wanted === undefined || wanted === actual;
}

function found(pattern: Pattern | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  return typeof pattern === 'string' ? text.includes(pattern) : text.search(pattern) >= 0;
}
