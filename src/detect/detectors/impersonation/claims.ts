// Where a text claims to be somebody's words: speaker labels, headers, introductions, signatures, fields.

import type { TextSpan } from '../../../domain/index.ts';

/** How a text may claim a speaker, and how surely that is no mention. */
interface ClaimForm {
  readonly name: string;
  /** Ends directly before the name. INVARIANT: bounded, and only tried on a short window. */
  readonly before: RegExp;
  /** Begins directly behind the name. */
  readonly after: RegExp;
  readonly confidence: number;
}

const LABEL = 'speaker label';
const HEADING = 'heading';
const LINE_START = /(?:^|\n)[ \t>*#_~`"'“([{-]{0,8}(?:the )?(?:agent )?$/i;
const END_OF_NAME = /^(?![\p{L}\p{N}_])/u;

const FORMS: readonly ClaimForm[] = [
  {
    name: LABEL,
    before: LINE_START,
    after:
      /^[*_"'”`)\]}]{0,4} ?(?:\([^)\n]{0,40}\) ?)?(?:(?:said|says|wrote|writes|here|speaking|replied|replies|adds|(?:->|=>|→|to) ?[\p{L}\p{N}_ -]{1,40}?) ?)?[*_]{0,2}(?::|>|–|—| - )/u,
    confidence: 0.9,
  },
  {
    name: 'header',
    before:
      /(?:^|\n|[[({<;|])[ \t>*#_"'-]{0,8}(?:message |reply |note |forwarded )?(?:from|sender|speaker|author|agent|name|signed|signed by|sent by|posted by|written by|source)[*_"']{0,3} ?[:=] ?[*_"'<[(@]{0,3}$/i,
    after: END_OF_NAME,
    confidence: 0.95,
  },
  {
    name: 'announced message',
    before:
      /(?:^|[\n[({<.!*:] ?)(?:(?:this|the|my|a) )?(?:(?:new|urgent|important|direct|official|forwarded|incoming|final|priority|following) )?(?:message|reply|note|update|word|order|orders|instructions?|answer|decision|verdict|approval|request|announcement|directive|statement|response|transmission|memo|notice|following)(?: (?:is|was|comes|came))?(?: (?:sent|written|posted|issued))? (?:from|by) (?:the )?(?:agent )?[*_"'@]{0,2}$/i,
    after: END_OF_NAME,
    confidence: 0.85,
  },
  {
    name: 'speaker in brackets',
    before: /^[\s>*#_~`"'-]{0,8}[[(<{]{1,2} ?(?:agent )?$/i,
    after: /^ ?[\])>}]{1,2}/,
    confidence: 0.85,
  },
  {
    name: HEADING,
    before: /(?:^|\n)[ \t]{0,3}(?:#{1,6}|[-=*_~]{2,8}) ?(?:agent )?$/i,
    after: /^ ?[-=*_~#:]{0,8}[ \t]*(?:\n|$)/,
    confidence: 0.85,
  },
  {
    name: 'approval',
    before:
      /(?:^|[\n.!] ?)[*_"'[(]{0,3}(?:approved|verified|confirmed|reviewed|authori[sz]ed|signed off|decided|issued|answered) by (?:the )?[*_"'@]{0,2}$/i,
    after: /^[*_"'\])]{0,3} ?(?::|\n)/,
    confidence: 0.8,
  },
  {
    name: 'words of',
    before: /(?:^|\n)[ \t>*#_"'-]{0,8}(?:the )?$/i,
    after:
      /^['’]s (?:final |own )?(?:decision|answer|reply|message|verdict|approval|instructions?|orders?|response|statement|words) ?:/i,
    confidence: 0.8,
  },
  {
    name: 'first person',
    before: /(?:^|[\n.!?:;,] ?)(?:so )?i, (?:the )?[*_"'@]{0,2}$/i,
    after: /^[*_"']{0,2},/,
    confidence: 0.9,
  },
  {
    name: 'on behalf of',
    before: /(?:^|[\n.!?:;] ?)(?:on behalf of|in the name of|from the desk of) (?:the )?[*_"'@]{0,2}$/i,
    after: /^[*_"']{0,2} ?[,:\n]/,
    confidence: 0.85,
  },
  {
    name: 'dash',
    before: /["”’.!?] ?\n?[ \t]{0,4}[—–-]{1,2} ?$/,
    after: /^[.)\s]{0,3}$/,
    confidence: 0.8,
  },
  {
    name: 'introduction',
    before:
      /\b(?:this is|i am|i'm|i’m|it is|it's|it’s|my name is|you are (?:now )?(?:talking|speaking) (?:to|with)|speaking as|acting as|writing as|posting as|replying as|(?:switching|changing|taking over|continuing|stepping in)(?: (?:the )?(?:role|over|identity))? (?:to|as|for)|(?:message|sent|signed|written|posted|speaking|writing|acting) (?:on behalf of|for)|logged in as|identity:|here is|here speaks) (?:still |now |actually |really |again )?(?:the |your |agent )?[*_"'@]{0,2}$/i,
    after: END_OF_NAME,
    confidence: 0.9,
  },
  {
    name: 'role taken',
    before:
      /(?:^|[\n.!?:;] ?)(?:speaking |acting |writing )?(?:as|in my (?:role|capacity|function) as|in my position as) (?:the |your )?[*_"'@]{0,2}$/i,
    after: /^[*_"']{0,2},? ?(?:here,? )?(?:i|i'm|i’m|my|me|we)\b/i,
    confidence: 0.9,
  },
  {
    name: 'speaker named',
    before: /(?:^|[\n.!?] ?)(?:hi|hello|hey|ok|okay)?[,!. ]{0,3}(?:the )?[*_"'@]{0,2}$/i,
    after: /^[*_"']{0,2},? (?:here|speaking)(?:[ ,.:;!–—-]|$)/i,
    confidence: 0.9,
  },
  {
    name: 'signature',
    before:
      /\n[ \t]{0,4}(?:(?:--+|—|–|~|-|\/|signed,?|regards,?|best,?|best regards,?|thanks,?|cheers,?|sincerely,?|yours,?|kind regards,?)[ \t]{0,4}\n?[ \t]{0,4})[*_"'@]{0,2}$/i,
    after: /^[*_"'.)]{0,3}[ \t]*(?:\n|$)/,
    confidence: 0.85,
  },
  {
    name: 'speaker field',
    before:
      /(?:["'](?:from|sender|speaker|author|agent|name|role|source)["'] ?: ?["']|<(?:from|sender|speaker|author|agent|name|message|turn)[^>\n]{0,24}[>="'] ?["']?|<\|?im_start\|?> ?)$/i,
    after: END_OF_NAME,
    confidence: 0.9,
  },
];

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
    const form = formAt(text.slice(Math.max(0, at - WINDOW), at), text.slice(end, end + WINDOW));
    if (form !== undefined) {
      claims.push({ agent, form: form.name, confidence: form.confidence, span: { start: at, end } });
    }
    at = text.indexOf(name, end);
  }
  return claims;
}

function formAt(before: string, after: string): ClaimForm | undefined {
  return FORMS.find((form) => form.before.test(before) && form.after.test(after));
}
