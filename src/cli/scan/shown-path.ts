// How a scan names a file: as a person in the working directory would, the same on every system.

import { relative, resolve, sep } from 'node:path';

/** Relative with `/` inside of the working directory, else absolute. */
export function shownPath(workingDirectory: string, path: string): string {
  const absolute = resolve(workingDirectory, path);
  const inside = relative(workingDirectory, absolute);
  return slashed(inside.split(sep)[0] === '..' ? absolute : inside);
}

/** The path with `/`. */
export function slashed(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
