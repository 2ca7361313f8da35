// Makes the facts of a text that enters a workflow, by which later texts are traced to it.

import type { TextOrigin } from '../domain/index.ts';
import { type Known, partsOf } from './attribute.ts';
import { authorising } from './authority.ts';
import type { SourcePart } from './lineage-view.ts';
import { distinct } from './prints/distinct.ts';
import type { Reading } from './prints/readings.ts';
import type { TextPrints } from './prints/text-prints.ts';
import {
  addsLabel,
  isFirstHand,
  type Source,
  type SourcePlace,
  type SpanFacts,
  sourceKey,
} from './span-facts.ts';
import { covered, lengthOf } from './spans.ts';

/** Sources that one text is said to repeat, and past them those that have a label which these have not. */
const MAX_REPEATS = 16;
/** What an executor answers comes under the name of a user or of an agent. */
const EXECUTION_REPORT = /^\s*exitcode: -?\d+ \(execution /;
/** The part of a text that an agent's released words must make up for the text to be theirs, changed by a framework. */
const MOSTLY = 0.5;

export interface EnteringText {
  readonly text: string;
  readonly digest: string;
  readonly origin: TextOrigin;
  /** What its tool was declared to carry, and what detectors saw in it. */
  readonly labels: readonly string[];
  readonly place: SourcePlace;
  /** Of an `unknown` origin: the agent in whose name it comes. */
  readonly inNameOf?: NamedSpeaker;
}

export interface NamedSpeaker {
  readonly agent: string;
  /** The tool that the agent was last told to call: frameworks hand its result on as the agent's own words. */
  readonly called: { readonly tool: string; readonly labels: readonly string[] } | undefined;
}

/** The facts of a text that enters for the first time, from its reading. Pure; linear in the text. */
export function spanFacts(entering: EnteringText, known: Known, reading: Reading): SpanFacts {
  const { text, digest, place } = entering;
  const { prints, key } = reading;
  const parts = partsOf(known, reading);
  const { origin, labels } = resolved(entering, parts);
  const repeats = repeated(parts);
  const isTask = origin.kind === 'user' || origin.kind === 'developer';
  const carried = union([labels, ...repeats.map((source) => source.labels)]);
  return {
    origin,
    digest,
    place,
    labels: carried,
    grams: distinct(prints.grams.map((row) => row.prints)),
    values: distinct(prints.values.map(({ values }) => Float64Array.from(values, ({ print }) => print))),
    repeats,
    authorises: isTask ? authorising(text, { prints, parts, memory: known.memory, key }) : [],
    ...tellingOf(prints, origin, carried),
  };
}

/** Labels that the operator gave, or that stand for keys: personal data is in most of what tools answer. */
const CONFIDENTIAL: ReadonlySet<string> = new Set(['confidential', 'secret']);
const MOST_TELLING = 512;

/** Confidential where they come from: of tools and memories. */
function tellingOf(
  { values }: TextPrints,
  { kind }: TextOrigin,
  labels: readonly string[],
): Pick<SpanFacts, 'telling'> {
  const isSource = kind === 'tool' || kind === 'memory';
  if (!isSource || !labels.some((label) => CONFIDENTIAL.has(label))) return {};
  const found = new Set<number>();
  for (const row of values)
    for (const { telling } of row.values) if (telling !== undefined) found.add(telling);
  return found.size === 0 ? {} : { telling: [...found].slice(0, MOST_TELLING) };
}

/** Whose a text is that no key and no released text vouches for. ATTACKER-CONTROLLED: the name that it comes under. */
function resolved(
  { text, origin, labels, inNameOf }: EnteringText,
  parts: readonly SourcePart[],
): Pick<Source, 'origin' | 'labels'> {
  if ((origin.kind === 'user' || origin.kind === 'unknown') && EXECUTION_REPORT.test(text))
    return { origin: { kind: 'tool', name: 'code_execution' }, labels };
  if (origin.kind !== 'unknown' || inNameOf === undefined) return { origin, labels };
  const { agent, called } = inNameOf;
  const own = parts.filter((part) => part.origin.kind === 'agent' && part.origin.name === agent);
  if (lengthOf(covered(own)) >= MOSTLY * text.length)
    return { origin: { kind: 'agent', name: agent }, labels };
  if (called === undefined) return { origin, labels };
  return { origin: { kind: 'tool', name: called.tool }, labels: [...labels, ...called.labels] };
}

function repeated(parts: readonly SourcePart[]): readonly Source[] {
  const found = new Map<string, Source>();
  // One source has one place: most parts are of few sources.
  const seen = new Set<SourcePlace>();
  for (const { origin, labels, place } of parts) {
    if (seen.has(place)) continue;
    seen.add(place);
    if (!isFirstHand(origin) || origin.kind === 'user' || origin.kind === 'developer') continue;
    const source = { origin, labels, place };
    if (found.size >= MAX_REPEATS && !addsLabel(found.values(), source)) continue;
    const name = `${sourceKey(origin)}\n${labels.join('\n')}`;
    if (!found.has(name)) found.set(name, source);
  }
  return [...found.values()];
}

function union(lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())].sort();
}
