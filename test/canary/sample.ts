// Builds a small repository with seeded faults in a temporary folder and runs one of our checkers there.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Sample extends Disposable {
  readonly folder: string;
}

/** Our own configuration with these files; `node_modules` is the repository's. Removed when disposed. */
export function createSample(files: Readonly<Record<string, string>>, configuration: readonly string[]): Sample {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-canary-'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const name of configuration) cpSync(join(root, name), join(folder, name));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Runs a checker from `node_modules/.bin`; its output, both streams joined, and its exit code. */
export function runTool(name: string, args: readonly string[], cwd: string): { code: number | null; output: string } {
  const run = spawnSync(join(root, 'node_modules/.bin', name), args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  if (run.error !== undefined) throw run.error;
  return { code: run.status, output: run.stdout + run.stderr };
}
