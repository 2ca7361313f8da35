// The files of a project as an earlier revision has them, read from git's own store: nothing is checked out or fetched, no hook
// or filter runs.

import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { GatewayError } from '../../domain/index.ts';
import { shownPath } from './shown-path.ts';

export interface RevisionFile {
  /** As the working directory names the file now: a renamed file has its new name. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface RevisionOptions {
  readonly workingDirectory: string;
  readonly isWanted: (path: string) => boolean;
  readonly maxFileBytes: number;
  readonly maxTotalBytes: number;
}

interface TreeEntry {
  readonly object: string;
  readonly path: string;
  readonly bytes: number;
}

/** Reads the wanted files of a revision. Throws GatewayError invalid_request where git does not know it, or not all of it. */
export async function filesAtRevision(
  revision: string,
  options: RevisionOptions,
): Promise<readonly RevisionFile[]> {
  const git = (...args: readonly string[]): Promise<Buffer> => runGit(options.workingDirectory, args);
  const top = (await git('rev-parse', '--show-toplevel')).toString('utf8').trimEnd();
  const commit = (await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`))
    .toString('utf8')
    .trim();
  const renames = readRenames(await git('diff-index', '--cached', '-M', '--diff-filter=R', '-z', commit));
  const tree = readTree(await git('ls-tree', '-r', '-l', '-z', '--full-tree', commit));
  const nameNow = (path: string): string =>
    shownPath(options.workingDirectory, resolve(top, renames.get(path) ?? path));
  const wanted = wantedOf(tree, options, nameNow);
  const objects = wanted.map(({ object }) => object);
  const blobs = readBatch(await runGit(options.workingDirectory, ['cat-file', '--batch'], objects));
  return wanted.map(({ path, object }) => {
    const bytes = blobs.get(object);
    if (bytes !== undefined) return { path, bytes };
    throw gitFault(
      'this clone does not hold every file of that revision; fetch them first, without --filter',
    );
  });
}

function wantedOf(
  tree: readonly TreeEntry[],
  options: RevisionOptions,
  nameNow: (path: string) => string,
): readonly TreeEntry[] {
  let total = 0;
  const wanted: TreeEntry[] = [];
  for (const entry of tree) {
    const path = nameNow(entry.path);
    if (entry.bytes > options.maxFileBytes || !options.isWanted(path)) continue;
    if (Number.isNaN(entry.bytes)) throw notAllHere();
    total += entry.bytes;
    if (total > options.maxTotalBytes) {
      throw new GatewayError('invalid_request', {
        publicMessage: `--diff: the files of that revision are larger than ${options.maxTotalBytes} bytes together`,
      });
    }
    wanted.push({ ...entry, path });
  }
  return wanted;
}

/** `:oldmode newmode old new R100 NUL from NUL to NUL` → from → to. */
function readRenames(output: Buffer): ReadonlyMap<string, string> {
  const fields = output.toString('utf8').split('\0');
  const renames = new Map<string, string>();
  for (let at = 0; at + 2 < fields.length; at += 3) renames.set(fields[at + 1] ?? '', fields[at + 2] ?? '');
  return renames;
}

/** `mode type object size TAB path NUL`, the size `BAD` where git does not have it; links and submodules are left out. */
function readTree(output: Buffer): readonly TreeEntry[] {
  return output
    .toString('utf8')
    .split('\0')
    .flatMap((line) => {
      const [, object, size, path] =
        /^100\d{3} blob ([0-9a-f]{40,64}) +(\d+|BAD)\t([\s\S]+)$/.exec(line) ?? [];
      return object === undefined || path === undefined ? [] : [{ object, path, bytes: Number(size) }];
    });
}

/** `object type size LF bytes LF`, again and again. */
function readBatch(output: Buffer): ReadonlyMap<string, Uint8Array> {
  const blobs = new Map<string, Uint8Array>();
  let at = 0;
  while (at < output.length) {
    const end = output.indexOf(10, at);
    if (end === -1) break;
    const [object, type, size] = output.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (type !== 'blob' || object === undefined) continue;
    blobs.set(object, output.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return blobs;
}

/** ATTACKER-CONTROLLED: the repository's configuration. None of it may make git run anything. */
const QUIET = [
  '--no-pager',
  '--literal-pathspecs',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
];

/**
 * A repository that says it is a partial clone makes git fetch what is missing, by a command that its configuration names.
 * `GIT_ALLOW_PROTOCOL` overrides that configuration; git 2.45 and later do not even try.
 */
const OFFLINE = { GIT_ALLOW_PROTOCOL: 'none', GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0' };

function runGit(cwd: string, args: readonly string[], input: readonly string[] = []): Promise<Buffer> {
  return new Promise((resolvePromise, reject) => {
    const child = spawn('git', [...QUIET, ...args], {
      cwd,
      env: { ...process.env, ...OFFLINE, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', (cause) => reject(gitFault('git cannot be run', cause)));
    child.on('close', (code) => {
      if (code === 0) resolvePromise(Buffer.concat(chunks));
      else reject(gitFault(whatFailed(args)));
    });
    // A git that has failed already reads nothing more: its exit code says so.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input.map((line) => `${line}\n`).join(''));
  });
}

function whatFailed(args: readonly string[]): string {
  if (args.includes('--show-toplevel')) return 'this is no git repository';
  return args.includes('--verify') ? 'git knows no such revision' : `git ${args[0] ?? ''} failed`;
}

function notAllHere(): GatewayError {
  return gitFault('this clone does not hold every file of that revision; fetch them first, without --filter');
}

function gitFault(why: string, cause?: unknown): GatewayError {
  return new GatewayError('invalid_request', { publicMessage: `--diff: ${why}`, cause });
}
