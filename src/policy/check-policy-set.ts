// What loads but is probably not meant: policies that can never matter, names that nobody declares, constraints at war.

import { checkConflicts } from './check/check-conflicts.ts';
import { checkKnown, type KnownNames } from './check/check-known.ts';
import { checkNames } from './check/check-names.ts';
import { checkReach } from './check/check-reach.ts';
import { type Diagnostic, inFileOrder } from './diagnostic.ts';
import type { PolicySet } from './policy-set.ts';

/** Warnings and notes on a set that has loaded, in file order. Empty when there is nothing to say. */
export function checkPolicySet({ compiled }: PolicySet, known: KnownNames = {}): readonly Diagnostic[] {
  return inFileOrder([
    ...checkReach(compiled),
    ...checkConflicts(compiled),
    ...checkNames(compiled),
    ...checkKnown(compiled, known),
  ]);
}
