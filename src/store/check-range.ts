// Some records of a log, verified without the rest: their bytes and chain, their signed batches, and the tree that holds them.

import {
  inclusionProof,
  isSame,
  LogVerifier,
  type VerifyOptions,
  type VerifyReport,
  verifyInclusion,
} from '../audit/index.ts';
import { GatewayError } from '../domain/index.ts';
import { BesideCheck } from './check-beside.ts';
import { checkpointBeside, storedCheckpoints } from './checkpoints.ts';
import { integerOf, textOf } from './columns.ts';
import { all, one } from './database.ts';
import type { LogParts } from './log-rows.ts';
import { batchOf, keysInForce, RECORD_COLUMNS, RowCheck, readRow } from './log-rows.ts';
import { TileReader } from './tree-store.ts';

interface Range {
  readonly first: number;
  readonly last: number;
}

/**
 * Verifies the batches that hold `range`: a batch is signed as a whole, so the report may cover a few records more. Throws
 * GatewayError invalid_request for records that are not there.
 */
export function checkRange(parts: LogParts, range: Range, options: VerifyOptions): VerifyReport {
  const { database, identity } = parts;
  const batches = all(
    database.prepare('SELECT * FROM batches WHERE last >= ? AND first <= ? ORDER BY last'),
    range.first,
    range.last,
  ).map(batchOf);
  const [firstBatch] = batches;
  const last = batches.at(-1)?.last ?? -1;
  if (firstBatch === undefined || last < range.last) {
    throw new GatewayError('invalid_request', {
      publicMessage: `records ${range.first} to ${range.last} are not all in this log`,
    });
  }
  const first = Math.min(firstBatch.first, range.first);
  const before = one(database.prepare('SELECT hash FROM records WHERE idx = ?'), first - 1);
  const keys = options.signatures === false ? undefined : keysInForce(identity, first);
  const start = before === undefined ? {} : { start: { size: first, hash: textOf(before, 'hash') } };
  const verifier = new LogVerifier({ logId: identity.logId, keys, expected: undefined, ...start });
  const beside =
    options.contents === false
      ? undefined
      : new BesideCheck({ reader: parts.reader, missing: parts.missing, verifier, index: undefined });
  const rows = database.prepare(
    `SELECT ${RECORD_COLUMNS} FROM records WHERE idx BETWEEN ? AND ? ORDER BY idx`,
  );
  const check = new RowCheck(verifier, parts.leaves, beside);
  let next = first;
  for (const batch of batches) {
    for (const row of all(rows, next, batch.last)) check.row(readRow(row));
    verifier.batch(batch);
    next = batch.last + 1;
  }
  beside?.explainFrom(next, database);
  beside?.finish();
  checkPlaces(parts, { first, last }, verifier);
  return verifier.finish();
}

/** That the tree of the newest checkpoint holds each record at its place, and that its root is the signed one. */
function checkPlaces({ database, directory, identity }: LogParts, range: Range, verifier: LogVerifier): void {
  const checkpoint = storedCheckpoints(database).at(-1) ?? checkpointBeside(directory);
  if (checkpoint === undefined || checkpoint.origin !== identity.key.name) return;
  const tiles = new TileReader(database);
  if (!isSame(tiles.rootAt(checkpoint.size), checkpoint.root)) {
    const detail = 'the tree is not the one that the newest checkpoint signs';
    verifier.report('forked', checkpoint.size - 1, detail);
    return;
  }
  const rows = database.prepare('SELECT idx, hash FROM records WHERE idx BETWEEN ? AND ? ORDER BY idx');
  for (const row of all(rows, range.first, Math.min(range.last, checkpoint.size - 1))) {
    const index = integerOf(row, 'idx');
    const path = tiles.proving(() => inclusionProof(tiles.nodes, index, checkpoint.size));
    if (!verifyInclusion({ hash: Buffer.from(textOf(row, 'hash'), 'hex'), index }, checkpoint, path))
      verifier.report('forked', index, 'the signed tree holds another record at this place');
  }
}
