// What is dropped by age or size: bounds, and the records that say which workflows lost their contents to them.

import { type JsonObject, ownField } from '../domain/index.ts';

/** At least one bound. */
export interface RetentionBounds {
  /** Workflows that have been silent for longer lose their contents. */
  readonly maxAgeDays?: number;
  /** While the contents of workflows take more than this, the longest silent one loses its own. */
  readonly maxSizeMib?: number;
}

export interface RetentionRequest extends RetentionBounds {
  /** Who asked for it. */
  readonly by: string;
}

export interface Retained {
  readonly workflows: number;
  /** The records that say so; none where nothing was past a bound. */
  readonly records: readonly number[];
}

/** A workflow that is past a bound. */
export interface PastBound {
  readonly workflow: string;
  readonly reason: 'age' | 'size';
  /** Its first and last record with contents. */
  readonly first: number;
  readonly last: number;
}

/** Names of one record: a leaf holds 64 KiB, and a character takes six bytes at most. */
const MAX_NAME_UNITS = 8_000;

/** The bodies of the `retention_applied` records for these workflows: each names its range, reason and workflows. */
export function retentionBodies(
  past: readonly PastBound[],
  { by, ...bounds }: RetentionRequest,
): readonly JsonObject[] {
  const groups: { reason: string; first: number; last: number; units: number; workflows: string[] }[] = [];
  for (const { workflow, reason, first, last } of past) {
    let group = groups.at(-1);
    if (group === undefined || group.reason !== reason || group.units + workflow.length > MAX_NAME_UNITS) {
      group = { reason, first, last, units: 0, workflows: [] };
      groups.push(group);
    }
    group.first = Math.min(group.first, first);
    group.last = Math.max(group.last, last);
    group.units += workflow.length;
    group.workflows.push(workflow);
  }
  const { maxAgeDays, maxSizeMib } = bounds;
  const limit = {
    ...(maxAgeDays === undefined ? {} : { contents_max_age_days: maxAgeDays }),
    ...(maxSizeMib === undefined ? {} : { max_size_mib: maxSizeMib }),
  };
  return groups.map(({ reason, first, last, workflows }) => ({ reason, first, last, limit, workflows, by }));
}

/** The workflows whose contents a `retention_applied` record says that it dropped; undefined for a body that is none. */
export function readRetention(body: JsonObject): readonly string[] | undefined {
  const names = ownField(body, 'workflows');
  if (!Array.isArray(names)) return undefined;
  const workflows = (names as readonly unknown[]).filter((name) => typeof name === 'string' && name !== '');
  return workflows.length === names.length ? (workflows as readonly string[]) : undefined;
}
