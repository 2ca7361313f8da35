// A whole gateway in this process, on a directory of its own, with the scripted model behind it: what the journeys travel through.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openInstallation, startGateway } from '../../src/app.ts';
import type { AuditLedger } from '../../src/audit/index.ts';
import { readConfig } from '../../src/config/index.ts';
import { type ScriptedModel, startScriptedModel } from '../../src/demo/model-server/index.ts';
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownField,
  stringField,
} from '../../src/domain/index.ts';
import { refolded } from './refolded.ts';

type Script = Parameters<ScriptedModel['play']>[0];
type LogEntry = Parameters<Parameters<typeof startGateway>[1]['log']>[0];

export interface TestGatewayOptions {
  /** YAML. Undefined keeps what the directory has in force. */
  readonly policy?: string;
  readonly script?: Script;
  /** One agent with one key each; none is added that the directory knows already. Default: `coder`. */
  readonly agents?: readonly string[];
  /** The `limits:` section of the configuration. */
  readonly limits?: JsonObject;
  /** The `exports:` section of the configuration. */
  readonly exports?: JsonObject;
  /** The `timeouts:` section of the upstream. */
  readonly timeouts?: JsonObject;
  /** The `approvals:` section of the configuration, and the variables that it names. */
  readonly approvals?: JsonObject;
  /** Default: any that is free. */
  readonly port?: number;
  /** The `sign_in:` section of the configuration. */
  readonly signIn?: JsonObject;
  /** The `alerts:` section of the configuration. */
  readonly alerts?: JsonObject;
  /** The `ledger:` section of the configuration. */
  readonly ledgerSettings?: JsonObject;
  /** The `detection:` section of the configuration. */
  readonly detection?: JsonObject;
  readonly env?: Readonly<Record<string, string>>;
  /** Where the upstream is, instead of at the scripted model. */
  readonly upstreamUrl?: string;
  /** The ledger of that directory, opened by the test. */
  readonly ledger?: AuditLedger;
  /** A directory that outlives this gateway; it is the caller's to remove. */
  readonly directory?: string;
}

/** An answer of the admin API. */
export interface AdminAnswer {
  readonly status: number;
  readonly body: JsonObject;
}

export interface TestGateway {
  readonly url: string;
  readonly directory: string;
  /** The key of each agent that this gateway added. */
  readonly keys: ReadonlyMap<string, string>;
  readonly model: ScriptedModel;
  /** Everything that was logged. */
  readonly log: readonly LogEntry[];
  /** Throws when there is no such key. */
  key(agent: string): string;
  admin(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: JsonObject): Promise<AdminAnswer>;
  /** Records oldest first, as the admin API shows them; the filter's names are those of `GET /decisions`. */
  records(filter?: Readonly<Record<string, string>>): Promise<readonly JsonObject[]>;
  /** The contents of one record by name. */
  contents(index: number): Promise<ReadonlyMap<string, string>>;
  /** Verifies the whole ledger; answers the report. */
  verify(): Promise<JsonObject>;
  /** Stops everything; removes the directory unless it was given. */
  close(): Promise<void>;
}

const UPSTREAM_KEY = 'the-upstream-key-of-the-gateway';

/** Starts a gateway. Nothing of it, and nothing of the model, is left after `close`, or when the start fails. */
export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'sallyport-journey-')));
  const model = await startScriptedModel({
    apiKeys: [UPSTREAM_KEY],
    ...(options.script === undefined ? {} : { script: options.script }),
  });
  const discard = async (): Promise<void> => {
    if (options.directory === undefined) await rm(directory, { recursive: true, force: true });
  };
  try {
    return await startOn({ options, directory, model, discard });
  } catch (cause) {
    await model.close();
    await discard();
    throw cause;
  }
}

interface Ground {
  readonly options: TestGatewayOptions;
  readonly directory: string;
  readonly model: ScriptedModel;
  readonly discard: () => Promise<void>;
}

