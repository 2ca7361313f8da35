// Whether a record answers a query: the exact test, after a store's indexes have narrowed the search.

import { isJsonObject, type JsonValue, ownField } from '../domain/index.ts';
import type { RecordQuery } from './ledger.ts';
import type { StoredRecord } from './record.ts';

/** True when all filters of `query` but cursor, order and limit hold for `record`. */
export function matchesQuery(record: StoredRecord, query: RecordQuery): boolean {
  return matchesColumns(record, query) && matchesActions(record, query);
}

function matchesColumns(record: StoredRecord, query: RecordQuery): boolean {
  return (
    isAsked(query.index, record.index) &&
    isAsked(query.workflow, record.workflow) &&
    isAsked(query.agent, record.agent) &&
    isAsked(query.exchange, record.exchange) &&
    isAsked(query.decision, record.decision) &&
    (query.kinds === undefined || query.kinds.includes(record.kind)) &&
    (query.from === undefined || record.time >= query.from) &&
    (query.to === undefined || record.time <= query.to)
  );
}

function isAsked<T>(asked: T | undefined, actual: T | undefined): boolean {
  return asked === undefined || asked === actual;
}

function matchesActions({ body }: StoredRecord, { tool, policy }: RecordQuery): boolean {
  if (tool === undefined && policy === undefined) return true;
  const actions = listOf(ownField(body, 'actions'));
  return (
    (tool === undefined || actions.some((action) => ownField(action, 'tool') === tool)) &&
    (policy === undefined || actions.some((action) => hasMatched(action, policy)))
  );
}

function hasMatched(action: JsonValue, policy: string): boolean {
  return listOf(ownField(action, 'policies')).some(
    (match) => isJsonObject(match) && ownField(match, 'policy') === policy,
  );
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}
