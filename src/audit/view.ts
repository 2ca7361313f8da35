// A record as people and other programs read it: the published field names first, then all the rest.

import { isJsonObject, type JsonObject, type JsonValue, ownField } from '../domain/index.ts';
import type { ContentItem, StoredRecord } from './record.ts';

/**
 * The JSON view of a record. Fields of the published format stand first; every other field of the body follows under its
 * own name and never replaces one of them. With `contents`, actions carry the parameters that lie under `action/<id>`.
 */
export function recordView(record: StoredRecord, contents: readonly ContentItem[] = []): JsonObject {
  const view: Record<string, JsonValue> = { ...published(record, contents), ...place(record) };
  for (const [name, value] of Object.entries(record.body)) {
    // Own-key check, and a fresh object: a body's field can neither hide a field of the view nor reach a prototype.
    if (!Object.hasOwn(view, name))
      Object.defineProperty(view, name, { value, enumerable: true, writable: true, configurable: true });
  }
  return view;
}

function published(
  record: StoredRecord,
  contents: readonly ContentItem[],
): Readonly<Record<string, JsonValue>> {
  const { body } = record;
  const actions = ownField(body, 'actions');
  return present({
    timestamp: new Date(record.time).toISOString(),
    workflow_id: record.workflow,
    agent: record.agent ?? ownField(body, 'agent'),
    request_type: ownField(body, 'request_type'),
    model: ownField(body, 'model'),
    prompt_tokens: ownField(body, 'prompt_tokens') ?? ownField(body, 'prompt_tokens_estimated'),
    policies_evaluated: ownField(body, 'policies_evaluated'),
    policy_decision: record.decision ?? ownField(body, 'policy_decision'),
    actions_in_response: Array.isArray(actions) ? responseActions(actions, contents) : undefined,
    audit_hash: `sha256:${record.hash}`,
    next_hop_agent: ownField(body, 'next_hop_agent'),
  });
}

function place(record: StoredRecord): Readonly<Record<string, JsonValue>> {
  return present({
    index: record.index,
    kind: record.kind,
    exchange: record.exchange,
    prev: record.prev,
    clock: record.clock,
    contents: record.contents.length === 0 ? undefined : record.contents.map((item) => ({ ...item })),
  });
}

function present(
  fields: Readonly<Record<string, JsonValue | undefined>>,
): Readonly<Record<string, JsonValue>> {
  const kept: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) kept[name] = value;
  return kept;
}

const RESPONSE_TYPES: ReadonlySet<JsonValue | undefined> = new Set([
  'tool_call',
  'code_execution',
  'handoff',
]);

function responseActions(
  actions: readonly JsonValue[],
  contents: readonly ContentItem[],
): readonly JsonObject[] {
  const shown: JsonObject[] = [];
  for (const action of actions) {
    const type = ownField(action, 'type');
    if (!isJsonObject(action) || !RESPONSE_TYPES.has(type)) continue;
    const tool = ownField(action, 'tool') ?? ownField(action, 'target') ?? ownField(action, 'language');
    const parameters = parametersOf(action, contents);
    shown.push(present({ type, tool, decision: ownField(action, 'decision'), parameters }));
  }
  return shown;
}

/** The arguments of an action: as JSON where they are JSON, else as text. */
function parametersOf(action: JsonObject, contents: readonly ContentItem[]): JsonValue | undefined {
  const id = ownField(action, 'id');
  const item = contents.find((candidate) => candidate.name === `action/${String(id)}`);
  if (item === undefined) return undefined;
  const text = Buffer.from(item.bytes).toString('utf8');
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text; // Arguments that are not JSON (code, for one) are shown as they are.
  }
}
