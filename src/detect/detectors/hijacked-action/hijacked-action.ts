// Finds actions that untrusted text asked for and the user's task did not.

import type { Finding } from '../../../domain/index.ts';
import { valuesIn } from '../../../lineage/index.ts';
import { actionLeaves, nameOf } from '../../action-values.ts';
import type { Detector, DetectorInput, InspectedAction } from '../../detector.ts';
import { delegates } from './delegation.ts';
import { type Passage, type Pull, passagesOf, pullOf, unaskedOf } from './pulls.ts';

const NAME = 'hijacked_action';
const LEAST = 0.2;

/** In log-odds, on top of how surely the passage is an instruction. */
const WEIGHT = {
  /** A destination or account that the task does not name stands in the passage. */
  destination: 2.5,
  /** That is a link, and all that the action does is to read it: data is full of links that are there to be read. */
  readsLink: -1.7,
  /** Times the part of the action's other words that stand in the passage. */
  coverage: 1.5,
  /** The passage speaks of what the tool does. */
  named: 0.5,
  /** The task speaks of what the tool does, too. */
  taskNamesTool: -0.5,
  /** The task hands what is to be done over to a text: what that text names was asked for, in its words. */
  delegated: -2,
} as const;
/** What is left of the other evidence then: how surely the passage is no part of the work has to decide. */
const WHERE_DELEGATED = 0.5;

export const hijackedAction: Detector = {
  name: NAME,
  inspect: (input) => {
    const passages = passagesOf(input);
    if (passages.length === 0) return [];
    return input.actions.flatMap((action) => findingOf(action, passages, input));
  },
};

function findingOf(
  action: InspectedAction,
  passages: readonly Passage[],
  input: DetectorInput,
): readonly Finding[] {
  const unasked = unaskedOf(action, actionLeaves(action), input);
  const handedOver = delegates(input.task);
  const bias = biasOf(action, input) + (handedOver ? WEIGHT.delegated : 0);
  let best: { readonly odds: number; readonly pull: Pull } | undefined;
  for (const passage of passages) {
    const pull = pullOf(unasked, passage);
    if (pull === undefined) continue;
    const odds = bias + oddsOf(pull, handedOver ? WHERE_DELEGATED : 1);
    if (best === undefined || odds > best.odds) best = { odds, pull };
  }
  if (best === undefined) return [];
  const confidence = 1 / (1 + Math.exp(-best.odds));
  if (confidence < LEAST) return [];
  const where = { kind: 'action', actionId: action.id, parameter: undefined, span: undefined } as const;
  return [{ detector: NAME, confidence, where, share: best.pull.coverage, evidence: evidenceOf(best.pull) }];
}

/** What the task says of the action as a whole. */
function biasOf(action: InspectedAction, { lineage }: DetectorInput): number {
  const named = nameOf(action)
    .split(' ')
    .some((word) => word.length > 3 && lineage.authorises(word));
  return (named ? WEIGHT.taskNamesTool : 0) + (readsLink(action) ? WEIGHT.readsLink : 0);
}

const READS =
  /^(?:get|fetch|visit|read|open|browse|view|scrape|download|load|crawl|navigate|go|search|retrieve|web|url|http get)\b/i;
/** A page's number, a time-out, a flag may stand beside the link. */
const MOST_BESIDE = 24;

function readsLink(action: InspectedAction): boolean {
  if (action.type !== 'tool_call' || !READS.test(nameOf(action))) return false;
  const leaves = actionLeaves(action);
  const links = leaves.filter(({ text }) => valuesIn(text).some(({ kind }) => kind === 'link'));
  const beside = leaves.filter((leaf) => !links.includes(leaf));
  return links.length === 1 && beside.every(({ text }) => text.length <= MOST_BESIDE);
}

function oddsOf({ strength, destination, coverage, named }: Pull, part: number): number {
  const sure = Math.min(0.99, Math.max(0.01, strength));
  const asked =
    (destination ? WEIGHT.destination : 0) + WEIGHT.coverage * coverage + (named ? WEIGHT.named : 0);
  return Math.log(sure / (1 - sure)) + part * asked;
}

function evidenceOf({ destination, named, coverage }: Pull): readonly string[] {
  return [
    'an instruction in data asks for it',
    ...(destination ? ['destination from that instruction, not from the task'] : []),
    ...(named ? ['the instruction speaks of what the tool does'] : []),
    ...(coverage > 0.5 ? ['most of the action is in the instruction, and not in the task'] : []),
  ];
}
