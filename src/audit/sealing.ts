// Sealed segments: old records' bytes, compressed, in files that never change; the record of each says what the file is.

import { type JsonObject, ownField, stringField } from '../domain/index.ts';

/** A file with the leaves of the records `first` to `last`. */
export interface SealedSegment {
  readonly first: number;
  readonly last: number;
  /** Of the file, in hex. */
  readonly sha256: string;
  readonly bytes: number;
}

export interface SealRequest {
  /** Only records that are older; all when left out. */
  readonly olderThanDays?: number;
  /** Who asked for it. */
  readonly by: string;
}

export interface Sealed {
  readonly segments: number;
  readonly records: number;
  /** Bytes of the leaves, and of the files that hold them now. */
  readonly leafBytes: number;
  readonly fileBytes: number;
}

/** The body of a `segment_sealed` record. */
export function segmentBody(segment: SealedSegment, by: string): JsonObject {
  const { first, last, sha256, bytes } = segment;
  return { first, last, sha256, bytes, by };
}

/** What a `segment_sealed` record says; undefined for a body that is none. */
export function readSegment(body: JsonObject): SealedSegment | undefined {
  const [first, last, bytes] = ['first', 'last', 'bytes'].map((name) => ownField(body, name));
  const sha256 = stringField(body, 'sha256');
  if (!isCount(first) || !isCount(last) || !isCount(bytes) || first > last || sha256 === undefined)
    return undefined;
  return { first, last, sha256, bytes };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
