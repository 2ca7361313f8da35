// One decision for one call, however often the client's SDK sends it: retries join what is under way or find what was kept.

import type { Clock } from '../domain/index.ts';

/** A whole reply as it was, or would have been, released. */
export interface StoredReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** How a call relates to earlier ones with the same key, body and workflow. */
export type Claimed =
  | { readonly kind: 'first' }
  /** The same call failed upstream a moment ago and is sent again: it keeps its exchange id. */
  | { readonly kind: 'again'; readonly exchange: string; readonly attempt: number }
  /** The same call is under way, or its reply was kept after the client left: the model is not asked again. */
  | { readonly kind: 'join'; readonly exchange: string; readonly reply: Promise<StoredReply> };

interface UnderWay {
  readonly exchange: string;
  readonly reply: Promise<StoredReply>;
  clientGone: boolean;
  joined: boolean;
}

/** The handle of a call that is under way. */
export interface Attempt {
  /** The client left while the call was held: it may come back for the reply. */
  leave(): void;
  settle(reply: StoredReply): void;
  /** The attempt ended without a reply that could be given to anybody else. */
  fail(options: { readonly retryable: boolean; readonly attempt: number; readonly now: number }): void;
}

const MAX_FAILED = 5_000;
const FAILED_TTL_MS = 2 * 60 * 1000;
const MAX_KEPT_BYTES = 64 * 1024 * 1024;
const KEPT_TTL_MS = 15 * 60 * 1000;

/**
 * Keyed by digest over agent key, body and claimed workflow. The retry count header is a claim: it lets a call join or
 * continue an identical one of the same key, and does nothing else.
 */
export class RetryBook {
  readonly #clock: Clock;
  readonly #underWay = new Map<string, UnderWay>();
  readonly #failed = new Map<string, { exchange: string; attempt: number; at: number }>();
  readonly #kept = new Map<string, { exchange: string; reply: StoredReply; at: number }>();
  #keptBytes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  claim(key: string, options: { readonly retryCount: number; readonly now: number }): Claimed {
    const running = this.#underWay.get(key);
    if (running !== undefined && (options.retryCount > 0 || running.clientGone)) {
      running.joined = true;
      return { kind: 'join', exchange: running.exchange, reply: running.reply };
    }
    const kept = this.#takeKept(key, options.now);
    if (kept !== undefined)
      return { kind: 'join', exchange: kept.exchange, reply: Promise.resolve(kept.reply) };
    const failed = this.#failed.get(key);
    if (failed !== undefined && options.retryCount > 0 && options.now - failed.at <= FAILED_TTL_MS) {
      this.#failed.delete(key);
      return { kind: 'again', exchange: failed.exchange, attempt: failed.attempt + 1 };
    }
    return { kind: 'first' };
  }

  isUnderWay(key: string): boolean {
    return this.#underWay.has(key);
  }

  /** Registers a call that goes on. A second identical call without a retry mark runs beside it, unregistered. */
  begin(key: string, exchange: string): Attempt {
    if (this.#underWay.has(key)) return UNSHARED;
    let resolve: (reply: StoredReply) => void = () => undefined;
    let reject: (cause: Error) => void = () => undefined;
    const reply = new Promise<StoredReply>((yes, no) => {
      resolve = yes;
      reject = no;
    });
    // A failed attempt that nobody joined must not become an unhandled rejection.
    reply.catch(() => undefined);
    const entry: UnderWay = { exchange, reply, clientGone: false, joined: false };
    this.#underWay.set(key, entry);
    return {
      leave: () => {
        entry.clientGone = true;
      },
      settle: (stored) => {
        this.#underWay.delete(key);
        if (entry.clientGone && !entry.joined) this.#keep(key, exchange, stored);
        resolve(stored);
      },
      fail: ({ retryable, attempt, now }) => {
        this.#underWay.delete(key);
        if (retryable) this.#rememberFailure(key, { exchange, attempt, at: now });
        reject(new Error('the first attempt ended without a reply'));
      },
    };
  }

  #rememberFailure(key: string, failure: { exchange: string; attempt: number; at: number }): void {
    this.#failed.set(key, failure);
    if (this.#failed.size > MAX_FAILED) {
      const oldest = this.#failed.keys().next();
      if (!oldest.done) this.#failed.delete(oldest.value);
    }
  }

  #keep(key: string, exchange: string, reply: StoredReply): void {
    this.#kept.set(key, { exchange, reply, at: this.#clock() });
    this.#keptBytes += reply.body.byteLength;
    for (const [oldest, entry] of this.#kept) {
      if (this.#keptBytes <= MAX_KEPT_BYTES) return;
      this.#kept.delete(oldest);
      this.#keptBytes -= entry.reply.body.byteLength;
    }
  }

  #takeKept(key: string, now: number): { exchange: string; reply: StoredReply } | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    this.#kept.delete(key);
    this.#keptBytes -= kept.reply.body.byteLength;
    return now - kept.at <= KEPT_TTL_MS ? kept : undefined;
  }
}

const UNSHARED: Attempt = { leave: () => undefined, settle: () => undefined, fail: () => undefined };
