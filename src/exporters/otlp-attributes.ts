// OpenTelemetry's attribute lists in OTLP's JSON form, and the GenAI names (semantic conventions 1.37) of what we record.

import type { StoredRecord } from '../audit/index.ts';
import { type JsonObject, type JsonValue, ownField } from '../domain/index.ts';
import type { ExportAnswer, Outcome } from './exporter.ts';
import { fieldsOf } from './formats/record-fields.ts';
import { jsonBody, outcomeOfStatus, saidBriefly } from './http-outcome.ts';

type Attribute = string | number | boolean | readonly string[] | undefined;

/** `KeyValue` messages of OTLP's JSON mapping: 64-bit integers are strings. */
export function attributeList(attributes: Readonly<Record<string, Attribute>>): readonly JsonObject[] {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: anyValue(value) }],
  );
}

function anyValue(value: Exclude<Attribute, undefined>): JsonObject {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') {
    return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  }
  return { arrayValue: { values: value.map((each) => ({ stringValue: each })) } };
}

export function genAiAttributes(record: StoredRecord): Readonly<Record<string, Attribute>> {
  const fields = fieldsOf(record);
  return {
    'gen_ai.operation.name': record.exchange === undefined ? undefined : 'chat',
    'gen_ai.provider.name': fields.provider,
    'gen_ai.request.model': fields.model,
    'gen_ai.agent.name': record.agent,
    'gen_ai.conversation.id': record.workflow,
    'gen_ai.usage.input_tokens': fields.promptTokens,
    'gen_ai.usage.output_tokens': fields.completionTokens,
    'sallyport.kind': record.kind,
    'sallyport.index': record.index,
    'sallyport.decision': record.decision,
    'sallyport.exchange': record.exchange,
    'sallyport.policies': fields.policies.length === 0 ? undefined : fields.policies,
    'sallyport.policy_version': fields.policyVersion,
    'sallyport.audit_hash': `sha256:${record.hash}`,
  };
}

/** Nanoseconds since the epoch, as OTLP's JSON writes 64-bit numbers. */
export function nanoseconds(milliseconds: number, micros = 0): string {
  return String(BigInt(Math.trunc(milliseconds)) * 1_000_000n + BigInt(Math.round(micros)) * 1000n);
}

export const RESOURCE: JsonObject = {
  attributes: attributeList({ 'service.name': 'sallyport' }) as readonly JsonObject[],
};

/**
 * What an OTLP receiver's answer means (OTLP 1.7 §Partial Success, §Failures). A partial success says how many were
 * refused but not which, and must not be sent again: as many positions as it counts are reported, from the last.
 */
export function otlpOutcome(answer: ExportAnswer, count: number, counter: string): Outcome {
  if (answer.status === 429 || answer.status === 502 || answer.status === 503 || answer.status === 504)
    return { kind: 'later', why: `answered ${answer.status}` };
  const ofStatus = outcomeOfStatus(answer);
  if (ofStatus !== undefined) return ofStatus;
  const body = answer.body.trim() === '' ? {} : jsonBody(answer);
  if (body === undefined) return { kind: 'later', why: 'the answer is not JSON' };
  const partial = ownField(body, 'partialSuccess');
  const rejected = Number(ownField(partial, counter) ?? 0);
  if (!Number.isFinite(rejected) || rejected <= 0) return { kind: 'taken' };
  const why = `refused ${rejected} of ${count}${reasonOf(ownField(partial, 'errorMessage'))}; which ones it does not say`;
  const refused = Array.from({ length: Math.min(rejected, count) }, (_, each) => ({
    position: count - 1 - each,
    why,
  }));
  return { kind: 'some', refused: refused.reverse(), again: [], why };
}

function reasonOf(message: JsonValue | undefined): string {
  return typeof message === 'string' && message !== '' ? `: ${saidBriefly(message)}` : '';
}
