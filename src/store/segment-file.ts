// The file of a sealed segment: blocks of leaves, each compressed by itself, behind a table of where they end.

import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { entryBundle, MAX_LEAF_BYTES, readEntryBundle } from '../audit/index.ts';
import { replaceFile, syncDirectory } from './key-files.ts';

/** Records of a block: whoever reads one record decompresses so many. */
export const BLOCK_RECORDS = 64;
const FOLDER = 'sealed';
const MAGIC = 'sallyport sealed leaves v1\n';
const END_BYTES = 4;
const MAX_BLOCK_BYTES = BLOCK_RECORDS * (MAX_LEAF_BYTES + 2);

/** Where the leaves of the records `first` to `last` lie. */
export function segmentPath(directory: string, { first, last }: Place): string {
  const digits = (index: number): string => String(index).padStart(12, '0');
  return join(directory, FOLDER, `${digits(first)}-${digits(last)}.leaves`);
}

interface Place {
  readonly first: number;
  readonly last: number;
}

/** One block as it is stored. */
export function packBlock(leaves: readonly string[]): Buffer {
  return deflateRawSync(entryBundle(leaves.map((leaf) => Buffer.from(leaf))), { level: 6 });
}

/** All of a segment's file. */
export function segmentBytes(blocks: readonly Uint8Array[]): Buffer {
  const ends = Buffer.alloc(blocks.length * END_BYTES);
  let end = 0;
  for (const [at, block] of blocks.entries()) {
    end += block.byteLength;
    ends.writeUInt32BE(end, at * END_BYTES);
  }
  return Buffer.concat([Buffer.from(MAGIC), ends, ...blocks]);
}

/** Puts a segment's file in its place, durably. One that an interrupted sealing left there is replaced. */
export function writeSegment(directory: string, place: Place, bytes: Uint8Array): void {
  const folder = join(directory, FOLDER);
  if (!existsSync(folder)) {
    mkdirSync(folder, { mode: 0o700 });
    syncDirectory(directory);
  }
  replaceFile(segmentPath(directory, place), bytes);
  syncDirectory(folder);
}

/** Reads blocks of one segment. ATTACKER-CONTROLLED: the file. */
export class SegmentFile {
  readonly #path: string;
  readonly #ends: Buffer;
  readonly #start: number;
  readonly #records: number;

  private constructor(path: string, ends: Buffer, records: number) {
    this.#path = path;
    this.#ends = ends;
    this.#start = MAGIC.length + ends.byteLength;
    this.#records = records;
  }

  /** Undefined where there is no such file, or it is none. */
  static open(directory: string, place: Place): SegmentFile | undefined {
    const path = segmentPath(directory, place);
    const records = place.last - place.first + 1;
    const ends = Math.ceil(records / BLOCK_RECORDS) * END_BYTES;
    const head = readPart(path, 0, MAGIC.length + ends);
    if (head?.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
    return new SegmentFile(path, head.subarray(MAGIC.length), records);
  }

  /** The leaves of a block; undefined where they can not be read, or are not as many as there should be. */
  block(number: number): readonly string[] | undefined {
    const from = number === 0 ? 0 : this.#endOf(number - 1);
    const to = this.#endOf(number);
    const packed = to <= from ? undefined : readPart(this.#path, this.#start + from, to - from);
    const bundle = packed === undefined ? undefined : inflated(packed);
    if (bundle === undefined) return undefined;
    const { entries, rest } = readEntryBundle(bundle);
    const expected = Math.min(BLOCK_RECORDS, this.#records - number * BLOCK_RECORDS);
    if (rest > 0 || entries.length !== expected) return undefined;
    return entries.map((entry) => Buffer.from(entry).toString('utf8'));
  }

  #endOf(block: number): number {
    return this.#ends.readUInt32BE(block * END_BYTES);
  }
}

function inflated(packed: Buffer): Buffer | undefined {
  try {
    return inflateRawSync(packed, { maxOutputLength: MAX_BLOCK_BYTES });
  } catch {
    return undefined; // Not a compressed block: the caller names the records.
  }
}

/** Exactly `length` bytes of a file; undefined where it is not there or shorter. */
function readPart(path: string, at: number, length: number): Buffer | undefined {
  if (!existsSync(path)) return undefined;
  const file = openSync(path, 'r');
  try {
    if (fstatSync(file).size < at + length) return undefined;
    const bytes = Buffer.allocUnsafe(length);
    return readSync(file, bytes, 0, length, at) === length ? bytes : undefined;
  } finally {
    closeSync(file);
  }
}
