// A record in the Elastic Common Schema (ECS 9.1): its own fields where there are any, the rest under `sallyport`.

import { recordView, type StoredRecord } from '../../audit/index.ts';
import type { JsonObject } from '../../domain/index.ts';
import { fieldsOf, present, someOf } from './record-fields.ts';

const ECS_VERSION = '9.1.0';

/** An ECS document. `event.id` is the record's audit hash, so that an index can tell a repetition. */
export function ecsEvent(record: StoredRecord): JsonObject {
  const fields = fieldsOf(record);
  return present({
    '@timestamp': new Date(record.time).toISOString(),
    ecs: { version: ECS_VERSION },
    event: {
      kind: record.decision === 'BLOCK' ? 'alert' : 'event',
      category: [...categoryOf(record)],
      type: [...typesOf(record)],
      action: record.kind,
      ...(record.decision === undefined
        ? {}
        : { outcome: record.decision === 'BLOCK' ? 'failure' : 'success' }),
      id: `sha256:${record.hash}`,
      sequence: record.index,
      module: 'sallyport',
      dataset: 'sallyport.ledger',
      ...(fields.totalMicros === undefined ? {} : { duration: fields.totalMicros * 1000 }),
      ...(fields.reasons.length === 0 ? {} : { reason: fields.reasons.join(' ') }),
    },
    user: fields.by === undefined ? undefined : { name: fields.by },
    gen_ai: record.exchange === undefined ? undefined : genAi(record),
    rule:
      someOf(fields.policies) === undefined
        ? undefined
        : { name: [...fields.policies], version: fields.policyVersion ?? '' },
    transaction: record.exchange === undefined ? undefined : { id: record.exchange },
    sallyport: recordView(record),
  });
}

function genAi(record: StoredRecord): JsonObject {
  const { model, provider, promptTokens, completionTokens } = fieldsOf(record);
  return present({
    operation: { name: 'chat' },
    agent: record.agent === undefined ? undefined : { name: record.agent },
    conversation: record.workflow === undefined ? undefined : { id: record.workflow },
    provider: provider === undefined ? undefined : { name: provider },
    request: model === undefined ? undefined : { model },
    usage: present({ input_tokens: promptTokens, output_tokens: completionTokens }),
  });
}

function categoryOf(record: StoredRecord): readonly string[] {
  if (record.exchange !== undefined) return ['api'];
  return /^(?:agent|key|admin)_/.test(record.kind) ? ['iam'] : ['configuration'];
}

function typesOf(record: StoredRecord): readonly string[] {
  if (record.exchange === undefined) return ['change'];
  return record.decision === 'BLOCK' ? ['access', 'denied'] : ['access', 'allowed'];
}
