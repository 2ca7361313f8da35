// Which unit of a module an offset lies in.

import type { Module, UnitPart } from './module.ts';

/** The last unit that begins at or before the offset; by binary search, for notebooks of many cells. */
export function unitAt({ units }: Pick<Module, 'units'>, offset: number): UnitPart | undefined {
  let low = 0;
  let high = units.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((units[middle]?.base ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return units[low - 1];
}
