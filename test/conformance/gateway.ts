// Runs a gateway as an operator does: the built command line, an empty directory, agents with keys, one policy file.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isJsonObject, type JsonObject, type JsonValue, stringField } from '../../src/domain/index.ts';
import { waitingIn } from './judge-hold.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..', '..');
const COMMAND = join(ROOT, 'dist', 'cli', 'main.js');
const LOOK_EVERY_MS = 300;
const APPROVAL_KINDS = ['approval_requested', 'approval_decided', 'approval_expired', 'approval_used'];
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
  /** The records of its approvals, oldest first. */
  approvalRecords(workflow: string): Promise<readonly JsonObject[]>;
  /** Answers what waits in a workflow by the command line, as soon as it is there, until `signal` aborts. */
  answerHeld(workflow: string, decision: 'approve' | 'deny', signal: AbortSignal): Promise<void>;
  /** The report of `audit refold`: every decision so far, made again. */
  refold(): Promise<JsonObject>;
  stop(): Promise<void>;
}

/** Compiles the command line, so that the suite never tests an old build. */
export async function buildGateway(): Promise<void> {
  await run('npm', ['run', '--silent', 'build'], { cwd: ROOT });
}

/** Starts a gateway in front of `upstream` with these policies and one key for each agent. */
export async function startGateway(setup: {
  readonly upstream: string;
  /** The policy file's text: JSON or YAML. */
  readonly policy: string;
  readonly agents: readonly string[];
}): Promise<Gateway> {
  const data = mkdtempSync(join(tmpdir(), 'sallyport-conformance-'));
  const directory = join(data, 'ledger');
  const config = join(data, 'sallyport.yaml');
  const policy = join(data, 'policies.yaml');
  writeFileSync(config, JSON.stringify(configFor(setup.upstream)));
  writeFileSync(policy, setup.policy);
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
    records: async (workflow) =>
      byCall(
        await query(directory, workflow, ['exchange_requested', 'exchange_completed', 'action_evaluated']),
      ),
    approvalRecords: (workflow) => query(directory, workflow, APPROVAL_KINDS),
    answerHeld: async (workflow, decision, signal) => {
      while (!signal.aborted) {
        const listed = await sallyport(['approvals', 'list', '--json', '--data', directory]);
        for (const id of waitingIn(workflow, listed)) {
          await sallyport(['approvals', decision, id, '--reason', 'by the suite', '--data', directory]);
        }
        await setTimeout(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
      }
    },
    refold: async () => {
      const args = [COMMAND, 'audit', 'refold', '--json', '--data', directory];
      // Exit code 1 is an answer, too: the report says what comes out otherwise.
      const { stdout } = await run(process.execPath, args).catch((cause: { stdout: string }) => cause);
      const report = jsonOf(stdout);
      return isJsonObject(report) ? report : {};
    },
    stop: async () => {
      const closed = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      await closed;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function query(
  directory: string,
  workflow: string,
  kinds: readonly string[],
): Promise<readonly JsonObject[]> {
  const args = [
    'audit',
    'query',
    '--json',
    '--kind',
    kinds.join(),
    '--workflow',
    workflow,
    '--data',
    directory,
  ];
  return (await sallyport(args)).filter(isJsonObject);
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
    const late = globalThis.setTimeout(
      () => reject(new Error(`the gateway did not start: ${log}`)),
      START_TIMEOUT_MS,
    );
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