async function startOn({ options, directory, model, discard }: Ground): Promise<TestGateway> {
  const installation = await openInstallation({
    dataDirectory: directory,
    ...(options.ledger === undefined ? {} : { ledger: options.ledger }),
  });
  const admin = adminOf(installation);
  const log: LogEntry[] = [];
  if (options.policy !== undefined) await activate(admin, options.policy);
  const keys = await addAgents(admin, options.agents ?? ['coder']);
  const running = await startGateway(installation, {
    config: configFor(options.upstreamUrl ?? model.url, options),
    dataDirectory: directory,
    log: (entry) => log.push(entry),
  });
  return {
    url: running.url,
    directory,
    keys,
    model,
    log,
    key: (agent) => {
      const key = keys.get(agent);
      if (key === undefined) throw new Error(`no key was issued to ${agent} here`);
      return key;
    },
    admin,
    records: (filter = {}) => allRecords(admin, filter),
    contents: (index) => contentsOf(admin, index),
    verify: async () => {
      const report = ownField((await admin('GET', '/verify')).body, 'report');
      return isJsonObject(report) ? report : {};
    },
    close: async () => {
      // First the model: a call that hangs there would keep the gateway draining.
      await model.close();
      const differences = await refolded(installation.ledger);
      await running.close();
      await discard();
      if (differences !== undefined) throw new Error(differences);
    },
  };
}

type Admin = TestGateway['admin'];
const TESTER = { name: 'tester', groups: [], kind: 'operator' } as const;

function adminOf(installation: Awaited<ReturnType<typeof openInstallation>>): Admin {
  return async (method, path, body) => {
    const request = new Request(`http://localhost/admin/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const response = await installation.admin.fetch(request, { caller: TESTER });
    const value: JsonValue = JSON.parse(await response.text());
    return { status: response.status, body: isJsonObject(value) ? value : {} };
  };
}

/** Makes a policy text the active one. Throws with the loader's words when it does not load. */
export async function activate(admin: Admin, text: string): Promise<string> {
  const { status, body } = await admin('POST', '/policy/activate', { text, file_name: 'journey.yaml' });
  const version = stringField(body, 'activated');
  if (status !== 200 || version === undefined) {
    throw new Error(`the policy of this test does not load: ${JSON.stringify(body)}`);
  }
  return version;
}

async function addAgents(admin: Admin, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const keys = new Map<string, string>();
  for (const agent of names) {
    const { status, body } = await admin('POST', '/agents', { agent });
    const key = stringField(body, 'key');
    if (status === 201 && key !== undefined) keys.set(agent, key);
    else if (status !== 409) throw new Error(`the agent ${agent} was not added: ${JSON.stringify(body)}`);
  }
  return keys;
}

function configFor(
  upstream: string,
  {
    limits,
    timeouts,
    approvals,
    signIn,
    alerts,
    ledgerSettings,
    detection,
    port = 0,
    env = {},
    exports: sinks,
  }: TestGatewayOptions,
): Parameters<typeof startGateway>[1]['config'] {
  const scripted = {
    kind: 'openai',
    base_url: `${upstream}/v1`,
    api_key_env: 'UPSTREAM_KEY',
    ...(timeouts === undefined ? {} : { timeouts }),
  };
  const text = JSON.stringify({
    listen: { port },
    upstreams: { scripted },
    ...(limits === undefined ? {} : { limits }),
    ...(approvals === undefined ? {} : { approvals }),
    ...(signIn === undefined ? {} : { sign_in: signIn }),
    ...(alerts === undefined ? {} : { alerts }),
    ...(ledgerSettings === undefined ? {} : { ledger: ledgerSettings }),
    ...(detection === undefined ? {} : { detection }),
    ...(sinks === undefined ? {} : { exports: sinks }),
  });
  const read = readConfig({
    text,
    file: 'journey',
    env: { UPSTREAM_KEY, SINK_TOKEN: 'sink-token-for-tests', ...env },
  });
  if (read.ok) return read.config;
  throw new Error(read.problems.map((problem) => problem.message).join('; '));
}

const PAGE = 1000;

async function allRecords(
  admin: Admin,
  filter: Readonly<Record<string, string>>,
): Promise<readonly JsonObject[]> {
  const found: JsonObject[] = [];
  for (let cursor: JsonValue | undefined = 0; typeof cursor === 'number'; ) {
    const query = new URLSearchParams({ ...filter, order: 'asc', limit: `${PAGE}`, cursor: `${cursor}` });
    const { status, body } = await admin('GET', `/decisions?${query.toString()}`);
    if (status !== 200) throw new Error(`the records can not be read: ${JSON.stringify(body)}`);
    const records = ownField(body, 'records');
    if (Array.isArray(records)) found.push(...records.filter(isJsonObject));
    cursor = ownField(body, 'next_cursor');
  }
  return found;
}

async function contentsOf(admin: Admin, index: number): Promise<ReadonlyMap<string, string>> {
  const { body } = await admin('GET', `/records/${index}?contents=true`);
  const items = ownField(body, 'contents');
  return new Map(
    (Array.isArray(items) ? items : []).map((item) => [
      stringField(item, 'name') ?? '',
      stringField(item, 'text') ?? '',
    ]),
  );
}
