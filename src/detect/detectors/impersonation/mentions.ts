// Where a text names agents: every name in its spellings, the longer of two that overlap.

import type { TextSpan } from '../../../domain/index.ts';
import { Pieces } from './pieces.ts';

/** Occurrences of one name that are looked at: a text that names somebody more often names, and does not claim. */
const MOST_PER_NAME = 32;

/** In shorter texts, or for fewer names, a search for each costs less than a look at the text's pieces. */
const LONG = 16 * 1024;
const MANY = 16;

export interface Mention {
  readonly agent: string;
  readonly span: TextSpan;
}

/** In order of place. `text` is in lower case. Linear in the text for each name. ATTACKER-CONTROLLED: the text. */
export function mentionsIn(text: string, names: readonly string[]): readonly Mention[] {
  const escapes = text.includes('\\_');
  const pieces = text.length < LONG || names.length < MANY ? undefined : new Pieces(text);
  const found = names.flatMap((agent) =>
    spellings(agent, escapes)
      .filter((name) => pieces?.mayHold(name) ?? true)
      .flatMap((name) => placesOf(text, name, agent)),
  );
  found.sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  let end = 0;
  return found.filter(({ span }) => {
    if (span.start < end) return false;
    end = span.end;
    return true;
  });
}

/** A model writes the spaces that a name has lost, or escapes its underscores as Markdown does. */
function spellings(name: string, escapes: boolean): readonly string[] {
  const lower = name.toLowerCase();
  const spaced = lower.replace(/[_-]+/g, ' ');
  const known = spaced === lower ? [lower] : [lower, spaced];
  return escapes && lower.includes('_') ? [...known, lower.replaceAll('_', '\\_')] : known;
}

function placesOf(text: string, name: string, agent: string): readonly Mention[] {
  const places: Mention[] = [];
  let at = text.indexOf(name);
  for (let count = 0; at !== -1 && count < MOST_PER_NAME; count += 1) {
    const end = at + name.length;
    places.push({ agent, span: { start: at, end } });
    at = text.indexOf(name, end);
  }
  return places;
}
