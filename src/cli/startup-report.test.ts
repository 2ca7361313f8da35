import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryLedger } from '../../test/support/memory-ledger.ts';
import { type Installation, openInstallation, type Running } from '../app.ts';
import { type Config, readConfig } from '../config/index.ts';
import { LOCAL_OPERATOR } from '../server/index.ts';
import { startupReport, statusOf } from './startup-report.ts';
import { createTerminal } from './terminal.ts';

const terminal = createTerminal({
  json: false,
  color: false,
  stdout: process.stdout,
  stderr: process.stderr,
});
const running: Running = {
  url: 'http://127.0.0.1:8787',
  adminSocket: '/d/admin.sock',
  close: () => Promise.resolve(),
};

function config(env: Readonly<Record<string, string>>): Config {
  const read = readConfig({ text: undefined, file: 'none', env });
  if (!read.ok) throw new Error('the configuration of this test is wrong');
  return read.config;
}

let installation: Installation;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sp-report-'));
  installation = await openInstallation({ dataDirectory: directory, ledger: new MemoryLedger() });
});
afterAll(async () => {
  await installation.close();
  await rm(directory, { recursive: true, force: true });
});

async function reportWith(text: string): Promise<string> {
  await installation.control.activatePolicy({ text, fileName: 'p.yaml', author: 'a', reason: '' });
  return report();
}

function report(more: { readonly dataOption?: string; readonly env?: Record<string, string> } = {}): string {
  const input = {
    installation,
    config: config(more.env ?? {}),
    running,
    first: undefined,
    dataOption: more.dataOption ?? '',
  };
  return startupReport(terminal, input).join('\n');
}

describe('the start-up report', () => {
  it('says that every call is refused where no policy is active', () => {
    expect(report()).toContain('no policy is active: every call is refused');
    expect(statusOf(installation, undefined, undefined)).toMatchObject({ url: null, policy: null });
  });

  it('has the banner exactly while default deny is in shadow', async () => {
    expect(await reportWith('default_decision: { decision: BLOCK, mode: shadow }')).toContain('OBSERVING');
    expect(await reportWith('default_decision: BLOCK')).not.toContain('OBSERVING');
  });

  it('says so where the policy names no default and therefore allows', async () => {
    expect(await reportWith('policies: []')).toContain('ALLOW, since the policy names no default_decision');
  });

  it('calls a policy that is in shadow as a whole one that observes', async () => {
    const policy = '{name: a, condition: {}, decision: BLOCK, mode: shadow}';
    await reportWith(`policies: [${policy}]`);
    const observed = { policy: { mode: 'observing', enforced: { BLOCK: 0 }, shadow: { BLOCK: 1 } } };
    expect(statusOf(installation, undefined, undefined)).toMatchObject(observed);
    await reportWith(`policies: [${policy}, {name: b, condition: {}, decision: LOG}]`);
    expect(statusOf(installation, undefined, undefined)).toMatchObject({ policy: { mode: 'enforcing' } });
  });

  it('counts what is enforced apart from what is only watched', async () => {
    const text = await reportWith(`policies:
  - { name: a, condition: { tool_name: x }, decision: BLOCK }
  - { name: b, condition: { tool_name: y }, decision: BLOCK, mode: shadow }
  - { name: c, condition: { tool_name: z }, decision: LOG }`);
    expect(text).toMatch(/enforced {2}1 BLOCK, 1 LOG/);
    expect(text).toMatch(/shadowed {2}1 BLOCK/);
  });

  it('names the upstreams, or how to have one, and never a key', () => {
    expect(report()).toContain('upstream none: set OPENAI_API_KEY');
    const text = report({ env: { OPENAI_API_KEY: 'sk-do-not-print' } });
    expect(text).toContain('https://api.openai.com/v1');
    expect(text).not.toContain('sk-do-not-print');
    const status = statusOf(installation, config({ OPENAI_API_KEY: 'sk-do-not-print' }), running);
    expect(JSON.stringify(status)).not.toContain('sk-do-not-print');
  });

  it('warns of an agent that is limited to what is not configured', async () => {
    expect(report()).not.toContain('agent    ');
    const body = { agent: 'lost', upstreams: ['opnai'] };
    const request = new Request('http://localhost/admin/v1/agents', {
      method: 'POST',
      body: JSON.stringify(body),
    });
    const added = await installation.admin.fetch(request, { caller: LOCAL_OPERATOR });
    expect(added.status).toBe(201);
    expect(report({ env: { OPENAI_API_KEY: 'sk-x' } })).toContain(
      'agent    lost: upstreams "opnai": there is none of this name; did you mean `openai`?',
    );
  });

  it('gives commands that mean this installation', () => {
    expect(report({ dataOption: ' --data /srv/sp' })).toContain('npx sallyport audit tail -f --data /srv/sp');
  });

  it('shows secrets and ready snippets only for a first start', () => {
    const first = { adminToken: 'spa-token', agent: 'first_agent', agentKey: 'sp-key' };
    const input = { installation, config: config({}), running, dataOption: '' };
    const text = startupReport(terminal, { ...input, first }).join('\n');
    for (const part of [
      'shown once',
      'spa-token',
      'Bearer sp-key',
      'OpenAIChatCompletionClient(',
      '"cache_seed": None',
    ])
      expect(text).toContain(part);
    expect(report()).not.toContain('shown once');
  });
});
