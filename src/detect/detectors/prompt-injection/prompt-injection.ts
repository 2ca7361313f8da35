// Finds instructions in data: marks of structure, and a linear model of language over each segment against the user's task.

import { textViews } from '../../../content/index.ts';
import type { Finding, FindingPlace, TextSpan } from '../../../domain/index.ts';
import type { Detector, DetectorInput, InspectedText, TextChannel } from '../../detector.ts';
import { delegates } from '../hijacked-action/delegation.ts';
import { excerptsOf } from './excerpts.ts';
import { type MarkedText, marksIn } from './markers.ts';
import { type ScoredSegment, type ScoredText, scoreText } from './score-text.ts';
import { taskWords } from './task-words.ts';
import { MODEL, THRESHOLDS } from './weights.ts';

const NAME = 'prompt_injection';
/** Below this a text is not worth a line in the record. */
const LEAST = 0.3;
/** Text that had to be decoded before it could be read was meant for a reader that decodes. */
const HIDDEN = 1.5;
/** Log-odds at which each channel is as likely as not an injection, by what is ordinary there. */
const THRESHOLD: Readonly<Record<TextChannel, number>> = {
  tool_result: THRESHOLDS.data,
  memory: THRESHOLDS.data,
  tool_description: THRESHOLDS.talk,
  agent_message: THRESHOLDS.talk,
  reply: THRESHOLDS.talk,
  user_message: THRESHOLDS.request,
  system_message: THRESHOLDS.request,
};

/** Where the user told the agent to do what a text says, instructions are what that text is made of. */
export const DELEGATED = 2;

/** Users and developers instruct: that is what they are there for. In their words only marks of structure count. */
const REQUESTS: ReadonlySet<TextChannel> = new Set(['user_message', 'system_message']);

export const promptInjection: Detector = {
  name: NAME,
  inspect: (input) => {
    const asked: Asked = {
      words: input.task === undefined ? undefined : taskWords(input.task),
      handsOver: delegates(input.task),
    };
    return [...input.texts, ...descriptions(input)].flatMap((text) => inspectText(text, asked));
  },
};

/** What the model reads of the tools that a call offers. */
function descriptions({ tools }: DetectorInput): readonly InspectedText[] {
  return tools.map(({ definition }) => ({
    channel: 'tool_description',
    place: { kind: 'tool', tool: definition.name },
    claimed: undefined,
    origin: { kind: 'unknown' },
    text: definition.description,
  }));
}

/** What is known of the user's task. */
interface Asked {
  readonly words: ReadonlySet<string> | undefined;
  readonly handsOver: boolean;
}

interface Candidate {
  readonly excess: number;
  readonly span: TextSpan;
  readonly affected: number;
  readonly evidence: readonly string[];
}

function inspectText(inspected: InspectedText, asked: Asked): readonly Finding[] {
  const { excerpts, unread } = excerptsOf(inspected.text);
  let best: Candidate | undefined;
  let skipped = unread;
  for (const { start, end } of excerpts) {
    const { found, left } = strongestView(inspected.text.slice(start, end), inspected.channel, asked);
    skipped += left;
    if (found === undefined || (best !== undefined && found.excess <= best.excess)) continue;
    best = { ...found, span: { start: found.span.start + start, end: found.span.end + start } };
  }
  return [...limitOf(inspected, skipped), ...findingOf(inspected, best)];
}

function strongestView(
  text: string,
  channel: TextChannel,
  { words, handsOver }: Asked,
): { readonly found: Candidate | undefined; readonly left: number } {
  let best: Candidate | undefined;
  let left = 0;
  for (const [index, view] of textViews(text).entries()) {
    const scored = scoreText(MODEL, view.text, REQUESTS.has(channel) ? undefined : words);
    left = Math.max(left, scored.unread);
    const found = strongest(scored, marksIn(view.text), channel);
    if (found === undefined) continue;
    const shown = index > 0 ? decoded(found, best) : found;
    const excess = handsOver ? shown.excess - DELEGATED : shown.excess;
    const candidate = { ...shown, excess, span: view.toOriginal(found.span) };
    if (best === undefined || candidate.excess > best.excess) best = candidate;
  }
  return { found: best, left };
}

/** What only a decoded view shows is stronger than what everybody can read. */
function decoded(found: Candidate, plain: Candidate | undefined): Candidate {
  if (plain !== undefined && found.excess <= plain.excess + HIDDEN / 2) return found;
  return { ...found, excess: found.excess + HIDDEN, evidence: [...found.evidence, 'hidden by encoding'] };
}

function findingOf({ text, place }: InspectedText, best: Candidate | undefined): readonly Finding[] {
  if (best === undefined) return [];
  const confidence = 1 / (1 + Math.exp(-best.excess));
  if (confidence < LEAST) return [];
  const where = withSpan(place, best.span);
  const share = Math.min(1, best.affected / Math.max(1, text.length));
  return [{ detector: NAME, confidence, where, share, evidence: best.evidence }];
}

/** The segment that is strongest with the marks around it, above the threshold of the channel. */
function strongest(
  { segments }: ScoredText,
  marked: MarkedText,
  channel: TextChannel,
): Candidate | undefined {
  if (marked.none && REQUESTS.has(channel)) return undefined;
  const limit = THRESHOLD[channel];
  let top: ScoredSegment | undefined;
  let best = Number.NEGATIVE_INFINITY;
  let affected = 0;
  for (const segment of segments) {
    const { weight } = marked.near(segment.span);
    const excess = segment.score + weight - limit;
    if (excess >= 0) affected += segment.span.end - segment.span.start;
    if (excess <= best || (weight === 0 && REQUESTS.has(channel))) continue;
    best = excess;
    top = segment;
  }
  if (top === undefined) return undefined;
  return {
    excess: best,
    span: top.span,
    affected: Math.max(affected, top.span.end - top.span.start),
    evidence: ['speaks to its reader', ...marked.near(top.span).names],
  };
}

function limitOf({ text, place }: InspectedText, unread: number): readonly Finding[] {
  if (unread === 0) return [];
  const evidence = ['limit: more passages that speak to a reader than are read'];
  return [
    { detector: NAME, confidence: 0.5, where: place, share: Math.min(1, unread / text.length), evidence },
  ];
}

function withSpan(place: FindingPlace, span: TextSpan): FindingPlace {
  return place.kind === 'message' || place.kind === 'action' ? { ...place, span } : place;
}
