// Which files a scan reads: what lies under the named paths, without what is generated, ignored, too large or a link.

import { type Dirent, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { errnoOf, GatewayError } from '../../domain/index.ts';
import { type IgnoreFile, isIgnored, readIgnoreFile } from './gitignore.ts';
import { shownPath, slashed } from './shown-path.ts';

export interface DiscoverOptions {
  readonly workingDirectory: string;
  /** Whether a file of this path, found in a folder, is one that the scanner reads. */
  readonly isWanted: (path: string) => boolean;
  readonly maxFiles: number;
}

export interface Discovered {
  /** As findings name them: with `/`, relative to the working directory where inside of it. Sorted, each once. */
  readonly files: readonly string[];
  readonly notices: readonly string[];
}

/** Folders that hold other people's code or a tool's own, in any project. */
const FOREIGN: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  'node_modules',
  '.venv',
  'venv',
  '__pycache__',
  'site-packages',
  '.tox',
  '.nox',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.ipynb_checkpoints',
  '.eggs',
]);

/**
 * Finds the files under the paths. A file that is named itself is always taken. In folders, .gitignore files count (also
 * those above, up to the repository's top), links are never followed and devices never opened, so every walk ends.
 * Throws GatewayError not_found for a path that is not there.
 */
export function discover(paths: readonly string[], options: DiscoverOptions): Discovered {
  const walk: Walk = { options, files: new Set(), notices: [], links: 0, cut: false };
  for (const path of paths) {
    const absolute = resolve(options.workingDirectory, path);
    const found = statOf(absolute, path);
    if (found.isDirectory()) walkFolders(walk, absolute);
    else if (found.isFile()) walk.files.add(shownPath(options.workingDirectory, absolute));
    else walk.notices.push(`${path}: neither a file nor a folder: not read`);
  }
  if (walk.links > 0) walk.notices.push(`links are not followed: ${walk.links} left out`);
  if (walk.cut) walk.notices.push(`only the first ${options.maxFiles} files are scanned`);
  return { files: [...walk.files].sort(), notices: walk.notices };
}

interface Walk {
  readonly options: DiscoverOptions;
  readonly files: Set<string>;
  readonly notices: string[];
  links: number;
  cut: boolean;
}

interface Folder {
  readonly path: string;
  readonly ignores: readonly IgnoreFile[];
}

/** An own stack: a deep tree is no deep call. */
function walkFolders(walk: Walk, start: string): void {
  const base = repositoryTop(start) ?? start;
  const pending: Folder[] = [{ path: start, ignores: ignoresAbove(base, start) }];
  for (let folder = pending.pop(); folder !== undefined && !walk.cut; folder = pending.pop()) {
    const ignores = [...folder.ignores, ...ignoreFileIn(base, folder.path)];
    for (const entry of entriesOf(walk, folder.path)) {
      const path = join(folder.path, entry.name);
      if (isIgnored(ignores, slashed(relative(base, path)), entry.isDirectory())) continue;
      if (takeEntry(walk, entry, path)) pending.push({ path, ignores });
    }
  }
}

/** Takes a file; answers whether the entry is a folder to enter. */
function takeEntry(walk: Walk, entry: Dirent, path: string): boolean {
  if (entry.isSymbolicLink()) walk.links += 1;
  else if (entry.isFile()) takeFile(walk, path);
  return entry.isDirectory() && !FOREIGN.has(entry.name);
}

function takeFile(walk: Walk, path: string): void {
  const name = shownPath(walk.options.workingDirectory, path);
  if (!walk.options.isWanted(name)) return;
  if (walk.files.size < walk.options.maxFiles) walk.files.add(name);
  else walk.cut = true;
}

function entriesOf(walk: Walk, path: string): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    // A folder that this user may not enter is named; the rest is scanned all the same.
    walk.notices.push(`${shownPath(walk.options.workingDirectory, path)}: cannot be read (${codeOf(cause)})`);
    return [];
  }
}

/** Nobody writes a larger one by hand. Links are not followed, as git itself does not: one to a device would never end. */
const MAX_IGNORE_BYTES = 1024 * 1024;

function ignoreFileIn(base: string, folder: string): readonly IgnoreFile[] {
  const path = join(folder, '.gitignore');
  try {
    const found = lstatSync(path);
    if (!found.isFile() || found.size > MAX_IGNORE_BYTES) return [];
    return [readIgnoreFile(slashed(relative(base, folder)), readFileSync(path, 'utf8'))];
  } catch {
    // None here, or none that can be read: nothing is left out, which shows more and hides nothing.
    return [];
  }
}

/** The ignore files from the repository's top down to the parent of `start`. */
function ignoresAbove(base: string, start: string): readonly IgnoreFile[] {
  const inside = relative(base, start);
  if (inside === '') return [];
  const parts = inside.split(sep);
  return parts.flatMap((_, depth) => ignoreFileIn(base, join(base, ...parts.slice(0, depth))));
}

function repositoryTop(start: string): string | undefined {
  for (let at = start; ; at = resolve(at, '..')) {
    if (statSync(join(at, '.git'), { throwIfNoEntry: false }) !== undefined) return at;
    if (resolve(at, '..') === at) return undefined;
  }
}

function statOf(absolute: string, path: string): { isDirectory(): boolean; isFile(): boolean } {
  try {
    return statSync(absolute);
  } catch (cause) {
    throw new GatewayError('not_found', { publicMessage: `cannot scan ${path}: ${codeOf(cause)}`, cause });
  }
}

function codeOf(cause: unknown): string {
  const code = errnoOf(cause);
  return code === 'ENOENT' ? 'there is no such file or folder' : code;
}
