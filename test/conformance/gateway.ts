// Runs a gateway as an operator does: the built command line, an empty directory, agents with keys, one policy file.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { isJsonObject, type JsonObject, type JsonValue, stringField } from '../../src/domain/index.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..', '..');
const COMMAND = join(ROOT, 'dist', 'cli', 'main.js');
const START_TIMEOUT_MS = 20_000;
/** What the gateway presents to the provider; agents never see it. */
const UPSTREAM_KEY = 'upstream-key';

export interface Gateway {
  /** Origin: scheme, host and port. */
  readonly url: string;
  /** Each agent's key. */
  readonly keys: ReadonlyMap<string, string>;
  /** The ledger's records of one workflow, oldest first. */
  records(workflow: string): Promise<readonly JsonObject[]>;
  stop(): Promise<void>;
}

/** Compiles the command line, so that the suite never tests an old build. */
export async function buildGateway(): Promise<void> {
  await run('npm', ['run', '--silent', 'build'], { cwd: ROOT });
}

/** Starts a gateway in front of `upstream` with these policies and one key for each agent. */
export async function startGateway(setup: {
  readonly upstream: string;
  readonly policies: readonly JsonObject[];
  readonly agents: readonly string[];
}): Promise<Gateway> {
  const data = mkdtempSync(join(tmpdir(), 'sallyport-conformance-'));
  const directory = join(data, 'ledger');
  const config = join(data, 'sallyport.yaml');
  const policy = join(data, 'policies.json');
  writeFileSync(config, JSON.stringify(configFor(setup.upstream)));
  writeFileSync(policy, JSON.stringify({ policies: setup.policies }));
  const { child, url } = await serve(directory, config);
  const keys = new Map<string, string>();
  for (const agent of setup.agents) {
    const [added] = await sallyport(['agents', 'add', agent, '--data', directory, '--json']);
    keys.set(agent, stringField(added, 'key') ?? '');
  }
  await sallyport(['policy', 'activate', policy, '--data', directory]);
  return {
    url,
    keys,
    records: async (workflow) => {
      const kinds = 'exchange_requested,exchange_completed';
      const query = [
        'audit',
        'query',
        '--json',
        '--kind',
        kinds,
        '--workflow',
        workflow,
        '--data',
        directory,
      ];
      return byCall((await sallyport(query)).filter(isJsonObject));
    },
    stop: async () => {
      const closed = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      await closed;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** One row per call: what its request and its outcome say together. A refused request has no outcome of its own. */
function byCall(records: readonly JsonObject[]): readonly JsonObject[] {
  const calls = new Map<string, JsonObject>();
  for (const record of records) {
    const exchange = stringField(record, 'exchange') ?? '';
    const before = calls.get(exchange);
    const actions = [...listOf(before?.['actions']), ...listOf(record['actions'])];
    calls.set(exchange, { ...before, ...record, actions });
  }
  return [...calls.values()];
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function configFor(upstream: string): JsonObject {
  return {
    upstreams: { scripted: { kind: 'openai', base_url: `${upstream}/v1`, api_key_env: 'OPENAI_API_KEY' } },
  };
}

async function serve(directory: string, config: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(
    process.execPath,
    [COMMAND, 'serve', '--data', directory, '--port', '0', '--config', config, '--json'],
    { env: { PATH: process.env['PATH'], OPENAI_API_KEY: UPSTREAM_KEY }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let log = '';
  child.stderr.on('data', (part: Buffer) => {
    log = (log + part.toString()).slice(-4000);
  });
  const url = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the gateway did not start: ${log}`)), START_TIMEOUT_MS);
    child.once('close', (code) => reject(new Error(`the gateway ended with code ${code}: ${log}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = jsonOf(line);
      if (stringField(event, 'event') !== 'listening') return;
      clearTimeout(late);
      resolve(stringField(event, 'url') ?? '');
    });
  });
  return { child, url };
}

/** Runs one command and reads its JSON lines. */
async function sallyport(args: readonly string[]): Promise<readonly JsonValue[]> {
  const { stdout } = await run(process.execPath, [COMMAND, ...args], { maxBuffer: 64 * 1024 * 1024 });
  return stdout.split('\n').flatMap((line) => {
    const value = jsonOf(line);
    return value === undefined ? [] : [value];
  });
}

function jsonOf(line: string): JsonValue | undefined {
  try {
    const value: JsonValue = JSON.parse(line);
    return value;
  } catch {
    // A line for people, such as a banner.
    return undefined;
  }
}
