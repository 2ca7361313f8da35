// Portkey's gateway from npm, as its own documentation starts it, pointed at the scripted upstream.

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { spawnNode } from './processes.ts';
import { type Target, waitUntilItAnswers } from './target.ts';

const VERSION = '1.15.2';
/** With newer ones every stream of it ends in status 500: see Portkey-AI/gateway issue 1389. */
const OVERRIDES = { '@hono/node-server': '1.14.1', hono: '4.9.7' };
const FOLDER = join(tmpdir(), `sallyport-bench-portkey-${VERSION}-hono-${OVERRIDES.hono}`);
const PROGRAM = join(FOLDER, 'node_modules', '@portkey-ai', 'gateway', 'build', 'start-server.js');
const INSTALL_MS = 180_000;

/** Starts Portkey's gateway, after installing it into a cache folder of its own. Throws with the reason it can not. */
export async function startPortkey(upstreamPort: number): Promise<Target> {
  if (!existsSync(PROGRAM)) await install();
  const port = await freePort();
  const child = spawnNode([PROGRAM, `--port=${port}`, '--headless'], {
    env: { NODE_ENV: 'production' },
    cwd: FOLDER,
    stdio: 'ignore',
  });
  const target: Target = {
    name: 'portkey',
    label: `Portkey gateway ${VERSION}`,
    port,
    path: '/v1/chat/completions',
    headers: {
      authorization: 'Bearer bench-key-of-forty-characters-0123456789',
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': `http://127.0.0.1:${upstreamPort}/v1`,
    },
    process: child,
  };
  await waitUntilItAnswers(target);
  return target;
}

async function install(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'package.json'), JSON.stringify({ private: true, overrides: OVERRIDES }));
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', `@portkey-ai/gateway@${VERSION}`];
  try {
    await promisify(execFile)(npm, args, { cwd: FOLDER, timeout: INSTALL_MS });
  } catch (cause) {
    const lines = cause instanceof Error ? cause.message.split('\n') : [String(cause)];
    const why = lines.find((line) => line.includes('npm error')) ?? lines[0];
    throw new Error(`npm could not install it (${why ?? 'no reason given'})`, { cause });
  }
}

/** A port that was free a moment ago: Portkey can not be asked which one it took. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
