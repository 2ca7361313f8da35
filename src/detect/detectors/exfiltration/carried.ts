// What of the workflow's data an action carries to a destination.

import type { SourcePart } from '../../../lineage/index.ts';
import type { ActionLeaf, Destination } from '../../action-values.ts';
import type { DetectorInput } from '../../detector.ts';

/** Fewer characters of data are a name or a date that any two texts share. */
const LEAST_DATA = 6;

export interface Carried {
  readonly tools: readonly string[];
  readonly labels: readonly string[];
  readonly parameter: string | undefined;
  /** How much of it is data of tools, in characters and in single values. */
  readonly characters: number;
  readonly values: number;
  /** The part of what is carried that is data of tools. */
  readonly share: number;
}

/** More than a value or two that an answer needs: most of it is data, as it stands or in many values. */
export function isSubstantial({ share, characters, values }: Carried): boolean {
  return share >= 0.4 && (characters >= 120 || values >= 3);
}

/** What tools answered among what the action carries, but for the destination itself; undefined where that is next to nothing. */
export function dataIn(
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
