// What holding costs: 500 calls that wait for people at once, in the product as it is installed, as resident memory.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type ClientRequest, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { callTool, startScriptedModel } from '../../src/demo/model-server/index.ts';
import { spawnNode, stop } from '../gateway/processes.ts';

const HOLDS = 500;
const BAR_MB = 100;
const WARM_AT_ONCE = 20;
/** A conversation of some length: each call has another one. */
const PROMPT_BYTES = 20_000;
const COMMAND = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js');
const POLICY = `
policies:
  - name: ask-first
    condition: { action_type: tool_call }
    decision: CONSTRAIN
    action: { require_approval: true, timeout_seconds: 600 }
`;

interface Measured {
  readonly mode: 'buffered' | 'streamed';
  readonly holds: number;
  readonly before_mb: number;
  readonly held_mb: number;
  readonly cost_mb: number;
  readonly released: number;
  readonly release_all_ms: number;
}

async function main(): Promise<void> {
  const results: Measured[] = [];
  for (const mode of ['buffered', 'streamed'] as const) results.push(await measure(mode));
  process.stdout.write(`${JSON.stringify({ bar_mb: BAR_MB, results }, undefined, 2)}\n`);
  const missed = results.filter((each) => each.cost_mb >= BAR_MB || each.released !== HOLDS);
  process.exitCode = missed.length === 0 ? 0 : 1;
}

async function measure(mode: Measured['mode']): Promise<Measured> {
  const directory = mkdtempSync(join(tmpdir(), 'sp-bench-'));
  const model = await startScriptedModel();
  model.play(() => callTool('pay', { amount: 1, note: 'n'.repeat(500) }));
  const gateway = await startGateway(directory, model.url);
  try {
    await warmUp(gateway, mode);
    await pause(1_000);
    const before = residentMb(gateway.pid);
    const calls = Array.from({ length: HOLDS }, (_, index) => open(gateway, mode, `w-${index}`));
    const waiting = await untilHeld(gateway, HOLDS);
    await pause(2_000);
    const held = residentMb(gateway.pid);
    const began = performance.now();
    for (const approval of waiting)
      await admin(gateway, 'POST', `/approvals/${approval.approval_id}`, answerTo(approval));
    const bodies = await Promise.all(calls.map((call) => call.body));
    const elapsed = performance.now() - began;
    return {
      mode,
      holds: HOLDS,
      before_mb: before,
      held_mb: held,
      cost_mb: Math.round((held - before) * 10) / 10,
      released: bodies.filter((body) => body.includes('"pay"')).length,
      release_all_ms: Math.round(elapsed),
    };
  } finally {
    await stop(gateway.child);
    await model.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Gateway {
  readonly child: ReturnType<typeof spawnNode>;
  readonly pid: number;
  readonly port: number;
  readonly key: string;
  readonly socket: string;
}

async function startGateway(directory: string, upstream: string): Promise<Gateway> {
  const file = (name: string, text: string): string => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };
  const scripted = { kind: 'openai', base_url: `${upstream}/v1`, api_key_env: 'BENCH_KEY' };
  const args = [
    ...[COMMAND, 'serve', '--json', '--port', '0', '--data', join(directory, 'd')],
    ...['--config', file('c.yaml', JSON.stringify({ upstreams: { scripted } }))],
    ...['--policy', file('p.yaml', POLICY)],
  ];
  const child = spawnNode(args, { env: { BENCH_KEY: 'any' } });
  if (child.stdout === null || child.pid === undefined) throw new Error('the gateway did not start');
  const lines = createInterface({ input: child.stdout });
  const [line = ''] = await new Promise<string[]>((resolve) => lines.once('line', (text) => resolve([text])));
  const said: { url: string; first_agent_key: string; admin_socket: string } = JSON.parse(line);
  return {
    child,
    pid: child.pid,
    port: Number(new URL(said.url).port),
    key: said.first_agent_key,
    socket: said.admin_socket,
  };
}

/** Resident set in MB, as the kernel counts it; `ps` where there is no /proc. */
function residentMb(pid: number): number {
  const kilobytes =
    process.platform === 'linux'
      ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
      : Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString());
  return Math.round(kilobytes / 102.4) / 10;
}

function open(
  gateway: Gateway,
  mode: Measured['mode'],
  workflow: string,
): { call: ClientRequest; body: Promise<string> } {
  const body = JSON.stringify({
    model: 'gpt-4o',
    stream: mode === 'streamed',
    messages: [{ role: 'user', content: `${workflow} ${'x'.repeat(PROMPT_BYTES)}` }],
  });
  const call = request({
    port: gateway.port,
    path: '/v1/chat/completions',
    method: 'POST',
    agent: false,
    headers: {
      authorization: `Bearer ${gateway.key}`,
      'content-type': 'application/json',
      'x-workflow-id': workflow,
    },
  });
  const answer = new Promise<string>((resolve, reject) => {
    call.once('error', reject);
    call.once('response', (response) => {
      let text = '';
      response.on('data', (part: Buffer) => {
        text += part.toString();
      });
      response.once('end', () => resolve(text));
    });
  });
  call.end(body);
  return { call, body: answer };
}

/** As many calls as are measured, a few at a time: a process in its normal work, with the garbage that comes with it. */
async function warmUp(gateway: Gateway, mode: Measured['mode']): Promise<void> {
  for (let round = 0; round < HOLDS / WARM_AT_ONCE; round++) {
    const calls = Array.from({ length: WARM_AT_ONCE }, (_, index) =>
      open(gateway, mode, `warm-${round}-${index}`),
    );
    for (const approval of await untilHeld(gateway, WARM_AT_ONCE)) {
      await admin(gateway, 'POST', `/approvals/${approval.approval_id}`, answerTo(approval));
    }
    await Promise.all(calls.map((call) => call.body));
  }
}

interface Waiting {
  readonly approval_id: string;
  readonly shown: string;
}

const answerTo = ({ shown }: Waiting) => ({ decision: 'approve', shown });

async function untilHeld(gateway: Gateway, count: number): Promise<readonly Waiting[]> {
  for (;;) {
    const { approvals }: { approvals: Waiting[] } = JSON.parse(await admin(gateway, 'GET', '/approvals'));
    if (approvals.length >= count) return approvals;
    await pause(50);
  }
}

function admin(gateway: Gateway, method: string, path: string, body?: object): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request(
      {
        socketPath: gateway.socket,
        method,
        path: `/admin/v1${path}`,
        headers: { 'content-type': 'application/json' },
      },
      (response) => {
        let text = '';
        response.on('data', (part: Buffer) => {
          text += part.toString();
        });
        response.once('end', () => resolve(text));
      },
    );
    call.once('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

await main();
