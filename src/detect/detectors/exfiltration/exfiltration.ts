// Finds data on its way out: what tools answered, in an action that leads where the user's task never pointed.

import type { Finding } from '../../../domain/index.ts';
import type { SourcePart } from '../../../lineage/index.ts';
import { type ActionLeaf, actionLeaves, type Destination, destinationsOf } from '../../action-values.ts';
import type { Detector, DetectorInput, InspectedAction } from '../../detector.ts';
import { delegates } from '../hijacked-action/delegation.ts';
import { type Passage, passagesOf, pullOf, unaskedOf } from '../hijacked-action/pulls.ts';
import { namesOwner } from './owner.ts';
import { asksForNoSending } from './sending.ts';

const NAME = 'exfiltration';
const LEAST = 0.2;
/** Personal data is in most of what tools answer: that a source holds some says little of what is taken from it. */
const CONFIDENTIAL = new Set(['confidential', 'secret']);
/** Fewer characters of data are a name or a date that any two texts share. */
const LEAST_DATA = 6;

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
  const unasked = destinationsOf(leaves).filter(({ text }) => !input.lineage.authorises(text));
  const [destination] = unasked.filter(({ leadsOut }) => leadsOut);
  if (destination === undefined) return [];
  const carried = dataIn(leaves, destination, input);
  if (carried === undefined) return [];
  const pull = strongestPull(action, leaves, { passages, input });
  const labelled = carried.labels.some((label) => CONFIDENTIAL.has(label));
  const known = originOf(destination, input);
  const reads = onlyReads(action);
  const unaskedSending = !reads && asksForNoSending(action, input);
  const confidence = confidenceOf({
    pull,
    labelled,
    known,
    carried,
    unaskedSending,
    onlyReads: reads,
  });
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

interface Weighing {
  /** How surely an instruction in data names the destination, 0..1. */
  readonly pull: number;
  readonly labelled: boolean;
  readonly known: 'owner' | 'data' | 'nowhere';
  readonly carried: Carried;
  readonly unaskedSending: boolean;
  readonly onlyReads: boolean;
}

/** From the kinds of evidence: each alone is ordinary work, two together are not. */
function confidenceOf(weighing: Weighing): number {
  const { pull, labelled, known, carried, unaskedSending, onlyReads } = weighing;
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

/** Code that fetches and hands nothing over: where it goes is no destination, unless an instruction in data says so. */
function onlyReads(action: InspectedAction): boolean {
  return action.type === 'code_execution' && !SENDS.test(action.code);
}

/** INVARIANT: fixed words: linear. */
const SENDS =
  /\b(?:post|put|patch|send\w{0,16}|upload\w{0,16}|publish|smtp\w{0,8}|socket|ftp\w{0,8}|scp|rsync|netcat|nc|data|params|json|files)\b|urlencode|--data|--upload|\s-[dFT]\s/i;

/** More than a value or two that an answer needs: most of it is data, as it stands or in many values. */
function isSubstantial({ share, characters, values }: Carried): boolean {
  return share >= 0.4 && (characters >= 120 || values >= 3);
}

/** Where the destination is from. ATTACKER-CONTROLLED: data that says to whom an address belongs. */
function originOf({ text }: Destination, input: DetectorInput): Weighing['known'] {
  if (namesOwner(text, input)) return 'owner';
  return input.lineage.parts(text).length > 0 ? 'data' : 'nowhere';
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

interface Carried {
  readonly tools: readonly string[];
  readonly labels: readonly string[];
  readonly parameter: string | undefined;
  /** How much of it is data of tools, in characters and in single values. */
  readonly characters: number;
  readonly values: number;
  /** The part of what is carried that is data of tools. */
  readonly share: number;
}

/** What tools answered among what the action carries, but for the destination itself. */
function dataIn(
  leaves: readonly ActionLeaf[],
  destination: Destination,
  { lineage }: DetectorInput,
): Carried | undefined {
  let all = 0;
  const found = leaves.map((leaf) => {
    const isDestination = leaf === destination.leaf && leaf.name !== '' && leaf.name !== 'code';
    const text = isDestination ? leaf.text.replace(destination.text, '') : leaf.text;
    all += text.length;
    const parts = lineage.parts(text).filter((part) => isData(part) && !isOnly(part, text, destination));
    return { leaf, parts, characters: lengthOf(parts) };
  });
  const data = found.filter(({ characters }) => characters > 0);
  const parts = data.flatMap((one) => one.parts);
  const characters = data.reduce((sum, one) => sum + one.characters, 0);
  if (characters < LEAST_DATA) return undefined;
  return {
    tools: unique(parts.flatMap(({ origin }) => (origin.kind === 'tool' ? [origin.name] : []))),
    labels: unique(parts.flatMap(({ labels }) => labels)),
    parameter: data.find(({ leaf }) => leaf.name !== '')?.leaf.name,
    characters,
    values: data.reduce((sum, one) => sum + valuesOf(one.parts), 0),
    share: Math.min(1, characters / Math.max(1, all)),
  };
}

function isData({ origin }: SourcePart): boolean {
  return origin.kind === 'tool' || origin.kind === 'memory';
}

/** That data holds the address, too, says nothing of what is sent there. */
function isOnly({ span, match }: SourcePart, text: string, { text: destination }: Destination): boolean {
  return match === 'value' && destination.includes(text.slice(span.start, span.end));
}

/** Single values, by place: several sources may have the same one. */
function valuesOf(parts: readonly SourcePart[]): number {
  return new Set(parts.filter(({ match }) => match === 'value').map(({ span }) => span.start)).size;
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}

/** Parts come in order of start and may overlap. */
function lengthOf(parts: readonly SourcePart[]): number {
  let length = 0;
  let end = 0;
  for (const { span } of parts) {
    length += Math.max(0, span.end - Math.max(end, span.start));
    end = Math.max(end, span.end);
  }
  return length;
}
