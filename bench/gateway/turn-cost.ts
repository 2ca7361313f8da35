// What a turn costs between reading and answering, for a short and for a long history that was seen before.

import { hash, randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import {
  DetectorMeter,
  type GatewayDeps,
  type IncomingCall,
  type ReplySink,
} from '../../src/gateway/index.ts';
import { built } from './built.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { policyFile } from './policies.ts';
import { median } from './statistics.ts';

/**
 * Medians in microseconds. `inspectToFinish` is without the hashing of the body's bytes, which reading them costs in any case;
 * `judge` is as the exchange records say it: inspect and decide.
 */
export interface TurnFigures {
  readonly inspectToFinish: number;
  readonly judge: number;
  readonly read: number;
  readonly turns: number;
}

export interface TurnCost {
  readonly short: TurnFigures;
  /** As few messages as `short` with as many bytes as `long`: what reading them leaves of the processor's caches. */
  readonly large: TurnFigures;
  readonly long: TurnFigures;
}

const SHORT = 2;
const LONG = 200;
const TURNS = 8;

/** Conversations that are under way at the same time: a gateway serves many, and comes to each with cold caches. */
const AT_ONCE = 32;

/** Plays growing conversations, short and long by turns, through the whole path with upstream and ledger in memory. */
export async function measureTurnCost(conversations: number): Promise<TurnCost> {
  const bench = await Bench.open();
  await bench.converse('warm', Math.ceil(conversations / 4));
  return bench.converse('measured', conversations);
}

/** Of the call of the moment, in microseconds; `hashing` is that of bytes after they were read. */
interface Latency {
  read: number;
  judge: number;
  hashing: number;
  /** How often the exchange looked at the clock: first when it began, then when the body had been read. */
  readings: number;
}

interface Sample {
  readonly total: number;
  readonly read: number;
  readonly judge: number;
}

function figures(samples: readonly Sample[]): TurnFigures {
  return {
    inspectToFinish: median(samples.map((sample) => sample.total - sample.read)),
    judge: median(samples.map((sample) => sample.judge)),
    read: median(samples.map((sample) => sample.read)),
    turns: samples.length,
  };
}

class Bench {
  readonly #deps: GatewayDeps;
  readonly #key: string;
  readonly #handle: typeof import('../../src/gateway/index.ts').handleExchange;
  readonly #latency: Latency;

  private constructor(
    parts: Awaited<ReturnType<typeof compose>>,
    handle: typeof import('../../src/gateway/index.ts').handleExchange,
  ) {
    this.#deps = parts.deps;
    this.#key = parts.key;
    this.#latency = parts.latency;
    this.#handle = handle;
  }

  static async open(): Promise<Bench> {
    return new Bench(await compose(), (await built('gateway')).handleExchange);
  }

  /** So many conversations of each length, some at a time: each shows its history, then adds two messages a turn. */
  async converse(name: string, conversations: number): Promise<TurnCost> {
    const short: Sample[] = [];
    const large: Sample[] = [];
    const long: Sample[] = [];
    for (let first = 0; first < conversations; first += AT_ONCE) {
      const group = Array.from({ length: Math.min(AT_ONCE, conversations - first) }, (_, index) => [
        conversation(`${name}-short-${first + index}`, SHORT, short),
        ballasted(conversation(`${name}-large-${first + index}`, SHORT, large), LONG - SHORT),
        conversation(`${name}-long-${first + index}`, LONG, long),
      ]).flat();
      for (const { workflow, messages } of group) await this.#call(workflow, messages);
      for (let turn = 0; turn < TURNS; turn += 1) {
        for (const { workflow, messages, samples } of group) {
          messages.push(messageAt(workflow, messages.length), messageAt(workflow, messages.length + 1));
          samples.push(await this.#call(workflow, messages));
        }
      }
    }
    return { short: figures(short), large: figures(large), long: figures(long) };
  }

  async #call(workflow: string, messages: readonly object[]): Promise<Sample> {
    const body = Buffer.from(JSON.stringify({ model: 'bench', messages }));
    const call: IncomingCall = {
      headers: new Map([
        ['authorization', `Bearer ${this.#key}`],
        ['x-workflow-id', workflow],
      ]),
      readBody: async () => body,
      pathAgent: undefined,
      pathWorkflow: undefined,
      deployment: undefined,
      signal: new AbortController().signal,
    };
    const sink = new Sink();
    this.#latency.readings = 0;
    const start = performance.now();
    await this.#handle(this.#deps, call, sink);
    const total = (performance.now() - start) * 1000 - this.#latency.hashing;
    if (sink.status !== 200) throw new Error(`a call of the benchmark was answered with ${sink.status}`);
    return { total, ...this.#latency };
  }
}

interface Conversation {
  readonly workflow: string;
  readonly messages: object[];
  readonly samples: Sample[];
}

function conversation(workflow: string, history: number, samples: Sample[]): Conversation {
  return {
    workflow,
    messages: Array.from({ length: history }, (_, index) => messageAt(workflow, index)),
    samples,
  };
}

/** The last message says what so many more would have said. */
function ballasted({ workflow, messages, samples }: Conversation, count: number): Conversation {
  const text = Array.from({ length: count }, (_, index) => JSON.stringify(messageAt(workflow, index))).join(
    ' ',
  );
  return { workflow, messages: [...messages.slice(0, -1), { role: 'assistant', content: text }], samples };
}

function messageAt(workflow: string, index: number): object {
  const content = `Message ${index} of ${workflow}: the figures of region ${index % 7} were compared with those of last year.`;
  return { role: index % 2 === 0 ? 'user' : 'assistant', content };
}

class Sink implements ReplySink {
  status = 0;
  get headSent(): boolean {
    return this.status !== 0;
  }
  head(status: number): void {
    this.status = status;
  }
  write(): boolean {
    return true;
  }
  drained(): Promise<void> {
    return Promise.resolve();
  }
  end(): void {}
}

/** As the product hashes (src/app.ts). */
const sha256 = (bytes: Uint8Array | string): string => hash('sha256', bytes as string, 'hex');

async function compose(): Promise<{
  readonly deps: GatewayDeps;
  readonly key: string;
  readonly latency: Latency;
}> {
  const [gateway, audit, identity, approvals, policy, content] = await Promise.all([
    built('gateway'),
    built('audit'),
    built('identity'),
    built('approvals'),
    built('policy'),
    built('content'),
  ]);
  const latency = { read: 0, judge: 0, hashing: 0, readings: 0 };
  const ledger = new MemoryLedger(audit.issueReceipt, ({ kind, body }) => {
    if (kind === 'exchange_requested') Object.assign(latency, body['latency_us']);
  });
  const directory = identity.createIdentityDirectory({ sha256 });
  directory.apply(identity.addAgent(directory, { agent: 'first_agent' }, content.skeleton));
  const issued = identity.issueKey(
    directory,
    { agent: 'first_agent' },
    { randomBytes, sha256, now: Date.now() },
  );
  for (const event of issued.events) directory.apply(event);
  const loaded = policy.loadPolicySet(policyFile(100), { fileName: 'bench.json', sha256 });
  if (!loaded.ok) throw new Error(loaded.diagnostics.map((diagnostic) => diagnostic.message).join('\n'));
  const timed: typeof sha256 = (bytes) => {
    if (typeof bytes === 'string') return sha256(bytes);
    const start = performance.now();
    const digest = sha256(bytes);
    latency.hashing += (performance.now() - start) * 1000;
    return digest;
  };
  let ids = 0;
  const deps: GatewayDeps = {
    clock: Date.now,
    micros: () => {
      const now = performance.now() * 1000;
      latency.readings += 1;
      if (latency.readings === 2) latency.hashing = 0;
      return now;
    },
    processorMicros: () => performance.now() * 1000,
    newId: (prefix) => {
      ids += 1;
      return `${prefix}_${ids}`;
    },
    sha256: timed,
    policy: () => loaded.set,
    identity: directory,
    ledger,
    approvals: new approvals.ApprovalGate({
      board: approvals.createApprovalBoard(),
      clock: Date.now,
      setTimer: () => () => {},
      record: async () => {},
      grants: approvals.createGrantBook(),
      newId: () => 'ap_bench',
      tell: () => {},
    }),
    classifier: undefined,
    meter: new DetectorMeter(),
    overrides: {
      live: () => [],
      grant: () => Promise.reject(new Error('nobody overrides here')),
      use: () => Promise.resolve(false),
    },
    barred: () => [],
    state: new gateway.GatewayState(),
    retries: new gateway.RetryBook(Date.now),
    prices: { costMicros: () => undefined },
    halts: new (await built('limits')).Halts(),
    underWay: new gateway.UnderWay(),
    inFlight: new gateway.AgentsInFlight(1000),
    routing: () => ({
      provider: 'bench',
      request: () => ({ origin: 'http://127.0.0.1', path: '/', headers: {} }),
      connectTimeoutMs: 1000,
      headersTimeoutMs: 1000,
      idleTimeoutMs: 1000,
    }),
    upstream: async () => ({
      status: 200,
      headers: new Map([['content-type', 'application/json']]),
      body: replyBody(),
    }),
    capabilities: () => undefined,
    limits: {
      maxMessages: 5000,
      maxReplyBytes: 1 << 20,
      maxActions: 256,
      maxArgumentBytes: 1 << 20,
      maxEventBytes: 1 << 20,
      spoolBytes: 16_384,
      spoolIntervalMs: 200,
    },
    repeat: () => ({ stop: () => {} }),
  };
  return { deps, key: issued.key, latency };
}

let replies = 0;

async function* replyBody(): AsyncGenerator<Uint8Array> {
  replies += 1;
  const message = {
    role: 'assistant',
    content: `Reply ${replies}: the figures agree with those of last year.`,
  };
  yield Buffer.from(
    JSON.stringify({
      id: `chatcmpl-${replies}`,
      object: 'chat.completion',
      created: 1_763_000_000,
      model: 'bench',
      choices: [{ index: 0, message, finish_reason: 'stop' }],
      usage: { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 },
    }),
  );
}
