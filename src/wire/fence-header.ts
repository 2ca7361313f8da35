// What stands behind three backticks: the two forms of a fence's first line that executors accept, read unit by unit.

import { isBlank, isSpace, isWord, Unit } from './fence-grammar.ts';

/** How reading goes on: `more` is wanted, the header ended with this unit (`open`), or these backticks open nothing. */
export type HeaderStep = 'more' | 'open' | 'dead';

/** A first line under way. */
export interface FenceHeader {
  phase: 'before' | 'name' | 'after' | 'line_end';
  /** Where the language stands; an empty range where none is named. Offsets of the whole text. */
  nameStart: number;
  nameEnd: number;
  /** The first half of a surrogate pair whose second half is to come, or 0. */
  high: number;
}

export function createFenceHeader(): FenceHeader {
  return { phase: 'before', nameStart: 0, nameEnd: 0, high: 0 };
}

type NamePart = 'part' | 'other' | 'half_pair';

/** Half a surrogate pair is no letter, as in Python. */
function namePart(header: FenceHeader, unit: number, extra: string): NamePart {
  if (header.high !== 0) {
    const point = String.fromCharCode(header.high, unit).codePointAt(0) ?? 0;
    header.high = 0;
    return point > 0xffff && isWord(point) ? 'part' : 'half_pair';
  }
  if (unit >= 0xd800 && unit <= 0xdbff) {
    header.high = unit;
    return 'part';
  }
  return isWord(unit) || extra.includes(String.fromCharCode(unit)) ? 'part' : 'other';
}

function takeName(header: FenceHeader, offset: number): HeaderStep {
  if (header.phase === 'before') header.nameStart = offset;
  header.phase = 'name';
  header.nameEnd = offset + 1;
  return 'more';
}

/**
 * The next UTF-16 unit, at `offset`, for the form of AutoGen 0.2 and AG2: `[ \t]*(\w+)?[ \t]*\r?\n`.
 * Not called again after `open` or `dead`.
 */
export function stepLineHeader(header: FenceHeader, unit: number, offset: number): HeaderStep {
  if (header.phase === 'line_end') return unit === Unit.newline ? 'open' : 'dead';
  const part = header.phase === 'after' ? 'other' : namePart(header, unit, '');
  if (part === 'part') return takeName(header, offset);
  if (part === 'half_pair') return 'dead';
  if (unit === Unit.newline) return 'open';
  if (unit !== Unit.carriageReturn && !isBlank(unit)) return 'dead';
  if (unit === Unit.carriageReturn) header.phase = 'line_end';
  else if (header.phase === 'name') header.phase = 'after';
  return 'more';
}

/**
 * The same for AutoGen 0.4 and later: `\s*([\w+-]+)\n`. The name may stand on a later line than the backticks.
 */
export function stepSpacedHeader(header: FenceHeader, unit: number, offset: number): HeaderStep {
  const part = namePart(header, unit, '+-');
  if (part === 'part') return takeName(header, offset);
  if (part === 'half_pair') return 'dead';
  if (header.phase === 'name') return unit === Unit.newline ? 'open' : 'dead';
  return isSpace(unit) ? 'more' : 'dead';
}
