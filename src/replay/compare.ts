// A record against what a second judgement would have recorded: every byte of it that a decision determines.

import { canonicalJson, type RecordDraft, type StoredRecord } from '../audit/index.ts';
import type { JsonValue } from '../domain/index.ts';
import type { OpenedRecord } from './log-reader.ts';
import type { Difference } from './report.ts';

/** Measured, counted or reported from outside: no decision, and no consequence of one. */
const MEASURED: ReadonlySet<string> = new Set([
  'framework',
  'latency_us',
  'attempt',
  'attempts',
  'outcome',
  'released',
  'prompt_tokens',
  'completion_tokens',
  'tokens_source',
  'model_reported',
]);

export function differencesOf(draft: RecordDraft, opened: OpenedRecord): readonly Difference[] {
  const { record } = opened;
  const found = decidedPart(draft);
  const recorded = decidedPart(record);
  const differences: Difference[] = [];
  for (const field of new Set([...recorded.keys(), ...found.keys()])) {
    const then = recorded.get(field) ?? null;
    const now = found.get(field) ?? null;
    if (canonicalJson(then) !== canonicalJson(now)) {
      const { index, exchange = '' } = record;
      differences.push({ index, exchange, field, recorded: then, found: now });
    }
  }
  return [...differences, ...besideDifferences(draft, opened)];
}

type Decided = Pick<StoredRecord, 'kind' | 'body'> &
  Partial<Pick<StoredRecord, 'decision' | 'workflow' | 'agent'>> &
  Pick<RecordDraft, 'subject'>;

function decidedPart(part: Decided): ReadonlyMap<string, JsonValue> {
  const { kind, decision = null, workflow = null, agent = null, body, subject } = part;
  // The store writes the subject of a draft into its body.
  const named = subject === undefined ? {} : { data_subject: subject };
  const fields = Object.entries({ ...body, ...named, kind, decision, workflow, agent }).filter(
    ([name]) => !MEASURED.has(name),
  );
  return new Map<string, JsonValue>(fields);
}

/** What a record had no room for lies beside it, and belongs to the decision, too. */
function besideDifferences(
  { contents = [] }: RecordDraft,
  { record, contents: kept }: OpenedRecord,
): readonly Difference[] {
  const { index, exchange = '' } = record;
  return contents.flatMap(({ name, bytes }): readonly Difference[] => {
    const then = kept?.get(name);
    if (then !== undefined && Buffer.compare(then, bytes) === 0) return [];
    return [
      {
        index,
        exchange,
        field: `contents ${name}`,
        recorded: then?.byteLength ?? null,
        found: bytes.byteLength,
      },
    ];
  });
}
