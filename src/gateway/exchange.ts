// One exchange under way: what the later steps share, and how its replies and refusals are written.

import {
  type ActionEvidence,
  type Cancellation,
  type Decision,
  type Effect,
  FAULTS,
  type FaultCode,
  type GatewayError,
  type HandoffAction,
  ownField,
} from '../domain/index.ts';
import { completionBody, completionEvents, errorBody, type Refusal, shapeRefusal } from '../wire/index.ts';
import type { BeforeJudging } from './before-judging.ts';
import type { JudgedAction } from './judge-action.ts';
import type { AnsweredFacts } from './moment.ts';
import type { GatewayDeps, IncomingCall } from './ports.ts';
import type { ReplySink } from './reply-sink.ts';
import type { Attempt, StoredReply } from './retry-book.ts';
import type { Decided } from './stages.ts';

export interface Exchange {
  readonly id: string;
  readonly attemptNumber: number;
  readonly deps: GatewayDeps;
  readonly call: IncomingCall;
  readonly sink: ReplySink;
  readonly decided: Decided;
  readonly attempt: Attempt;
  /** What makes two calls the same call: a retry has the same. */
  readonly callKey: string;
  /** The call comes back for a reply that was held when the gateway stopped: the model is not asked again. */
  readonly resumes: boolean;
  /** Aborts the upstream call: when the client is gone, or when the reply is refused half-way. */
  readonly upstreamAbort: Cancellation;
  /** Digests of request messages that a person let through; filled by settle, known from the outcome's record on. */
  readonly cleared: string[];
  /** What people answered, for the next record. */
  readonly answered: AnsweredFacts[];
  readonly flowed: Flowed;
  readonly before: BeforeJudging;
}

/** How far a reply has got, for the record of one that breaks off. */
export interface Flowed {
  /** The call left for the model. */
  asked: boolean;
  /** Of a stream: what the agent has been given so far. */
  text: () => string;
  /** Verdicts that are on record already. */
  readonly counted: Set<JudgedAction>;
}

/** A candidate is a name that the framework offers: there is nothing in it that a detector could find. */
const NOTHING_FOUND: ActionEvidence = { findings: [], failed: [], sources: () => [] };

/** Headers that every answer about an exchange carries. The effect is left out where it is not known yet. */
export function exchangeHeaders(exchange: Exchange, effect?: Effect): Record<string, string> {
  const headers: Record<string, string> = {
    'x-request-id': exchange.id,
    'x-sallyport-decision': exchange.id,
    'x-sallyport-workflow': exchange.decided.facts.workflow.id,
  };
  if (effect !== undefined) headers['x-sallyport-effect'] = effect;
  return headers;
}

/** The refusal that the calling framework survives (autogen-wire §4.3). */
export function refusalFor(exchange: Exchange, decision: Decision): Refusal {
  const { decided } = exchange;
  return shapeRefusal({
    kind: decided.request.kind,
    reason: decision.reason,
    isPassing: decision.passing === true,
    decisionId: exchange.id,
    candidates: permittedCandidates(decided),
    responseFormat: ownField(decided.request.body, 'response_format'),
    respondWith: decision.respondWith,
  });
}

/** Of the agents that may be selected, those to whom policy would let the turn pass. */
function permittedCandidates(decided: Decided): readonly string[] {
  return decided.request.candidates.filter((target) => {
    const action: HandoffAction = {
      type: 'handoff',
      id: 'r0',
      door: 'reply',
      choice: 0,
      target,
      via: 'speaker_selection',
      position: undefined,
    };
    const { effect } = decided.policy.evaluate(action, {
      ...decided.policyFacts,
      evidence: () => NOTHING_FOUND,
    });
    return effect === 'ALLOW' || effect === 'LOG';
  });
}

/** Answers the whole call with a refusal. Only before anything of the reply was released. */
export function writeRefusal(exchange: Exchange, refusal: Refusal): StoredReply {
  const headers = exchangeHeaders(exchange, 'BLOCK');
  if (refusal.shape === 'error') {
    return writeWhole(exchange.sink, {
      status: refusal.status,
      headers: { ...headers, 'content-type': 'application/json', 'x-should-retry': 'false' },
      body: Buffer.from(JSON.stringify(refusal.body)),
    });
  }
  const { request } = exchange.decided;
  const args = {
    id: `chatcmpl-${exchange.id}`,
    model: request.model,
    created: Math.floor(exchange.deps.clock() / 1000),
    contents: Array.from({ length: request.choices }, () => refusal.content),
  };
  const body = request.stream
    ? completionEvents({ ...args, includeUsage: request.includeUsage })
    : completionBody(args);
  const type = request.stream ? 'text/event-stream; charset=utf-8' : 'application/json';
  return writeWhole(exchange.sink, { status: 200, headers: { ...headers, 'content-type': type }, body });
}

/** Writes a complete reply; where the head went out during a hold, only the body is left to write. */
export function writeWhole(sink: ReplySink, reply: StoredReply): StoredReply {
  if (!sink.headSent) {
    const headers: Record<string, string> = { ...reply.headers };
    headers['content-length'] = String(reply.body.byteLength);
    sink.head(reply.status, headers);
  }
  sink.end(reply.body);
  return reply;
}

/** The OpenAI-shaped answer to a fault. Only its public message leaves. */
export function faultReply(error: GatewayError, headers: Readonly<Record<string, string>>): StoredReply {
  const row = FAULTS[error.code];
  return {
    status: row.status,
    headers: {
      ...headers,
      'content-type': 'application/json',
      'x-should-retry': String(row.retry),
      ...(error.code === 'ledger_unavailable' || error.code === 'overloaded' ? { 'retry-after': '1' } : {}),
    },
    body: faultBody(error.code, error.publicMessage),
  };
}

function faultBody(code: FaultCode, publicMessage: string): Uint8Array {
  const row = FAULTS[code];
  const said = publicMessage.endsWith('.') ? publicMessage : `${publicMessage}.`;
  return errorBody({ message: `${said} ${row.advice}`, type: row.type, code });
}

/**
 * Ends an answer whose status is out already: an error event in a stream; in a buffered reply, where frameworks can not
 * read an error under status 200, a completion that says so.
 */
export function writeLateFault(exchange: Exchange, error: GatewayError): void {
  const { request } = exchange.decided;
  if (request.stream) {
    const data = Buffer.from(faultBody(error.code, error.publicMessage)).toString('utf8');
    exchange.sink.end(`data: ${data}\n\n`);
    return;
  }
  const contents = Array.from({ length: request.choices }, () => `[gateway error] ${error.publicMessage}`);
  const created = Math.floor(exchange.deps.clock() / 1000);
  exchange.sink.end(
    completionBody({ id: `chatcmpl-${exchange.id}`, model: request.model, created, contents }),
  );
}
