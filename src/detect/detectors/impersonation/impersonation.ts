// Finds messages that claim to be from somebody else: by their name field, in their text, or by a name that looks like another.

import { CodeTable, looksItself, skeleton } from '../../../content/index.ts';
import type { Finding } from '../../../domain/index.ts';
import type { Detector, DetectorInput, InspectedText } from '../../detector.ts';
import { claimsIn } from './claims.ts';

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
  return skeleton(name)
    .toLowerCase()
    .replace(/[\s_-]+/g, '');
}

/** Speakers that the text itself names. */
function claimed(text: InspectedText, { roster, agent }: DetectorInput): readonly Finding[] {
  if (!SPOKEN.has(text.channel)) return [];
  const speaker =
    text.channel === 'reply' ? agent : text.origin.kind === 'agent' ? text.origin.name : undefined;
  const others = roster.filter((name) => name !== speaker && name.length > 2).slice(0, MAX_ROSTER);
  // Letters of other scripts that look like Latin ones are read as these.
  const read = /\P{ASCII}/u.test(text.text) ? withLooks(text.text) : text.text;
  const exact = read.length === text.text.length;
  const data = speaker === undefined;
  return claimsIn(read, others, speaker).map(({ form, confidence, span }) =>
    found(
      text,
      data ? Math.min(confidence, IN_DATA) : confidence,
      [`${form ?? 'the words around the name'}: claims to be the words of another agent`],
      exact ? span : undefined,
    ),
  );
}

/** The planes beyond hold tags, variation selectors and what is nobody's or private: none of it looks like a letter. */
const LAST_WRITTEN = 0x3ffff;
/** Ideographs that look like no others: so many that a table of them costs more than to ask again. */
const FIRST_OF_IDEOGRAPHS = 0x20000;

function isNoLetter(code: number): boolean {
  return code >= FIRST_OF_IDEOGRAPHS && (code > LAST_WRITTEN || looksItself(code));
}

const WRITTEN = /[\p{L}\p{N}\p{M}]/u;

/** Character by character, so that places stay where a character stands for one. Each is looked up once; linear. */
function withLooks(text: string): string {
  const known = new CodeTable(looksOf);
  const units = new Uint16Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    units[length] = unit;
    length += 1;
    if (unit < 0x80) continue;
    const code = text.codePointAt(at) ?? 0;
    const looks = isNoLetter(code) ? code : known.get(code);
    if (code > 0xffff) at += 1;
    if (looks <= 0xffff) units[length - 1] = looks;
    else {
      units[length] = text.charCodeAt(at);
      length += 1;
    }
  }
  return Buffer.from(units.buffer, 0, length * 2).toString('utf16le');
}

/** The one character that this one looks like, itself where there is none. */
function looksOf(code: number): number {
  if (looksItself(code)) return code;
  const character = String.fromCodePoint(code);
  const plain = WRITTEN.test(character) ? skeleton(character) : character;
  return plain.length === 1 ? plain.charCodeAt(0) : code;
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
