// Whether the task names the owner of an address: `bob@example.com` where it says Bob.

import type { DetectorInput } from '../../detector.ts';
import { kindsOf } from '../prompt-injection/vocabulary.ts';

const SHORTEST = 3;
const MAX_TASK = 16 * 1024;

/**
 * True where the task names whom an address belongs to: a word of the local part of a mail address is a name that the
 * task says, or all words of the name that a host was registered under are. ATTACKER-CONTROLLED: the address, which may be
 * made of any word that tasks have: where the task says "report", `report.example` is nobody's whom it names.
 */
export function namesOwner(
  address: string,
  { lineage, task }: Pick<DetectorInput, 'lineage' | 'task'>,
): boolean {
  const { owner, isHost } = ownerIn(address);
  const words = owner
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length >= SHORTEST && !COMMON.has(word));
  const asked = task?.slice(0, MAX_TASK);
  const isNamed = (word: string): boolean => lineage.authorises(word) && isName(word, asked);
  return words.length > 0 && (isHost ? words.every(isNamed) : words.some(isNamed));
}

/** A word that commands or speaks of texts is no name in small letters; nor is another one, of an author who writes capitals. */
function isName(word: string, task: string | undefined): boolean {
  const writing = task === undefined ? 'nowhere' : writingOf(word, task);
  if (writing === 'capital') return true;
  if (kindsOf(word) !== 0) return false;
  return writing !== 'small' || !CAPITAL_WITHIN.test(task ?? '');
}

/** A capital that no sentence begins with: people, places and firms are written so. */
const CAPITAL_WITHIN = /[\p{L},] \p{Lu}\p{Ll}/u;

/** How a task writes a word: with a capital inside of a sentence, at a sentence's beginning alone, in small letters alone. */
function writingOf(word: string, task: string): 'capital' | 'first' | 'small' | 'nowhere' {
  const lower = task.toLowerCase();
  let writing: 'first' | 'small' | 'nowhere' = 'nowhere';
  for (let at = lower.indexOf(word); at !== -1; at = lower.indexOf(word, at + word.length)) {
    if (isLetter(lower[at - 1]) || isLetter(lower[at + word.length])) continue;
    if (task[at] === lower[at]) writing = writing === 'first' ? 'first' : 'small';
    else if (/[\p{L}\p{N},'"’] $/u.test(task.slice(Math.max(0, at - 2), at))) return 'capital';
    else writing = 'first';
  }
  return writing;
}

const isLetter = (character: string | undefined): boolean =>
  character !== undefined && character.toLowerCase() !== character.toUpperCase();

/** ATTACKER-CONTROLLED: `https://partner.example@evil.example` and `partner.example.evil.example` are no partner's. */
function ownerIn(address: string): { readonly owner: string; readonly isHost: boolean } {
  const isLink = /^[a-z][a-z0-9+.-]{0,15}:\/\//i.test(address);
  const authority = address.replace(/^[a-z][a-z0-9+.-]{0,15}:\/\//i, '').split(/[/?#\\]/, 1)[0] ?? '';
  const at = authority.lastIndexOf('@');
  if (!isLink && at > 0) return { owner: authority.slice(0, at), isHost: false };
  const labels = (authority.slice(at + 1).split(':', 1)[0] ?? '').split('.');
  const [suffix = '', name = authority, above] = labels.toReversed();
  const isBelow = suffix.length === 2 && SECOND_LEVEL.has(name) && above !== undefined;
  return { owner: isBelow ? above : name, isHost: true };
}

/** What stands between a name and a country's suffix. */
const SECOND_LEVEL = new Set(['co', 'com', 'org', 'net', 'ac', 'gov', 'edu']);

const COMMON = new Set([
  'com',
  'org',
  'net',
  'www',
  'http',
  'https',
  'mail',
  'info',
  'website',
  'site',
  'web',
  'the',
]);
