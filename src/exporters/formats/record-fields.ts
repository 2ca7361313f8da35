// What the common schemas ask of a record, read once from its body.

import type { StoredRecord } from '../../audit/index.ts';
import { type JsonObject, type JsonValue, ownField } from '../../domain/index.ts';

export interface RecordFields {
  readonly model: string | undefined;
  readonly provider: string | undefined;
  readonly promptTokens: number | undefined;
  readonly completionTokens: number | undefined;
  readonly policyVersion: string | undefined;
  readonly totalMicros: number | undefined;
  readonly outcome: string | undefined;
  /** Who made a change, for records of changes. */
  readonly by: string | undefined;
  /** Policies that matched any of the record's actions, sorted. */
  readonly policies: readonly string[];
  readonly tools: readonly string[];
  readonly reasons: readonly string[];
}

export function fieldsOf({ body }: StoredRecord): RecordFields {
  const actions = listOf(ownField(body, 'actions'));
  const latency = ownField(body, 'latency_us');
  return {
    model: text(ownField(body, 'model')),
    provider: text(ownField(body, 'provider')),
    promptTokens:
      number(ownField(body, 'prompt_tokens')) ?? number(ownField(body, 'prompt_tokens_estimated')),
    completionTokens: number(ownField(body, 'completion_tokens')),
    policyVersion: text(ownField(body, 'policy_version')),
    totalMicros: number(ownField(latency, 'total')),
    outcome: text(ownField(body, 'outcome')),
    by: text(ownField(body, 'by')),
    policies: distinct(
      actions.flatMap((action) =>
        listOf(ownField(action, 'policies')).map((match) => ownField(match, 'policy')),
      ),
    ),
    tools: distinct(actions.map((action) => ownField(action, 'tool'))),
    reasons: distinct(
      actions
        .filter((action) => isRestricted(ownField(action, 'decision')))
        .map((action) => ownField(action, 'reason')),
    ),
  };
}

/** `fields` without those that are undefined. */
export function present(fields: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as JsonObject;
}

export function someOf(values: readonly string[]): readonly string[] | undefined {
  return values.length === 0 ? undefined : values;
}

function isRestricted(decision: JsonValue | undefined): boolean {
  return decision === 'BLOCK' || decision === 'CONSTRAIN';
}

function distinct(values: readonly (JsonValue | undefined)[]): readonly string[] {
  return [...new Set(values.filter((value) => typeof value === 'string'))].sort();
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function number(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
