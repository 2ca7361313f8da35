// Starts Sallyport: the product itself by its command line, and the composition without a disk behind its ledger.

import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { policyFile } from './policies.ts';
import { forkProgram, nextMessage, spawnNode } from './processes.ts';
import { type Target, waitUntilItAnswers } from './target.ts';

export const DIST = new URL('../../dist/', import.meta.url);
const SOURCE = new URL('../../src/', import.meta.url);
const COMMAND_LINE = fileURLToPath(new URL('cli/main.js', DIST));
const UPSTREAM_KEY = 'bench-upstream-key-0123456789';
const UPSTREAM_KEY_VARIABLE = 'SALLYPORT_BENCH_UPSTREAM_KEY';

export interface SallyportOptions {
  readonly name: string;
  readonly label: string;
  readonly upstreamPort: number;
  /** Made if it is not there. */
  readonly directory: string;
  readonly policies: number;
  readonly nodeOptions?: readonly string[];
}

/** What a start needs on disk: a configuration with the scripted upstream, and a policy file. */
interface SallyportFiles {
  readonly config: string;
  readonly policy: string;
  readonly data: string;
}

/** Why Sallyport can not be measured, or undefined. */
export function sallyportMissing(): string | undefined {
  return existsSync(COMMAND_LINE) ? undefined : 'dist/cli/main.js is not there: run `npm run build` first';
}

/** True when the build is older than the newest source file. */
export function buildIsStale(): boolean {
  const built = statSync(new URL('.tsbuildinfo', DIST), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .some((path) => statSync(new URL(path, SOURCE)).mtimeMs > built);
}

function writeFiles(options: SallyportOptions): SallyportFiles {
  mkdirSync(options.directory, { recursive: true });
  const files = {
    config: join(options.directory, 'sallyport.yaml'),
    policy: join(options.directory, 'policy.yaml'),
    data: join(options.directory, 'data'),
  };
  const upstream = {
    kind: 'openai',
    base_url: `http://127.0.0.1:${options.upstreamPort}/v1`,
    api_key_env: UPSTREAM_KEY_VARIABLE,
  };
  writeFileSync(files.config, JSON.stringify({ upstreams: { bench: upstream } }));
  writeFileSync(files.policy, policyFile(options.policies));
  return files;
}

/** `sallyport serve` on an empty directory, exactly as a user runs it. */
export async function startProduct(options: SallyportOptions): Promise<Target> {
  const files = writeFiles(options);
  const { config, policy, data } = files;
  const child = spawnNode(
    [
      ...(options.nodeOptions ?? []),
      COMMAND_LINE,
      'serve',
      '--json',
      ...['--data', data, '--config', config, '--policy', policy, '--port', '0'],
    ],
    { env: { [UPSTREAM_KEY_VARIABLE]: UPSTREAM_KEY } },
  );
  const started = await listening(child);
  return ready(options, { child, port: Number(new URL(started.url).port), key: started.first_agent_key });
}

/** The same gateway with a ledger that keeps nothing: see composed.ts. */
export async function startComposed(options: SallyportOptions): Promise<Target> {
  const { config, policy, data } = writeFiles(options);
  const child = forkProgram(new URL('./composed.ts', import.meta.url), {
    args: [config, policy, data],
    env: { [UPSTREAM_KEY_VARIABLE]: UPSTREAM_KEY },
    ...(options.nodeOptions === undefined ? {} : { nodeOptions: options.nodeOptions }),
  });
  const started = await nextMessage<{ readonly url: string; readonly key: string }>(child);
  return ready(options, { child, port: Number(new URL(started.url).port), key: started.key });
}

async function ready(
  { name, label }: SallyportOptions,
  at: { readonly child: ChildProcess; readonly port: number; readonly key: string },
): Promise<Target> {
  const headers = { authorization: `Bearer ${at.key}` };
  const target = { name, label, port: at.port, path: '/v1/chat/completions', headers, process: at.child };
  await waitUntilItAnswers(target);
  return target;
}

interface Listening {
  readonly event: 'listening';
  readonly url: string;
  readonly first_agent_key: string;
}

/** The line that a started gateway prints. Rejects with its last words when it ends instead. */
function listening(child: ChildProcess): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const words: string[] = [];
    child.stderr?.on('data', (chunk: Buffer) => words.push(chunk.toString('utf8')));
    child.once('exit', (code) =>
      reject(new Error(`sallyport serve ended with code ${code}: ${words.join('').slice(-600)}`)),
    );
    if (child.stdout === null) return reject(new Error('no output to read'));
    createInterface(child.stdout).on('line', (line) => {
      if (line.includes('"listening"')) resolve(JSON.parse(line) as Listening);
    });
  });
}
