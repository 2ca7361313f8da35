// The bytes of a record, wherever they lie: in its row, or in a sealed segment.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { leafHash, readLeaf, readSegment, type SealedSegment } from '../audit/index.ts';
import { integerOf, type Row, textOf } from './columns.ts';
import { all, type Database } from './database.ts';
import { damaged } from './faults.ts';
import { BLOCK_RECORDS, SegmentFile, segmentPath } from './segment-file.ts';

/** What a row holds in place of a leaf that was sealed. */
export const SEALED = '';
/** Blocks that stay decompressed. */
const CACHED_BLOCKS = 32;

/** Why a sealed leaf can not be had, and for which records that holds. */
export interface Lost {
  readonly kind: 'lost';
  readonly first: number;
  readonly last: number;
  readonly why: string;
}

export class Leaves {
  readonly #directory: string;
  readonly #segments: SealedSegment[];
  readonly #files = new Map<number, SegmentFile>();
  readonly #blocks = new Map<number, readonly string[]>();

  constructor(directory: string, segments: readonly SealedSegment[]) {
    this.#directory = directory;
    this.#segments = [...segments];
  }

  /** Records below are sealed. */
  get sealedTo(): number {
    return (this.#segments.at(-1)?.last ?? -1) + 1;
  }

  get segments(): readonly SealedSegment[] {
    return this.#segments;
  }

  add(segment: SealedSegment): void {
    this.#segments.push(segment);
  }

  /** The leaf of a row with `idx` and `leaf`. Throws GatewayError store_damaged where it can not be read. */
  of(row: Row): string {
    const index = integerOf(row, 'idx');
    const found = this.find({ index, leaf: textOf(row, 'leaf') });
    if (typeof found === 'string') return found;
    throw damaged(`record ${index}: ${found.why}`);
  }

  /** The same, for those who name damage themselves. */
  find({ index, leaf }: { readonly index: number; readonly leaf: string }): string | Lost {
    return leaf === SEALED ? this.sealed(index) : leaf;
  }

  /** The leaf of record `index` out of its segment. */
  sealed(index: number): string | Lost {
    const segment = this.#segmentOf(index);
    if (segment === undefined)
      return lost(
        { first: index, last: index },
        'its bytes are not in its row, and no segment on record has them',
      );
    const number = Math.floor((index - segment.first) / BLOCK_RECORDS);
    const first = segment.first + number * BLOCK_RECORDS;
    const block = this.#blocks.get(first) ?? this.#readBlock(segment, number);
    if (typeof block === 'string') return lost(segment, block);
    const leaf = block?.[index - first];
    if (block === undefined || leaf === undefined) {
      const last = Math.min(first + BLOCK_RECORDS - 1, segment.last);
      return lost({ first, last }, `the sealed segment ${segmentPath('', segment)} is damaged here`);
    }
    this.#remember(first, block);
    return leaf;
  }

  /** Why a segment's file is not the one on record; undefined for one that is. Reads all of it. */
  differs(segment: SealedSegment): string | undefined {
    const path = segmentPath(this.#directory, segment);
    if (!existsSync(path)) return undefined; // Each of its records is named as missing.
    const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
    return sha256 === segment.sha256
      ? undefined
      : `the sealed segment ${segmentPath('', segment)} is not the file that was recorded when it was sealed`;
  }

  /** A word for why the whole file is of no use; undefined for a block that can not be read. */
  #readBlock(segment: SealedSegment, number: number): readonly string[] | string | undefined {
    const file = this.#files.get(segment.first) ?? SegmentFile.open(this.#directory, segment);
    if (file === undefined) {
      const isThere = existsSync(segmentPath(this.#directory, segment));
      return `the sealed segment ${segmentPath('', segment)} is ${isThere ? 'no segment' : 'missing'}`;
    }
    this.#files.set(segment.first, file);
    return file.block(number);
  }

  /** The least recently used block goes first. */
  #remember(first: number, block: readonly string[]): void {
    this.#blocks.delete(first);
    if (this.#blocks.size >= CACHED_BLOCKS) this.#blocks.delete(this.#blocks.keys().next().value ?? -1);
    this.#blocks.set(first, block);
  }

  /** Segments follow each other without a gap, so a binary search finds the one. */
  #segmentOf(index: number): SealedSegment | undefined {
    let low = 0;
    let high = this.#segments.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.#segments[middle]?.last ?? 0) < index) low = middle + 1;
      else high = middle;
    }
    const segment = this.#segments[low];
    return segment !== undefined && segment.first <= index ? segment : undefined;
  }
}

function lost({ first, last }: { readonly first: number; readonly last: number }, why: string): Lost {
  return { kind: 'lost', first, last, why };
}

/**
 * The segments on record, in order. ATTACKER-CONTROLLED until the records are verified: one that does not follow the segment
 * before it is left out, so that its records are found to be lost.
 */
export function recordedSegments(database: Database): readonly SealedSegment[] {
  const sql =
    "SELECT hash, leaf FROM records INDEXED BY records_of_control WHERE control = 1 AND kind = 'segment_sealed' ORDER BY idx";
  const segments: SealedSegment[] = [];
  for (const row of all(database.prepare(sql))) {
    const leaf = textOf(row, 'leaf');
    const record = leafHash(leaf) === row['hash'] ? readLeaf(leaf, textOf(row, 'hash')) : undefined;
    const segment = record === undefined ? undefined : readSegment(record.body);
    if (segment?.first === (segments.at(-1)?.last ?? -1) + 1) segments.push(segment);
  }
  return segments;
}
