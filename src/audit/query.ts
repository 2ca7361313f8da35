// Whether a record answers a query: the exact test, after a store's indexes have narrowed the search.

import { isJsonObject, type JsonObject, type JsonValue, ownField } from '../domain/index.ts';
import type { RecordQuery } from './ledger.ts';
import type { StoredRecord } from './record.ts';

/** True when all filters of `query` but cursor, order and limit hold for `record`. */
export function matchesQuery(record: StoredRecord, query: RecordQuery): boolean {
  return matchesColumns(record, query) && matchesActions(record, query);
}

/**
 * What a record can be found by, as an index keeps it: `k"exchange_requested"`, `t"web_search"`. Without line feeds.
 * INVARIANT: a record that `matchesQuery` has at least one term of each group in `queryTerms`.
 */
export function searchTerms(record: StoredRecord): readonly string[] {
  return [...columnTerms(record), ...bodyTerms(record.body)];
}

/** Those of `searchTerms` that the columns of a record have. */
export function columnTerms({ kind, workflow, agent, decision }: FoundColumns): readonly string[] {
  const terms = [term('k', kind)];
  if (workflow !== undefined) terms.push(term('w', workflow));
  if (agent !== undefined) terms.push(term('a', agent));
  if (decision !== undefined) terms.push(term('d', decision));
  return terms;
}

/** Those of `searchTerms` that the body of a record has. */
export function bodyTerms(body: JsonObject): readonly string[] {
  const terms: string[] = [];
  const subject = ownField(body, 'data_subject');
  if (typeof subject === 'string') terms.push(term('s', subject));
  for (const action of listOf(ownField(body, 'actions'))) addActionTerms(action, terms);
  return terms;
}

interface FoundColumns {
  readonly kind: string;
  readonly workflow?: string | undefined;
  readonly agent?: string | undefined;
  readonly decision?: string | undefined;
}

function addActionTerms(action: JsonValue, terms: string[]): void {
  const tool = ownField(action, 'tool');
  if (typeof tool === 'string') terms.push(term('t', tool));
  for (const match of listOf(ownField(action, 'policies'))) {
    const policy = ownField(match, 'policy');
    if (typeof policy === 'string') terms.push(term('p', policy));
  }
  for (const finding of listOf(ownField(action, 'findings'))) {
    const detector = ownField(finding, 'detector');
    if (typeof detector === 'string') terms.push(term('f', detector));
  }
}

/** The terms of a query: of each group at least one must be there. Empty where no term narrows the search. */
export function queryTerms(query: RecordQuery): readonly (readonly string[])[] {
  const groups: (readonly string[])[] = [];
  if (query.kinds !== undefined) groups.push(query.kinds.map((kind) => term('k', kind)));
  const named = [
    ['w', query.workflow],
    ['a', query.agent],
    ['d', query.decision],
    ['s', query.subject],
    ['t', query.tool],
    ['p', query.policy],
    ['f', query.finding],
  ] as const;
  for (const [letter, name] of named) if (name !== undefined) groups.push([term(letter, name)]);
  return groups;
}

function term(letter: string, name: string): string {
  return `${letter}${JSON.stringify(name)}`;
}

function matchesColumns(record: StoredRecord, query: RecordQuery): boolean {
  return (
    isAsked(query.index, record.index) &&
    isAsked(query.workflow, record.workflow) &&
    isAsked(query.agent, record.agent) &&
    isAsked(query.exchange, record.exchange) &&
    isAsked(query.decision, record.decision) &&
    (query.subject === undefined || ownField(record.body, 'data_subject') === query.subject) &&
    (query.kinds === undefined || query.kinds.includes(record.kind)) &&
    (query.from === undefined || record.time >= query.from) &&
    (query.to === undefined || record.time <= query.to)
  );
}

function isAsked<T>(asked: T | undefined, actual: T | undefined): boolean {
  return asked === undefined || asked === actual;
}

function matchesActions({ body }: StoredRecord, { tool, policy, finding }: RecordQuery): boolean {
  if (tool === undefined && policy === undefined && finding === undefined) return true;
  const actions = listOf(ownField(body, 'actions'));
  return (
    (tool === undefined || actions.some((action) => ownField(action, 'tool') === tool)) &&
    (policy === undefined || actions.some((action) => hasMatched(action, policy))) &&
    (finding === undefined || actions.some((action) => hasFound(action, finding)))
  );
}

function hasMatched(action: JsonValue, policy: string): boolean {
  return listOf(ownField(action, 'policies')).some(
    (match) => isJsonObject(match) && ownField(match, 'policy') === policy,
  );
}

function hasFound(action: JsonValue, detector: string): boolean {
  return listOf(ownField(action, 'findings')).some((found) => ownField(found, 'detector') === detector);
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}
