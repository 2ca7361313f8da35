// How a log is laid out for people who fetch it (C2SP tlog-tiles): paths of tiles and entry bundles, and bundles' bytes.

import { TILE_WIDTH, widthIn } from './tree.ts';

/** Level of a hash tile, or the bundle of the entries below level 0. */
export type TileLevel = number | 'entries';

export interface TileName {
  readonly level: TileLevel;
  readonly index: number;
  /** 1 to 256. */
  readonly width: number;
}

/** An entry's length is written in 16 bits. */
const MAX_ENTRY_BYTES = 65_535;
const LENGTH_BYTES = 2;
const MAX_LEVEL = 63;

/** `tile/<L>/<N>[.p/<W>]` */
export function tilePath({ level, index, width }: TileName): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  const last = groups.length - 1;
  const number = groups.map((group, at) => (at < last ? `x${group}` : group)).join('/');
  return `tile/${level}/${number}${width < TILE_WIDTH ? `.p/${width}` : ''}`;
}

// Backtracking-free: each alternative begins with another character, each repetition has one shape.
const TILE_PATH = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/;

/** Reads what `tilePath` writes; undefined for everything else, other spellings of a number included. ATTACKER-CONTROLLED. */
export function readTilePath(path: string): TileName | undefined {
  const [, levelText, number, widthText] = TILE_PATH.exec(path) ?? [];
  if (levelText === undefined || number === undefined) return undefined;
  const level: TileLevel = levelText === 'entries' ? levelText : Number(levelText);
  const width = widthText === undefined ? TILE_WIDTH : Number(widthText);
  const name = { level, index: Number(number.replaceAll(/[x/]/g, '')), width };
  if ((level !== 'entries' && level > MAX_LEVEL) || width === 0 || !Number.isSafeInteger(name.index))
    return undefined;
  return tilePath(name) === path ? name : undefined;
}

/** Every tile and entry bundle of a tree of `size` leaves, level by level. */
export function* tilesOf(size: number): Generator<TileName> {
  const levels: readonly TileLevel[] = ['entries', ...levelsOf(size)];
  for (const level of levels) {
    const height = level === 'entries' ? 0 : level;
    for (let index = 0; ; index++) {
      const width = widthIn(size, height, index);
      if (width === 0) break;
      yield { level, index, width };
    }
  }
}

function levelsOf(size: number): readonly number[] {
  const levels: number[] = [];
  for (let level = 0; Math.floor(size / TILE_WIDTH ** level) > 0; level++) levels.push(level);
  return levels;
}

/** Entries, each after its length (uint16, big-endian). Throws RangeError for an entry that is longer than that can say. */
export function entryBundle(entries: readonly Uint8Array[]): Buffer {
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    if (entry.byteLength > MAX_ENTRY_BYTES) throw new RangeError('an entry has at most 65,535 bytes');
    const length = Buffer.allocUnsafe(LENGTH_BYTES);
    length.writeUInt16BE(entry.byteLength);
    parts.push(length, entry);
  }
  return Buffer.concat(parts);
}

export interface BundleRead {
  readonly entries: readonly Uint8Array[];
  /** Bytes at the end that are not a whole entry. */
  readonly rest: number;
}

/** The entries in a bundle, as far as they are whole. ATTACKER-CONTROLLED. */
export function readEntryBundle(bytes: Uint8Array): BundleRead {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at + LENGTH_BYTES <= view.byteLength) {
    const end = at + LENGTH_BYTES + view.readUInt16BE(at);
    if (end > view.byteLength) break;
    entries.push(view.subarray(at + LENGTH_BYTES, end));
    at = end;
  }
  return { entries, rest: view.byteLength - at };
}
