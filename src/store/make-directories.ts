// Makes directories, and comes back where there can be none.

import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * As `mkdir -p`; `mode` is that of each directory that is made. Node's own recursive mkdir never returns where a file system
 * answers ENOENT to every mkdir, as /proc does. Throws what the file system says of the first directory that can not be made.
 */
export function makeDirectories(path: string, mode = 0o777): void {
  const missing: string[] = [];
  let at = resolve(path);
  for (; !existsSync(at); at = dirname(at)) missing.push(at);
  if (missing.length === 0) missing.push(at);
  for (const each of missing.toReversed()) makeDirectory(each, mode);
}

/** One that is there already, or was made by somebody else at the same time, is as good. */
function makeDirectory(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    const isThere = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
    if (!isThere) throw error;
  }
}
