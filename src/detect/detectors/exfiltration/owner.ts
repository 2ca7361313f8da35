// Whether the task names the owner of an address: `bob@example.com` where it says Bob.

import type { LineageView } from '../../../lineage/index.ts';

const SHORTEST = 3;

/** True where the local part of an address, or the name that a host was registered under, has a word that the task says, too. */
export function namesOwner(address: string, lineage: LineageView): boolean {
  return ownerIn(address)
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length >= SHORTEST)
    .some((word) => !COMMON.has(word.toLowerCase()) && lineage.authorises(word));
}

/** ATTACKER-CONTROLLED: `https://partner.example@evil.example` and `partner.example.evil.example` are no partner's. */
function ownerIn(address: string): string {
  const isLink = /^[a-z][a-z0-9+.-]{0,15}:\/\//i.test(address);
  const authority = address.replace(/^[a-z][a-z0-9+.-]{0,15}:\/\//i, '').split(/[/?#\\]/, 1)[0] ?? '';
  const at = authority.lastIndexOf('@');
  if (!isLink && at > 0) return authority.slice(0, at);
  const labels = (authority.slice(at + 1).split(':', 1)[0] ?? '').split('.');
  const [suffix = '', name = authority, above] = labels.toReversed();
  return suffix.length === 2 && SECOND_LEVEL.has(name) && above !== undefined ? above : name;
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
