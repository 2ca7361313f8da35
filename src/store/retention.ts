// Which workflows are past a bound of age or size: read in steps, since the writer waits for each.

import type { PastBound, RetentionBounds } from '../audit/index.ts';
import type { EpochMs } from '../domain/index.ts';
import { integerOf, textOf } from './columns.ts';
import { all, type Database, one, pagesOf } from './database.ts';

const STEP = 2000;
const DAY_MS = 86_400_000;
const MIB = 1024 * 1024;

interface Holding {
  first: number;
  last: number;
  bytes: number;
}

/**
 * A workflow is dropped whole or not at all: its younger records name contents of its older ones, which were stored once.
 * Contents without a workflow (texts of policies) and workflows with a stream under way stay. Oldest first.
 */
export function* pastBounds(
  database: Database,
  bounds: RetentionBounds,
  now: EpochMs,
): Generator<undefined, readonly PastBound[]> {
  const holdings = yield* holdingsOf(database);
  for (const row of all(database.prepare('SELECT DISTINCT workflow FROM spool')))
    holdings.delete(textOf(row, 'workflow'));
  const oldest = [...holdings].sort(([, a], [, b]) => a.last - b.last);
  const timeOf = database.prepare('SELECT time FROM records WHERE idx = ?');
  const { maxAgeDays = Number.POSITIVE_INFINITY, maxSizeMib = Number.POSITIVE_INFINITY } = bounds;
  let bytes = oldest.reduce((sum, [, each]) => sum + each.bytes, 0);
  const past: PastBound[] = [];
  for (const [workflow, { first, last, bytes: own }] of oldest) {
    const row = one(timeOf, last);
    const isOld = row !== undefined && integerOf(row, 'time') < now - maxAgeDays * DAY_MS;
    if (!isOld && bytes <= maxSizeMib * MIB) break;
    past.push({ workflow, reason: isOld ? 'age' : 'size', first, last });
    bytes -= own;
  }
  return past;
}

function* holdingsOf(database: Database): Generator<undefined, Map<string, Holding>> {
  const statement = database.prepare(
    `SELECT c.idx AS idx, length(c.pack) AS bytes, k.workflow AS workflow FROM contents c JOIN keys k ON k.id = c.key WHERE c.idx > ? ORDER BY c.idx LIMIT ${STEP}`,
  );
  const holdings = new Map<string, Holding>();
  for (const rows of pagesOf(statement, 'idx')) {
    for (const row of rows) {
      const index = integerOf(row, 'idx');
      const workflow = textOf(row, 'workflow');
      if (workflow === '') continue;
      const holding = holdings.get(workflow) ?? { first: index, last: index, bytes: 0 };
      holdings.set(workflow, holding);
      holding.last = index;
      holding.bytes += integerOf(row, 'bytes');
    }
    yield undefined;
  }
  return holdings;
}
