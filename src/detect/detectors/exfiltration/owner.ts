// Whether the task names the owner of an address: `bob@example.com` where it says Bob.

import type { LineageView } from '../../../lineage/index.ts';

const SHORTEST = 3;

/** True where the local part of an address, or the name of a host, has a word that the task says, too. */
export function namesOwner(address: string, lineage: LineageView): boolean {
  const at = address.lastIndexOf('@');
  const owner =
    at > 0 ? address.slice(0, at) : address.replace(/^[a-z]+:\/\/|^www\./gi, '').split(/[/:]/, 1)[0];
  return (owner ?? '')
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length >= SHORTEST)
    .some((word) => !COMMON.has(word.toLowerCase()) && lineage.authorises(word));
}

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
