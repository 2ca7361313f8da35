// Seals old records: their leaves go into a compressed file that never changes, and leave the database once that is on record.

import { createHash } from 'node:crypto';
import { readSegment, type SealedSegment, TILE_WIDTH } from '../audit/index.ts';
import { type EpochMs, isJsonObject, type JsonValue } from '../domain/index.ts';
import { integerOf, textOf } from './columns.ts';
import { all, type Database, type Statement } from './database.ts';
import { damaged } from './faults.ts';
import { type Leaves, SEALED } from './leaves.ts';
import type { PreparedSegment } from './protocol.ts';
import type { Reader } from './reader.ts';
import { recordOf } from './record-row.ts';
import { BLOCK_RECORDS, packBlock, segmentBytes, writeSegment } from './segment-file.ts';

/** Records of a segment at most: some three mebibytes. */
const SEGMENT_RECORDS = 64 * TILE_WIDTH;

export interface SealerParts {
  readonly directory: string;
  readonly database: Database;
  readonly leaves: Leaves;
  readonly reader: Reader;
}

/**
 * In three steps: `prepare` writes the file, `apply` takes it into account in the transaction of the record that says so,
 * `settle` takes the leaves out of the database. INVARIANT: at each moment a leaf lies in its row or in a file on record.
 */
export class Sealer {
  readonly #parts: SealerParts;
  readonly #rows: Statement;
  readonly #unsealed: Statement;
  readonly #seal: Statement;
  #prepared: SealedSegment | undefined;
  /** Rows below have given up their leaves. */
  #settledTo = 0;

  constructor(parts: SealerParts) {
    this.#parts = parts;
    const { database } = parts;
    this.#rows = database.prepare(
      'SELECT idx, hash, leaf FROM records WHERE idx BETWEEN ? AND ? ORDER BY idx',
    );
    // Control records stay where each start looks for them: so a log opens without its segments.
    const range = `WHERE idx BETWEEN ? AND ? AND control IS NULL AND leaf <> '${SEALED}'`;
    this.#unsealed = database.prepare(`SELECT idx, leaf FROM records ${range}`);
    this.#seal = database.prepare(`UPDATE records SET leaf = '${SEALED}' ${range}`);
  }

  /**
   * Writes the file of the next segment: whole tiles of records that are older than `before`, of the first `size`. Undefined
   * where there are none. Yields between blocks. Throws GatewayError store_damaged for a record that is not what was hashed.
   */
  *prepare(before: EpochMs, size: number): Generator<undefined, PreparedSegment | undefined> {
    const { directory, leaves, reader } = this.#parts;
    const first = leaves.sealedTo;
    const end = Math.min(first + SEGMENT_RECORDS, reader.firstAt(before, size));
    const last = first + Math.floor((end - first) / TILE_WIDTH) * TILE_WIDTH - 1;
    if (last < first) return undefined;
    const blocks: Buffer[] = [];
    let leafBytes = 0;
    for (let at = first; at <= last; at += BLOCK_RECORDS) {
      const block = this.#block(at);
      leafBytes += block.reduce((sum, leaf) => sum + Buffer.byteLength(leaf), 0);
      blocks.push(packBlock(block));
      yield undefined;
    }
    const bytes = segmentBytes(blocks);
    writeSegment(directory, { first, last }, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    this.#prepared = { first, last, sha256, bytes: bytes.byteLength };
    return { segment: this.#prepared, leafBytes };
  }

  /** Part of the transaction that writes the record. Throws GatewayError store_damaged for a segment that was not prepared. */
  apply(body: string): void {
    const prepared = this.#prepared;
    this.#prepared = undefined;
    const value = JSON.parse(body) as JsonValue;
    const said = isJsonObject(value) ? readSegment(value) : undefined;
    if (prepared === undefined || said?.sha256 !== prepared.sha256 || said.first !== prepared.first)
      throw damaged('a segment is recorded as sealed that was not prepared');
    this.#parts.leaves.add(prepared);
  }

  /** Empties the rows of all segments on record, each block after its leaves were read back from the file. */
  *settle(): Generator<undefined, void> {
    const { leaves } = this.#parts;
    for (; this.#settledTo < leaves.sealedTo; this.#settledTo += BLOCK_RECORDS) {
      this.#emptyBlock(this.#settledTo);
      yield undefined;
    }
  }

  #block(first: number): readonly string[] {
    const rows = all(this.#rows, first, first + BLOCK_RECORDS - 1);
    if (rows.length < BLOCK_RECORDS) throw damaged(`a record from ${first} on is missing`);
    return rows.map((row) => recordOf(row, this.#parts.leaves).row.leaf);
  }

  #emptyBlock(first: number): void {
    const { database, leaves } = this.#parts;
    const last = first + BLOCK_RECORDS - 1;
    const rows = all(this.#unsealed, first, last);
    if (rows.length === 0) return;
    for (const row of rows) {
      const index = integerOf(row, 'idx');
      if (leaves.sealed(index) !== textOf(row, 'leaf'))
        throw damaged(`record ${index} can not be read back from its sealed segment: it stays where it is`);
    }
    database.exec('BEGIN IMMEDIATE');
    this.#seal.run(first, last);
    database.exec('COMMIT');
  }
}
