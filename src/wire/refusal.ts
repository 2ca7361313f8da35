// How a "no" is worded for each kind of call, so that the workflow survives it and no framework takes it for a choice.

import { type CallKind, isJsonObject, type JsonObject, type JsonValue, ownField } from '../domain/index.ts';
import { errorObject } from './completion-body.ts';
import { selectedSpeaker, spellings } from './derive.ts';

export interface RefusalInput {
  readonly kind: CallKind;
  /** Names policies and reasons, never content. */
  readonly reason: string;
  /** The same may be let through later. */
  readonly isPassing: boolean;
  readonly decisionId: string;
  /** For a speaker selection: the candidates that policy permits. */
  readonly candidates: readonly string[];
  readonly responseFormat: JsonValue | undefined;
  readonly respondWith: 'completion' | 'error';
}

export type Refusal =
  /** The content of an ordinary completion, for every choice. */
  | { readonly shape: 'completion'; readonly content: string }
  /** An HTTP error: 403 is not retried, and `content_filter` is the one code that AutoGen 0.2 does not fail over on. */
  | {
      readonly shape: 'error';
      readonly status: 403;
      readonly body: JsonObject;
      readonly code: 'content_filter';
    };

/** What frameworks act on when an agent says it: stop words and the start of code. */
const STEERING = /terminate|clear history|`{3,}|~{3,}/gi;

/** The text without anything that a framework would act on. INVARIANT: no name of a candidate in any of its spellings. */
function harmless(text: string, candidates: readonly string[]): string {
  let plain = text.replace(/\s+/g, ' ').trim().replace(STEERING, '…');
  for (const spelling of candidates.flatMap(spellings)) {
    if (spelling !== '') plain = plain.replaceAll(spelling, '…');
  }
  return plain;
}

function refusalText(input: RefusalInput): string {
  const end = /[.!?]$/.test(input.reason) ? '' : '.';
  const advice = input.isPassing
    ? 'Do not retry at once: it may pass later.'
    : 'Do not retry: it will be blocked again.';
  const text = `[blocked by policy] ${input.reason}${end} ${advice} Decision ${input.decisionId}.`;
  return harmless(text, input.candidates);
}

function asError(input: RefusalInput): Refusal {
  const body = errorObject({
    message: refusalText(input),
    type: 'policy_violation',
    code: 'content_filter',
    extra: { decision_id: input.decisionId },
  });
  return { shape: 'error', status: 403, body, code: 'content_filter' };
}

/** A permitted candidate that the framework's reader will find alone in a reply that is nothing but its name. */
function unmistakable(candidates: readonly string[]): string | undefined {
  return candidates.find(
    (name) => harmless(name, []) === name && selectedSpeaker(name, candidates, 'speaker_selection') === name,
  );
}

/** Whether the schema that was asked for, where the request shows one, takes exactly such an answer. */
function fitsSchema(answer: JsonObject, responseFormat: JsonValue | undefined): boolean {
  const schema = ownField(ownField(responseFormat, 'json_schema'), 'schema');
  const properties = ownField(schema, 'properties');
  const required = ownField(schema, 'required');
  const known =
    !isJsonObject(properties) || Object.keys(answer).every((key) => Object.hasOwn(properties, key));
  const complete = !Array.isArray(required) || required.every((key) => Object.hasOwn(answer, String(key)));
  return known && complete;
}

function structured(input: RefusalInput, answer: JsonObject): Refusal {
  return fitsSchema(answer, input.responseFormat)
    ? { shape: 'completion', content: JSON.stringify(answer) }
    : asError(input);
}

/** The ledger that ends a Magentic run: its reason becomes the run's stop reason. */
function endedLedger(reason: string): JsonObject {
  return {
    is_request_satisfied: { reason, answer: true },
    is_in_loop: { reason, answer: false },
    is_progress_being_made: { reason, answer: false },
    next_speaker: { reason, answer: '' },
    instruction_or_question: { reason, answer: '' },
  };
}

/**
 * The refusal that the framework behind this kind of call understands: text where it shows text, exactly one permitted
 * name where it reads a name, an object of the schema where it parses one, and otherwise an error that it neither
 * retries nor fails over on. The text never holds a code fence, a stop word, or the name of a candidate.
 */
export function shapeRefusal(input: RefusalInput): Refusal {
  if (input.respondWith === 'error') return asError(input);
  const text = refusalText(input);
  switch (input.kind) {
    case 'normal':
      return { shape: 'completion', content: text };
    case 'speaker_selection': {
      const name = unmistakable(input.candidates);
      return name === undefined ? asError(input) : { shape: 'completion', content: name };
    }
    case 'magentic_ledger':
      return structured(input, endedLedger(text));
    case 'maf_orchestrator':
      return structured(input, { terminate: true, reason: text, next_speaker: null, final_message: text });
    case 'retry_decision':
      return structured(input, { reason: text, retry: false });
    case 'json_object':
    case 'json_schema':
      return asError(input);
  }
}
