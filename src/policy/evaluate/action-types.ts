// Sets of action types as bit masks: what the index, the compiler and the checker reason with.

import { ACTION_TYPES, type ActionType } from '../../domain/index.ts';

/** A set of action types, one bit each in the order of ACTION_TYPES. */
export type TypeMask = number;

const BITS: ReadonlyMap<ActionType, TypeMask> = new Map(
  ACTION_TYPES.map((type, index) => [type, 1 << index]),
);

export const ALL_TYPES: TypeMask = (1 << ACTION_TYPES.length) - 1;

export function maskOf(...types: readonly ActionType[]): TypeMask {
  return types.reduce((mask, type) => mask | (BITS.get(type) ?? 0), 0);
}

export function includesType(mask: TypeMask, type: ActionType): boolean {
  return (mask & (BITS.get(type) ?? 0)) !== 0;
}
