// Whether a path stays below a root, decided on the text alone: the files are on the agent's machine, not on ours.

import { normalized, percentDecodings, withoutInvisible } from '../../content/index.ts';

export type PathPlace = 'inside' | 'outside' | 'unreadable';

/**
 * Lexical: `..` is resolved, backslashes are slashes, `file://` URLs of this machine are paths, a drive letter counts
 * as a first segment and case is kept. `inside` only when every reading of the value (as given, percent-decoded up to
 * three times, full width folded) lies below one of the roots; `outside` when one reading lies elsewhere. Unreadable:
 * NUL and other controls, `~` and variables, UNC and device paths, URLs, and relative paths unless a root is relative.
 * Says nothing about symbolic links.
 */
export function pathWithin(value: string, roots: readonly string[]): PathPlace {
  const readRoots = roots.map(readPath).filter((root) => root !== undefined);
  let place: PathPlace = 'inside';
  for (const reading of readings(value)) {
    const path = readPath(reading);
    if (path === undefined) return 'unreadable';
    const comparable = readRoots.filter((root) => root.start === path.start);
    if (comparable.length === 0 && path.start === '') return 'unreadable';
    if (!comparable.some((root) => below(path.segments, root.segments))) place = 'outside';
  }
  return place;
}

interface ReadPath {
  /** `/`, a drive such as `c:/`, or nothing for a relative path. */
  readonly start: string;
  readonly segments: readonly string[];
}

const FILE_URL = /^file:(?:\/\/(?:localhost)?)?(?=\/)/i;
const OTHER_URL = /^[a-z][a-z0-9+.-]+:/i;
const DRIVE = /^\/?([a-z]):\//i;
/** `~`, `$HOME`, `%USERPROFILE%`: what they stand for is known to the agent's machine only. */
const EXPANDED = /^~|\$[A-Za-z_{(]|%[A-Za-z_]+%|`/;

function readings(value: string): readonly string[] {
  const decoded = percentDecodings(value);
  return [...new Set([...decoded, ...decoded.map((form) => normalized(form, 'NFKC'))])];
}

function readPath(text: string): ReadPath | undefined {
  if (text === '' || withoutInvisible(text) !== text || EXPANDED.test(text)) return undefined;
  const slashed = text.replaceAll('\\', '/').replace(FILE_URL, '');
  const drive = DRIVE.exec(slashed);
  if (drive !== null) return resolve(`${drive[1]?.toLowerCase()}:/`, slashed.slice(drive[0].length));
  // UNC shares and device paths start with two slashes; `c:x` is relative to a directory that nobody knows.
  if (slashed.startsWith('//') || OTHER_URL.test(slashed) || /^[a-z]:/i.test(slashed)) return undefined;
  return slashed.startsWith('/') ? resolve('/', slashed.slice(1)) : resolve('', slashed);
}

function resolve(start: string, rest: string): ReadPath {
  const segments: string[] = [];
  for (const written of rest.split('/')) {
    const segment = withoutTail(written);
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else climb(segments, start === '');
  }
  return { start, segments };
}

/** One up; above the top of an absolute path is the top, above a relative one is its parent. */
function climb(segments: string[], relative: boolean): void {
  const top = segments.at(-1);
  if (relative && (top === undefined || top === '..')) segments.push('..');
  else segments.pop();
}

/** Windows drops dots and blanks at the end of a name, so `.. ` climbs, too. */
function withoutTail(segment: string): string {
  if (!/^\.[. ]*$/.test(segment)) return segment;
  return segment.startsWith('..') ? '..' : '.';
}

function below(segments: readonly string[], root: readonly string[]): boolean {
  return root.every((segment, index) => segments[index] === segment) && segments[root.length] !== '..';
}
