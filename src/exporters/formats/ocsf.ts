// A record as an OCSF 1.6 event: API Activity (6003) for what agents do, Entity Management (3004) for what people change.

import { recordView, type StoredRecord } from '../../audit/index.ts';
import type { Effect, JsonObject } from '../../domain/index.ts';
import { fieldsOf, present, someOf } from './record-fields.ts';

const OCSF_VERSION = '1.6.0';
const API_ACTIVITY = 6003;
const ENTITY_MANAGEMENT = 3004;
/** OCSF's number for what its lists have no word for. */
const OTHER = 99;

/** An OCSF event; what has no attribute there stands under `unmapped`. */
export function ocsfEvent(record: StoredRecord): JsonObject {
  const isExchange = record.exchange !== undefined;
  const classUid = isExchange ? API_ACTIVITY : ENTITY_MANAGEMENT;
  const activity = isExchange ? OTHER : activityOf(record.kind);
  return present({
    time: record.time,
    class_uid: classUid,
    category_uid: Math.floor(classUid / 1000),
    activity_id: activity,
    activity_name: activity === OTHER ? record.kind : undefined,
    type_uid: classUid * 100 + activity,
    severity_id: severityOf(record),
    message: record.kind,
    metadata: {
      version: OCSF_VERSION,
      product: { name: 'Sallyport', vendor_name: 'Sallyport' },
      uid: `sha256:${record.hash}`,
      sequence: record.index,
      event_code: record.kind,
      profiles: isExchange ? ['security_control'] : [],
      ...(record.workflow === undefined ? {} : { correlation_uid: record.workflow }),
    },
    ...(isExchange ? apiActivity(record) : entityChange(record)),
    unmapped: recordView(record),
  });
}

function apiActivity(record: StoredRecord): JsonObject {
  const fields = fieldsOf(record);
  const service = fields.provider === undefined ? undefined : { name: fields.provider };
  return present({
    actor: { user: { name: record.agent ?? 'unknown', type_id: OTHER, type: 'agent' } },
    api: present({ operation: 'chat.completions', service, request: { uid: record.exchange ?? '' } }),
    src_endpoint: { name: record.agent ?? 'unknown' },
    action_id: record.decision === undefined ? 0 : record.decision === 'BLOCK' ? 2 : 1,
    disposition_id: dispositionOf(record),
    firewall_rule: someOf(fields.policies) === undefined ? undefined : { name: fields.policies.join(', ') },
    status_detail: someOf(fields.reasons)?.join(' '),
  });
}

function entityChange(record: StoredRecord): JsonObject {
  const { by } = fieldsOf(record);
  return present({
    actor: by === undefined ? { app_name: 'Sallyport' } : { user: { name: by } },
    entity: { name: record.agent ?? record.kind, type: record.kind },
  });
}

/** OCSF dispositions: 1 allowed, 2 blocked, 17 logged; 0 where there was no decision. */
const DISPOSITIONS: Readonly<Record<Effect, number>> = { ALLOW: 1, BLOCK: 2, LOG: 17, CONSTRAIN: OTHER };

function dispositionOf({ decision }: StoredRecord): number {
  return decision === undefined ? 0 : DISPOSITIONS[decision];
}

/** OCSF severities: 1 informational, 2 low, 3 medium. Whoever receives them decides what is worth waking somebody for. */
function severityOf({ decision }: StoredRecord): number {
  if (decision === 'BLOCK') return 3;
  return decision === 'CONSTRAIN' ? 2 : 1;
}

/** Entity Management: 1 create, 2 read, 3 update, 4 delete. */
function activityOf(kind: string): number {
  if (/_(?:added|issued|requested|opened)$/.test(kind)) return 1;
  if (/_read$/.test(kind)) return 2;
  if (/_(?:removed|revoked|expired)$/.test(kind)) return 4;
  return /_(?:changed|rotated|activated|decided)$/.test(kind) ? 3 : OTHER;
}
