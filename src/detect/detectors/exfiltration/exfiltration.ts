// Finds data on its way out: what tools answered, in an action that leads where the user's task never pointed.

import type { Finding } from '../../../domain/index.ts';
import { type ActionLeaf, actionLeaves } from '../../action-values.ts';
import type { Detector, DetectorInput, InspectedAction } from '../../detector.ts';
import { delegates } from '../hijacked-action/delegation.ts';
import { type Passage, passagesOf, pullOf, unaskedOf } from '../hijacked-action/pulls.ts';
import { isSubstantial } from './carried.ts';
import { type Straying, strayingOf } from './straying.ts';

const NAME = 'exfiltration';
const LEAST = 0.2;
/** Personal data is in most of what tools answer: that a source holds some says little of what is taken from it. */
const CONFIDENTIAL = new Set(['confidential', 'secret']);

export const exfiltration: Detector = {
  name: NAME,
  inspect: (input) => {
    const passages = passagesOf(input);
    return input.actions.flatMap((action) => findingOf(action, passages, input));
  },
};

function findingOf(
  action: InspectedAction,
  passages: readonly Passage[],
  input: DetectorInput,
): readonly Finding[] {
  const leaves = actionLeaves(action);
  const straying = strayingOf(action, leaves, input);
  if (straying === undefined) return [];
  const { carried, unaskedSending } = straying;
  const pull = strongestPull(action, leaves, { passages, input });
  const labelled = carried.labels.some((label) => CONFIDENTIAL.has(label));
  const confidence = confidenceOf(straying, { pull, labelled });
  if (confidence < LEAST) return [];
  return [
    {
      detector: NAME,
      confidence,
      where: { kind: 'action', actionId: action.id, parameter: carried.parameter, span: undefined },
      share: carried.share,
      evidence: [
        `holds data of ${carried.tools.length === 1 ? 'a tool' : 'several tools'}`,
        'goes where the task does not point',
        ...(pull > 0 ? ['an instruction in data names where it goes'] : []),
        ...(unaskedSending ? ['the task asks for nothing to be sent'] : []),
        ...(labelled ? [`labelled ${carried.labels.join(', ')}`] : []),
      ],
    },
  ];
}

interface Beside {
  /** How surely an instruction in data names the destination, 0..1. */
  readonly pull: number;
  readonly labelled: boolean;
}

/** From the kinds of evidence: each alone is ordinary work, two together are not. */
function confidenceOf(straying: Straying, { pull, labelled }: Beside): number {
  const { known, carried, unaskedSending, onlyReads } = straying;
  const sure = Math.min(0.99, Math.max(0.01, pull));
  const odds =
    Math.log(sure / (1 - sure)) +
    (pull > 0 ? 3 : 0) +
    (labelled ? 4 : 0) +
    (known === 'nowhere' ? 1.5 : 0) -
    (known === 'owner' && !unaskedSending ? 3 : 0) +
    (unaskedSending ? 2.2 : 0) -
    (onlyReads && pull === 0 ? 2.5 : 0) +
    carried.share +
    (isSubstantial(carried) ? 2.2 : 0);
  return 1 / (1 + Math.exp(-(pull > 0 ? odds : odds + 2)));
}

/** Where the task hands over to a text what is to be done, that text may name a destination, unless it is an injection. */
const SURELY = 0.9;

function strongestPull(
  action: InspectedAction,
  leaves: readonly ActionLeaf[],
  { passages, input }: { readonly passages: readonly Passage[]; readonly input: DetectorInput },
): number {
  const unasked = unaskedOf(action, leaves, input);
  let strongest = 0;
  for (const passage of passages) {
    const pull = pullOf(unasked, passage);
    if (pull?.destination === true) strongest = Math.max(strongest, pull.strength);
  }
  const handedOver = delegates(input.task);
  return handedOver && strongest < SURELY ? 0 : strongest;
}
