// Whether an action takes tools' data to where nobody pointed: what lineage and the task say of it, without a word of any instruction.

import { type ActionLeaf, type Destination, destinationsOf } from '../../action-values.ts';
import type { DetectorInput, InspectedAction } from '../../detector.ts';
import { type Carried, dataIn } from './carried.ts';
import { namesOwner } from './owner.ts';
import { asksForNoSending } from './sending.ts';

/** Data of tools that would go to a destination which the task does not name. */
export interface Straying {
  readonly carried: Carried;
  /** The task names whom the destination belongs to; data holds it; neither. */
  readonly known: 'owner' | 'data' | 'nowhere';
  /** The task asks for nothing to be sent at all, and the action does more than read. */
  readonly unaskedSending: boolean;
  /** Code that fetches and hands nothing over: where it goes is no destination by itself. */
  readonly onlyReads: boolean;
}

/** Undefined where the task names every way out, or next to no data goes there. Linear in the action. */
export function strayingOf(
  action: InspectedAction,
  leaves: readonly ActionLeaf[],
  input: DetectorInput,
): Straying | undefined {
  const destination = destinationsOf(leaves).find(
    ({ text, leadsOut }) => leadsOut && !input.lineage.authorises(text),
  );
  if (destination === undefined) return undefined;
  const carried = dataIn(leaves, destination, input);
  if (carried === undefined) return undefined;
  const onlyReads = action.type === 'code_execution' && !SENDS.test(action.code);
  return {
    carried,
    known: originOf(destination, input),
    unaskedSending: !onlyReads && asksForNoSending(action, input),
    onlyReads,
  };
}

/** INVARIANT: fixed words: linear. */
const SENDS =
  /\b(?:post|put|patch|send\w{0,16}|upload\w{0,16}|publish|smtp\w{0,8}|socket|ftp\w{0,8}|scp|rsync|netcat|nc|data|params|json|files)\b|urlencode|--data|--upload|\s-[dFT]\s/i;

/** Where the destination is from. ATTACKER-CONTROLLED: data that says to whom an address belongs. */
function originOf({ text }: Destination, input: DetectorInput): Straying['known'] {
  if (namesOwner(text, input)) return 'owner';
  return input.lineage.parts(text).length > 0 ? 'data' : 'nowhere';
}
