// One virtual environment per Python client, from its pinned requirements, made once and reused while they are unchanged.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ClientName } from './scenario.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..', '..');
const FIVE_MINUTES_MS = 300_000;

export interface Python {
  readonly command: string;
  readonly version: string;
}

/** `present` is false where there is no Python at all, true where there is one that the clients can not use. */
export type PythonSearch =
  | { readonly kind: 'found'; readonly python: Python }
  | { readonly kind: 'none'; readonly present: boolean; readonly why: string };

/** The first of the usual names that is Python 3.10 to 3.12: above, AutoGen 0.2's numpy has no wheels. */
export async function findPython(): Promise<PythonSearch> {
  const seen: string[] = [];
  for (const command of ['python3', 'python3.12', 'python3.11', 'python3.10', 'python']) {
    const version = await versionOf(command);
    if (version === undefined) continue;
    if (/^3\.1[012]\./.test(version)) return { kind: 'found', python: { command, version } };
    seen.push(`${command} is ${version}`);
  }
  const needs = 'Python 3.10, 3.11 or 3.12 is needed';
  return seen.length === 0
    ? { kind: 'none', present: false, why: `${needs}; no python3 was found on the PATH` }
    : { kind: 'none', present: true, why: `${needs}; ${seen.join(', ')}` };
}

async function versionOf(command: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(command, ['-c', 'import platform; print(platform.python_version())']);
    return stdout.trim();
  } catch {
    // Not installed, or a launcher that has no such version: the next name is tried.
    return undefined;
  }
}

export type Environment =
  | { readonly kind: 'ready'; readonly python: string }
  | { readonly kind: 'missing'; readonly why: string };

/** Makes the client's environment, or says which command failed and with what last words. */
export async function prepareEnvironment(client: ClientName, python: Python): Promise<Environment> {
  const requirements = join(import.meta.dirname, 'requirements', `${client}.txt`);
  const directory = join(ROOT, '.venvs', client);
  const executable = join(directory, 'bin', 'python');
  const stamp = join(directory, 'ready');
  const digest = createHash('sha256').update(python.version).update(readFileSync(requirements)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest)
    return { kind: 'ready', python: executable };
  rmSync(directory, { recursive: true, force: true });
  const steps: readonly (readonly [string, readonly string[]])[] = [
    [python.command, ['-m', 'venv', directory]],
    [executable, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]],
  ];
  for (const [command, args] of steps) {
    const why = await failureOf(
      spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: FIVE_MINUTES_MS }),
    );
    if (why !== undefined) return { kind: 'missing', why: `\`${command} ${args.join(' ')}\` failed: ${why}` };
  }
  writeFileSync(stamp, digest);
  return { kind: 'ready', python: executable };
}

function failureOf(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    let tail = '';
    child.stderr?.on('data', (part: Buffer) => {
      tail = (tail + part.toString()).slice(-600);
    });
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => resolve(code === 0 ? undefined : tail.trim() || `exit code ${code}`));
  });
}
