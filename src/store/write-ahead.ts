// What the end of the write-ahead log tells: a crash in the middle of a commit, or commits that were there and are damaged.

import { existsSync, readFileSync } from 'node:fs';
import { databasePath } from './database.ts';

export const WRITE_AHEAD_DAMAGED =
  'the write-ahead log is damaged in front of a later commit: records that were acknowledged are lost';

export interface WriteAheadState {
  /** Bytes after the last whole commit. A crash leaves them; nobody was told that they are durable. */
  readonly tornTail: number;
  /**
   * A commit is damaged though another came after it. A crash can not do that: each commit is synced before the next is
   * written. The engine would drop both without a word.
   */
  readonly isDamaged: boolean;
}

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const MAGIC = 0x377f0682;
const CLEAN: WriteAheadState = { tornTail: 0, isDamaged: false };

/** Reads the write-ahead log beside the database (sqlite.org/fileformat2.html §4), before the engine does. */
export function writeAheadState(directory: string): WriteAheadState {
  const path = `${databasePath(directory)}-wal`;
  return existsSync(path) ? stateOf(readFileSync(path)) : CLEAN;
}

interface Sum {
  readonly a: number;
  readonly b: number;
}

/** ATTACKER-CONTROLLED: whoever can write the file. Linear in its size. */
export function stateOf(log: Buffer): WriteAheadState {
  if (log.byteLength < HEADER_BYTES || log.readUInt32BE(0) >>> 1 !== MAGIC >>> 1) return CLEAN;
  const isBigEndian = log.readUInt32BE(0) % 2 === 1;
  const frameBytes = FRAME_HEADER_BYTES + log.readUInt32BE(8);
  const salt = log.subarray(16, 24);
  let sum: Sum | undefined = checksum(log.subarray(0, 24), { a: 0, b: 0 }, isBigEndian);
  if (sum.a !== log.readUInt32BE(24) || sum.b !== log.readUInt32BE(28)) sum = undefined;
  let at = HEADER_BYTES;
  let committed = HEADER_BYTES;
  let lostCommits = 0;
  // Frames of this generation carry its salt; what an earlier one left behind does not.
  for (
    ;
    at + FRAME_HEADER_BYTES <= log.byteLength && log.subarray(at + 8, at + 16).equals(salt);
    at += frameBytes
  ) {
    sum = nextSum(log.subarray(at, at + frameBytes), frameBytes, sum, isBigEndian);
    if (log.readUInt32BE(at + 4) === 0) continue;
    if (sum === undefined) lostCommits++;
    else committed = at + frameBytes;
  }
  return { tornTail: Math.max(0, Math.min(at, log.byteLength) - committed), isDamaged: lostCommits > 1 };
}

/** The running sum after a frame; undefined once a frame is not the one that was written. */
function nextSum(
  frame: Buffer,
  frameBytes: number,
  before: Sum | undefined,
  isBigEndian: boolean,
): Sum | undefined {
  if (before === undefined || frame.byteLength < frameBytes) return undefined;
  const head = checksum(frame.subarray(0, 8), before, isBigEndian);
  const sum = checksum(frame.subarray(FRAME_HEADER_BYTES), head, isBigEndian);
  return sum.a === frame.readUInt32BE(16) && sum.b === frame.readUInt32BE(20) ? sum : undefined;
}

function checksum(bytes: Buffer, { a, b }: Sum, isBigEndian: boolean): Sum {
  let [s0, s1] = [a, b];
  for (let at = 0; at + 8 <= bytes.byteLength; at += 8) {
    const x0 = isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
    const x1 = isBigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4);
    s0 = (s0 + x0 + s1) >>> 0;
    s1 = (s1 + x1 + s0) >>> 0;
  }
  return { a: s0, b: s1 };
}
