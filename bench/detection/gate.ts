// The gateway itself, in this process: every call of a scene goes through both of its doors, and what its records say is kept.

import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ApprovalGate, createApprovalBoard, createGrantBook } from '../../src/approvals/index.ts';
import { issueReceipt, type RecordDraft } from '../../src/audit/index.ts';
import { analyzeCode } from '../../src/code/index.ts';
import {
  Cancellation,
  type Capability,
  GatewayError,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  NO_PRICES,
  ownField,
  stringField,
} from '../../src/domain/index.ts';
import {
  AgentsInFlight,
  DetectorMeter,
  type GatewayDeps,
  GatewayState,
  handleExchange,
  type ReplySink,
  RetryBook,
  UnderWay,
  type UpstreamResponse,
} from '../../src/gateway/index.ts';
import { createIdentityDirectory, type IdentityDirectory, issueKey } from '../../src/identity/index.ts';
import { Halts } from '../../src/limits/index.ts';
import { loadPolicySet, type PolicySet } from '../../src/policy/index.ts';
import { MemoryLedger } from '../gateway/memory-ledger.ts';
import type { ModelCall, Scene } from './scene.ts';

export interface Found {
  readonly detector: string;
  readonly confidence: number;
}

/** What the record of a door says of one action. */
export interface JudgedPart {
  /** The action's type: what carried the text. */
  readonly type: string;
  readonly effect: string;
  readonly findings: readonly Found[];
  /** Position in the row of what the model answered in this call. */
  readonly index: number;
}

export interface Played {
  readonly parts: readonly JudgedPart[];
  /** Processor time of both doors, judging and recording, of all calls. */
  readonly ms: number;
}

const PACK = new URL('../../examples/policies/data-protection.yaml', import.meta.url);
const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
/** Of this process, so that other work on the machine does not count. */
const micros = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** The data-protection pack as shipped. */
export function shippedPack(): PolicySet {
  const loaded = loadPolicySet(readFileSync(PACK, 'utf8'), { fileName: 'data-protection.yaml', sha256 });
  if (loaded.ok) return loaded.set;
  throw new Error(`the shipped pack does not load: ${JSON.stringify(loaded.diagnostics)}`);
}

/** Plays a scene on a gateway of its own: nothing is left of one row when the next is judged. */
export async function play(policy: PolicySet, scene: Scene): Promise<Played> {
  const gate = new Gate(policy, scene.agents);
  for (const call of scene.calls) await gate.take(call);
  return { parts: gate.parts, ms: gate.micros / 1000 };
}

class Gate {
  readonly parts: JudgedPart[] = [];
  micros = 0;
  readonly #deps: GatewayDeps;
  readonly #keys: ReadonlyMap<string, string>;
  #index = 0;
  #reply: JsonObject = {};
  #began = 0;

