// What a row of the bypass suite says: an attempt to get something past the gate, and the answer that it must get.

import type { Reply } from '../../../src/demo/model-server/index.ts';
import type { Effect, JsonObject } from '../../../src/domain/index.ts';

export type Mode = 'buffered' | 'streamed';

export interface Attempt {
  readonly name: string;
  /** Why the expected answer is the right one. */
  readonly why: string;
  /** YAML. Rows of one policy share a gateway. */
  readonly policy: string;
  readonly send?: Sent;
  /** What the model says, if it is asked. Default: a plain word. */
  readonly reply?: Reply | ((mode: Mode) => Reply);
  /** Both, unless the row is about one of them. */
  readonly modes?: readonly Mode[];
  readonly expected: Expected;
}

export interface Sent {
  /** Fields over those of a plain question; `stream` is set by the mode. */
  readonly fields?: JsonObject;
  /** The bytes instead, where JSON could not say it. */
  readonly bytes?: (mode: Mode) => Uint8Array | string;
  readonly path?: string;
  readonly method?: string;
  /** Flat names and values, instead of the agent's key. */
  readonly headers?: (keys: ReadonlyMap<string, string>) => readonly string[];
}

export interface Expected {
  readonly status: number;
  /** The strongest decision on record for the exchange; `none` where a call is refused before it is one. */
  readonly decision: Effect | 'none';
  /** Whether the model was asked. */
  readonly asked: boolean;
  /** The kind of the record that ends the exchange; `exchange_requested` where it ends at the request door. */
  readonly ends?: 'exchange_completed' | 'exchange_aborted' | 'exchange_requested';
  /** The `error.code` of the answer. */
  readonly code?: string;
  /** Names of tools that are called in the answer; none unless told. */
  readonly calls?: readonly string[];
  /** Part of what some choice says. */
  readonly says?: string;
  /** The policy that the record must name as matched. */
  readonly policy?: string;
}

/** A policy blocks at the request door: the model is not asked, the agent reads why in a completion. */
export function stoppedGoingOut(policy: string): Expected {
  return {
    status: 200,
    decision: 'BLOCK',
    asked: false,
    ends: 'exchange_requested',
    says: '[blocked by policy]',
    policy,
  };
}

/** A policy blocks at the reply door: the agent reads why in place of what the model said. */
export function stoppedComingIn(policy: string): Expected {
  return {
    status: 200,
    decision: 'BLOCK',
    asked: true,
    ends: 'exchange_completed',
    says: '[blocked by policy]',
    policy,
  };
}

/** The gateway does not understand the call, or does not know who calls: nobody is asked. */
export function refused(status: number, code: string): Expected {
  return { status, decision: 'none', asked: false, code };
}

/** What the model sent can not be read in one way only: nothing of it is released, and the record says so. */
export function unreadableReply(code = 'upstream_invalid'): Expected {
  return { status: 502, decision: 'ALLOW', asked: true, ends: 'exchange_aborted', code };
}

/** Nothing is wrong: the call passes, so that a gate which refuses everything does not pass this suite. */
export function passes(more: Partial<Expected> = {}): Expected {
  return { status: 200, decision: 'ALLOW', asked: true, ends: 'exchange_completed', ...more };
}
