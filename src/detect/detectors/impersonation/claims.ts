// Where a text claims to be somebody's words: the forms of a claim, tried around each name.

import type { TextSpan } from '../../../domain/index.ts';
import { type ClaimForm, FORMS, HEADING, LABEL } from './claim-forms.ts';
import { closesAsSpeaker, opensAsSpeaker } from './frame-lines.ts';

const WINDOW = 64;
/** Occurrences of one name that are looked at: a text that names somebody more often names, and does not claim. */
const MOST_PER_NAME = 32;

export interface Claim {
  /** The agent whose words the text claims to be. */
  readonly agent: string;
  readonly form: string;
  readonly confidence: number;
  readonly span: TextSpan;
}

/** The strongest claim of each of the names. Linear in the text for each name. ATTACKER-CONTROLLED: the text. */
export function claimsIn(text: string, names: readonly string[]): readonly Claim[] {
  const lower = text.toLowerCase();
  // Folding changed the length of some character: places would be off by it.
  const searched = lower.length === text.length ? lower : text;
  const claims = names.flatMap((agent) =>
    strongest(spellings(agent).flatMap((name) => find(searched, name, agent))),
  );
  return claims.map((claim) =>
    isAssigned(claim, claims, searched) ? { ...claim, confidence: ASSIGNED } : claim,
  );
}

const ASSIGNED = 0.4;

/** Labels behind a text's beginning, of several agents or as items of a list, say who is to do what. */
function isAssigned({ form, span }: Claim, claims: readonly Claim[], text: string): boolean {
  if ((form !== LABEL && form !== HEADING) || text.slice(0, span.start).trim().length < 8) return false;
  const labelled = new Set(claims.filter((claim) => claim.form === form).map(({ agent }) => agent));
  return (
    labelled.size > 1 ||
    /\n[ \t]{0,8}(?:[-*•]|\d{1,2}[.)]) ?[*_"'`]{0,3}$/.test(
      text.slice(Math.max(0, span.start - WINDOW), span.start),
    )
  );
}

/** A model writes the spaces that a name has lost. */
function spellings(name: string): readonly string[] {
  const lower = name.toLowerCase();
  return [...new Set([lower, lower.replace(/[_-]+/g, ' '), lower.replaceAll('_', '\\_')])];
}

function strongest(claims: readonly Claim[]): readonly Claim[] {
  let best: Claim | undefined;
  for (const claim of claims) if (best === undefined || claim.confidence > best.confidence) best = claim;
  return best === undefined ? [] : [best];
}

function find(text: string, name: string, agent: string): readonly Claim[] {
  const claims: Claim[] = [];
  let at = text.indexOf(name);
  for (let count = 0; at !== -1 && count < MOST_PER_NAME; count += 1) {
    const end = at + name.length;
    const span = { start: at, end };
    const form =
      formAt(text.slice(Math.max(0, at - WINDOW), at), text.slice(end, end + WINDOW)) ?? frameAt(text, span);
    if (form !== undefined) claims.push({ agent, form: form.name, confidence: form.confidence, span });
    at = text.indexOf(name, end);
  }
  return claims;
}

type Form = Pick<ClaimForm, 'name' | 'confidence'>;

const OPENING: Form = { name: 'first line', confidence: 0.6 };
const CLOSING: Form = { name: 'last line', confidence: 0.6 };

/** What no known form is, but stands where a speaker's name stands. */
function frameAt(text: string, span: TextSpan): Form | undefined {
  if (opensAsSpeaker(text, span)) return OPENING;
  return closesAsSpeaker(text, span) ? CLOSING : undefined;
}

function formAt(before: string, after: string): ClaimForm | undefined {
  return FORMS.find((form) => form.before.test(before) && form.after.test(after));
}
