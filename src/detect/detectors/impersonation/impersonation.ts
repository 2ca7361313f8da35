// Finds messages that claim to be from somebody else: by their name field, in their text, or by a name that looks like another.

import { plainReading, skeleton } from '../../../content/index.ts';
import type { Finding } from '../../../domain/index.ts';
import type { Detector, DetectorInput, InspectedText } from '../../detector.ts';
import { claimsIn } from './claims.ts';
import { withLooks } from './looks.ts';

const NAME = 'impersonation';
/** Agents whose names are looked for in one text. */
const MAX_ROSTER = 128;
/** Only texts that agents speak can be spoken in another's name. */
const SPOKEN: ReadonlySet<InspectedText['channel']> = new Set([
  'agent_message',
  'reply',
  'tool_result',
  'memory',
]);
/** A label in front of a line is how tools print logs and dialogues: there it is a weak sign. */
const IN_DATA = 0.4;
/** Worth a look: nobody's ordinary message names others so often in so many ways. */
const UNREAD = 0.5;

export const impersonation: Detector = {
  name: NAME,
  inspect: (input) => input.texts.flatMap((text) => [...routed(text, input), ...claimed(text, input)]),
};

/** The name that the body gives, against what keys and the ledger say. */
function routed(text: InspectedText, { roster }: DetectorInput): readonly Finding[] {
  const { claimed: name, origin } = text;
  if (name === undefined) return [];
  const looksLike = roster.find((agent) => agent !== name && sameLooks(agent, name));
  if (origin.kind === 'agent' && origin.name !== name) {
    return [found(text, 1, ['its name is not that of the agent whose words these are'])];
  }
  if (origin.kind === 'tool' && roster.includes(name)) {
    return [found(text, 0.9, ['the result of a tool under the name of an agent'])];
  }
  if (looksLike !== undefined && !roster.includes(name)) {
    return [found(text, 0.9, ['its name looks like that of an agent'])];
  }
  return [];
}

function sameLooks(a: string, b: string): boolean {
  return folded(a) === folded(b);
}

function folded(name: string): string {
  return skeleton(plainReading(name))
    .toLowerCase()
    .replace(/[\s_-]+/g, '');
}

/** Speakers that the text itself names. */
function claimed(text: InspectedText, { roster, agent }: DetectorInput): readonly Finding[] {
  if (!SPOKEN.has(text.channel)) return [];
  const speaker =
    text.channel === 'reply' ? agent : text.origin.kind === 'agent' ? text.origin.name : undefined;
  const others = roster.filter((name) => name !== speaker && name.length > 2).slice(0, MAX_ROSTER);
  const read = withLooks(text.text);
  const exact = read.length === text.text.length;
  const most = speaker === undefined ? IN_DATA : 1;
  const { claims, complete } = claimsIn(read, others, speaker);
  const findings = claims.map(({ form, confidence, span }) =>
    found(
      text,
      Math.min(confidence, most),
      [`${form ?? 'the words around the name'}: claims to be the words of another agent`],
      exact ? span : undefined,
    ),
  );
  if (complete) return findings;
  const evidence = ['limit: more mentions of agents than are read in one text'];
  return [...findings, found(text, Math.min(UNREAD, most), evidence)];
}

function found(
  { place }: InspectedText,
  confidence: number,
  evidence: readonly string[],
  span: { readonly start: number; readonly end: number } | undefined = undefined,
): Finding {
  const where = span !== undefined && 'span' in place ? { ...place, span } : place;
  return { detector: NAME, confidence, where, share: 1, evidence };
}