  constructor(policy: PolicySet, agents: readonly string[]) {
    const identity = createIdentityDirectory({ sha256 });
    this.#keys = new Map(agents.map((agent) => [agent, keyOf(identity, agent)]));
    const ledger = new MemoryLedger(issueReceipt, (draft) => this.#note(draft));
    this.#deps = depsOf({ policy, identity, ledger, upstream: () => this.#answer() });
  }

  async take({ agent, messages, tools, reply, index }: ModelCall): Promise<void> {
    this.#index = index;
    this.#reply = reply;
    const body = Buffer.from(
      JSON.stringify({ model: 'model', messages, ...(tools.length === 0 ? {} : { tools }) }),
    );
    const headers = new Map([
      ['authorization', `Bearer ${this.#keys.get(agent) ?? ''}`],
      ['x-workflow-id', 'run'],
    ]);
    const { signal } = new Cancellation();
    const call = { headers, readBody: async () => body, signal, ...NO_PATH };
    this.#began = micros();
    try {
      await handleExchange(this.#deps, call, new Nowhere());
    } catch (cause) {
      // What the gateway can not read it lets nobody pass with: that is a block, whatever else it is.
      if (!(cause instanceof GatewayError)) throw cause;
      this.parts.push({ type: 'llm_call', effect: 'BLOCK', findings: [], index });
    }
  }

  #answer(): Promise<UpstreamResponse> {
    const finish = ownField(this.#reply, 'tool_calls') === undefined ? 'stop' : 'tool_calls';
    const choices = [{ index: 0, message: this.#reply, finish_reason: finish }];
    const text = JSON.stringify({
      id: 'chatcmpl-0',
      object: 'chat.completion',
      created: 0,
      model: 'model',
      choices,
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    });
    this.#began = micros();
    const headers = new Map([['content-type', 'application/json']]);
    return Promise.resolve({ status: 200, headers, body: oneChunk(Buffer.from(text)) });
  }

  #note({ body }: RecordDraft): void {
    const now = micros();
    this.micros += now - this.#began;
    this.#began = now;
    const actions = ownField(body, 'actions');
    if (!Array.isArray(actions)) return;
    for (const action of actions) {
      this.parts.push({
        type: stringField(action, 'type') ?? '',
        effect: stringField(action, 'decision') ?? '',
        findings: findingsIn(action),
        index: this.#index,
      });
    }
  }
}

function findingsIn(action: JsonValue): readonly Found[] {
  const list = ownField(action, 'findings');
  if (!Array.isArray(list)) return [];
  return list.flatMap((finding: JsonValue) => {
    const confidence = ownField(finding, 'confidence');
    if (!isJsonObject(finding) || typeof confidence !== 'number') return [];
    return [{ detector: stringField(finding, 'detector') ?? '', confidence }];
  });
}

const NO_PATH = { pathAgent: undefined, pathWorkflow: undefined, deployment: undefined } as const;

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

class Nowhere implements ReplySink {
  headSent = false;
  head(): void {
    this.headSent = true;
  }
  write(): boolean {
    return true;
  }
  drained(): Promise<void> {
    return Promise.resolve();
  }
  end(): void {}
}

/** Names of recorded runs are not all names that an operator could give: the key is made for another, and given to this one. */
function keyOf(identity: IdentityDirectory, agent: string): string {
  identity.apply({ kind: 'agent_added', body: { agent: ALIAS, groups: [] } });
  const { events, key } = issueKey(identity, { agent: ALIAS }, { randomBytes, sha256, now: 0 });
  identity.apply({ kind: 'agent_removed', body: { agent: ALIAS } });
  identity.apply({ kind: 'agent_added', body: { agent, groups: [] } });
  for (const event of events) {
    if (event.kind === 'key_issued') identity.apply({ ...event, body: { ...event.body, agent } });
  }
  return key;
}

const ALIAS = 'alias';

type Own = Pick<GatewayDeps, 'identity' | 'ledger' | 'upstream'> & { readonly policy: PolicySet };

function depsOf({ policy, identity, ledger, upstream }: Own): GatewayDeps {
  let count = 0;
  let now = Date.UTC(2026, 0, 1);
  const clock = () => {
    now += 1;
    return now;
  };
  const newId = (prefix: string) => {
    count += 1;
    return `${prefix}_${count}`;
  };
  return {
    clock,
    micros,
    processorMicros: micros,
    newId,
    sha256,
    policy: () => policy,
    identity,
    ledger,
    approvals: nobodyToAsk(clock, newId),
    classifier: undefined,
    meter: new DetectorMeter(),
    overrides: {
      live: () => [],
      grant: () => Promise.reject(new Error('nobody overrides here')),
      use: () => Promise.resolve(false),
    },
    barred: () => [],
    state: new GatewayState(),
    retries: new RetryBook(clock),
    prices: NO_PRICES,
    halts: new Halts(),
    underWay: new UnderWay(),
    inFlight: new AgentsInFlight(1),
    routing: () => ROUTE,
    upstream,
    capabilities: capabilitiesOf,
    limits: LIMITS,
    repeat: () => ({ stop: () => {} }),
  };
}

/** The pack asks no person; a policy that did would wait here for ever. */
function nobodyToAsk(clock: GatewayDeps['clock'], newId: (prefix: string) => string): ApprovalGate {
  return new ApprovalGate({
    board: createApprovalBoard(),
    grants: createGrantBook(),
    clock,
    setTimer: () => () => {},
    record: () => Promise.reject(new Error('nobody can be asked here')),
    newId,
    tell: () => {},
  });
}

const ROUTE = {
  provider: 'recorded',
  request: () => ({ origin: 'http://localhost', path: '/', headers: {} }),
  connectTimeoutMs: 1000,
  headersTimeoutMs: 1000,
  idleTimeoutMs: 1000,
};

const MEGABYTE = 1 << 20;
const LIMITS: GatewayDeps['limits'] = {
  maxMessages: 100_000,
  maxReplyBytes: 64 * MEGABYTE,
  maxActions: 4096,
  maxArgumentBytes: 16 * MEGABYTE,
  maxEventBytes: 16 * MEGABYTE,
  spoolBytes: MEGABYTE,
  spoolIntervalMs: 1000,
};

function capabilitiesOf(language: string, code: string): readonly Capability[] | undefined {
  const facts = analyzeCode(language, code);
  return facts.kind === 'analysed' && facts.complete ? facts.capabilities : undefined;
}
