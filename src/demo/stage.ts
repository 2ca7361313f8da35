// Sets the demo's stage: a gateway on an empty directory, a scripted model behind it, three agents with a key each.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Installation, openInstallation, startGateway } from '../app.ts';
import { columns, renderRecord, type Terminal } from '../cli/index.ts';
import { readConfig } from '../config/index.ts';
import {
  GatewayError,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownField,
  stringField,
} from '../domain/index.ts';
import { PERMISSIONS } from '../identity/index.ts';
import type { AdminCaller } from '../server/index.ts';
import { type ScriptedModel, startScriptedModel } from './model-server/index.ts';
import { researchScript } from './model-server/research-script.ts';

const POLICY = new URL('../../examples/policies/research-workflow.yaml', import.meta.url);

export interface Stage {
  readonly url: string;
  /** Adds an agent and answers its key. */
  addAgent(name: string): Promise<string>;
  /** Prints what the ledger has recorded since the last look. */
  showNewRecords(): Promise<void>;
  /** The oldest action that waits for a person, with what it shows. */
  waitForApproval(): Promise<{ readonly id: string; readonly shown: string; readonly shows: JsonValue }>;
  approve(approval: { readonly id: string; readonly shown: string }, reason: string): Promise<void>;
  /** Verifies the ledger and says how to look further; answers the exit code. */
  conclude(): Promise<number>;
  close(): Promise<void>;
}

export async function openStage(terminal: Terminal, directory: string): Promise<Stage> {
  const model = await startScriptedModel({ script: researchScript });
  const installation = await openInstallation({ dataDirectory: directory });
  const text = await readFile(fileURLToPath(POLICY), 'utf8');
  const admin = adminOf(installation, SECURITY_LEAD);
  const approver = adminOf(installation, REVIEWER);
  const activated = await admin('POST', '/policy/activate', {
    text,
    file_name: 'research-workflow.yaml',
    reason: 'demo',
  });
  const running = await startGateway(installation, {
    config: demoConfig(model),
    dataDirectory: directory,
    log: (entry) => {
      if (entry.level === 'error') terminal.error(JSON.stringify(entry));
    },
  });
  terminal.print(
    `${terminal.paint('bold', 'Sallyport demo')}: three agents behind one gate; a scripted model, no key, no network`,
  );
  for (const line of columns([
    ['  gateway', running.url],
    [
      '  policy',
      `research-workflow.yaml ${(stringField(activated, 'activated') ?? '').slice(0, 19)}… (enforced)`,
    ],
    ['  data', directory],
  ])) {
    terminal.print(line);
  }
  let next = installation.ledger.head.size;
  let blocked = 0;
  return {
    url: running.url,
    addAgent: async (name) => stringField(await admin('POST', '/agents', { agent: name }), 'key') ?? '',
    showNewRecords: async () => {
      const page = await admin('GET', `/decisions?order=asc&cursor=${next}&limit=1000`);
      for (const record of recordsOf(page)) {
        next = Number(record['index']) + 1;
        if (record['policy_decision'] === 'BLOCK') blocked = next - 1;
        if (isShown(record)) for (const line of renderRecord(terminal, record)) terminal.print(`   ${line}`);
      }
    },
    waitForApproval: () => firstApproval(admin),
    approve: async ({ id, shown }, reason) => {
      await approver('POST', `/approvals/${id}`, { decision: 'approve', shown, reason });
    },
    conclude: () => conclude(terminal, { installation, directory, blocked }),
    close: async () => {
      await running.close();
      await model.close();
    },
  };
}

type Admin = (method: 'GET' | 'POST', path: string, body?: JsonObject) => Promise<JsonObject>;

/** Two people, since whoever writes a policy does not approve what it holds. */
const SECURITY_LEAD = person('security_lead');
const REVIEWER = person('reviewer');

function person(name: string): AdminCaller {
  const permissions = new Set(PERMISSIONS);
  return { name, groups: [], kind: 'person', tokenId: 'demo', roles: ['admin'], permissions };
}

function adminOf(installation: Installation, caller: AdminCaller): Admin {
  return async (method, path, body) => {
    const request = new Request(`http://localhost/admin/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const response = await installation.admin.fetch(request, { caller });
    const value: JsonValue = JSON.parse(await response.text());
    if (response.ok && isJsonObject(value)) return value;
    throw new GatewayError('internal', {
      publicMessage: stringField(ownField(value, 'error'), 'message') ?? 'admin call failed',
    });
  };
}

function demoConfig(model: ScriptedModel): Parameters<typeof startGateway>[1]['config'] {
  const text = JSON.stringify({
    listen: { port: 0 },
    upstreams: { scripted: { kind: 'openai', base_url: `${model.url}/v1`, api_key_env: 'DEMO_MODEL_KEY' } },
  });
  const read = readConfig({ text, file: 'demo', env: { DEMO_MODEL_KEY: 'scripted' } });
  if (read.ok) return read.config;
  throw new GatewayError('config_invalid', {
    publicMessage: read.problems.map((problem) => problem.message).join('; '),
  });
}

function recordsOf(page: JsonObject): readonly JsonObject[] {
  const records = ownField(page, 'records');
  return Array.isArray(records) ? records.filter(isJsonObject) : [];
}

const SHOWN: ReadonlySet<string> = new Set([
  'exchange_requested',
  'exchange_completed',
  'exchange_aborted',
  'actions_decided',
  'approval_requested',
  'approval_decided',
  'approval_expired',
]);

function isShown(record: JsonObject): boolean {
  return SHOWN.has(stringField(record, 'kind') ?? '');
}

const POLL_MS = 50;

async function firstApproval(admin: Admin): Promise<{ id: string; shown: string; shows: JsonValue }> {
  for (;;) {
    const pending = ownField(await admin('GET', '/approvals'), 'approvals');
    const id = Array.isArray(pending) ? stringField(pending[0], 'approval_id') : undefined;
    if (id !== undefined) {
      const approval = await admin('GET', `/approvals/${id}`);
      return { id, shown: stringField(approval, 'shown') ?? '', shows: ownField(approval, 'shows') ?? null };
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function conclude(
  terminal: Terminal,
  {
    installation,
    directory,
    blocked,
  }: { readonly installation: Installation; readonly directory: string; readonly blocked: number },
): Promise<number> {
  let ok = false;
  for await (const step of installation.ledger.verify({})) {
    if (step.kind !== 'report') continue;
    ok = step.ok;
    const verdict = ok ? terminal.paint('green', 'intact') : terminal.paint('red', 'BROKEN');
    terminal.print(`\nledger ${verdict}: ${step.records} records, every record chained, every batch signed`);
  }
  terminal.print('\nLook further:');
  for (const command of [
    'audit query --decision BLOCK',
    `audit show ${blocked} --contents`,
    'policy explain aggregation_agent send_http_request',
    'verify',
  ]) {
    terminal.print(`  npx sallyport ${command} --data ${directory}`);
  }
  terminal.print('\nFor real use: OPENAI_API_KEY=… npm start');
  return ok ? 0 : 1;
}
