// What durability costs: the ledger against bare SQLite with the same bytes and the same sync, in one run, as ratios.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordDraft, VerifyReport } from '../../src/audit/index.ts';
import { openEmbeddedLedger } from '../../src/store/index.ts';
import { type BareLoad, bareInline, bareThreaded } from './bare.ts';
import { type Latencies, summarize } from './latencies.ts';
import { measureParquet } from './parquet.ts';
import { measureQueries, storedShare } from './reading.ts';
import { measureScale, signatureMicros } from './scale.ts';

const CLIENTS = [1, 8, 32, 128];
const ROUNDS = 3;
const APPENDS = 12_000;
const APPENDS_ALONE = 2_000;
const CONTENT_BYTES = 1500;
const SCALE_RECORDS = 1_000_000;

interface Measured {
  readonly clients: number;
  readonly ledger: Latencies;
  /** The engine in the measuring thread, without a pause. */
  readonly bare: Latencies;
  /** The engine in a worker thread with clients that wait, as the ledger has it. */
  readonly threaded: Latencies;
}

async function main(): Promise<void> {
  const results: Measured[] = [];
  for (const clients of CLIENTS) results.push(await measure(clients));
  const scale = await inDirectory((directory) =>
    measureScale(directory, SCALE_RECORDS, (number) => ({ ...draft(number % 100, number), contents: [] })),
  );
  const report = {
    scale,
    signature_us: signatureMicros(),
    runs: results.map(withRatios),
    alone_ms: aloneOf(results),
    verify: await measureVerify(),
    parquet: await measureParquet((number) => draft(number % 100, number)),
    reading_ms: await inDirectory(measureQueries),
    stored_share: await inDirectory(storedShare),
  };
  process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  process.stderr.write(
    `${table(results)}\nalone: ${JSON.stringify(report.alone_ms)}\nverify: ${JSON.stringify(report.verify)}\nscale: ${JSON.stringify(scale)}\nsignature: ${report.signature_us} µs a commit\nparquet: ${JSON.stringify(report.parquet)}\nreading: ${JSON.stringify(report.reading_ms)}\nstored: ${report.stored_share} of storing each request whole\n`,
  );
}

/** Alternating rounds, the median of each: a noisy neighbour then hits all of them. */
async function measure(clients: number): Promise<Measured> {
  const appends = clients === 1 ? APPENDS_ALONE : APPENDS;
  const load: BareLoad = { clients, appends, row: bareRow() };
  const ledger: Latencies[] = [];
  const bare: Latencies[] = [];
  const threaded: Latencies[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ledger.push(await inDirectory((directory) => ledgerClients(directory, clients, appends)));
    bare.push(await inDirectory((directory) => bareInline(directory, load)));
    threaded.push(await inDirectory((directory) => bareThreaded(directory, load)));
  }
  return { clients, ledger: median(ledger), bare: median(bare), threaded: median(threaded) };
}

function withRatios({ clients, ledger, bare, threaded }: Measured): object {
  return {
    clients,
    ledger,
    bare,
    threaded,
    ratio_to_bare: round(ledger.perSecond / bare.perSecond),
    ratio_to_threaded: round(ledger.perSecond / threaded.perSecond),
  };
}

async function ledgerClients(directory: string, clients: number, appends: number): Promise<Latencies> {
  const ledger = await openEmbeddedLedger({ directory, clock: Date.now });
  let left = appends;
  const client = async (number: number): Promise<readonly number[]> => {
    const times: number[] = [];
    while (left-- > 0) {
      const started = performance.now();
      await ledger.append([draft(number, left)]);
      times.push(performance.now() - started);
    }
    return times;
  };
  const result = await summarize(() =>
    Promise.all(Array.from({ length: clients }, (_, number) => client(number))),
  );
  await ledger.close();
  return result;
}

async function measureVerify(): Promise<{
  readonly records: number;
  readonly hash_only_per_s: number;
  readonly all_per_s: number;
}> {
  return inDirectory(async (directory) => {
    const ledger = await openEmbeddedLedger({ directory, clock: Date.now });
    for (let at = 0; at < 100_000; at += 1000) {
      await ledger.append(Array.from({ length: 1000 }, (_, each) => draft(each % 100, at + each)));
    }
    const timed = async (options: { signatures?: boolean; contents?: boolean }): Promise<number> => {
      const started = performance.now();
      let report: VerifyReport | undefined;
      for await (const step of ledger.verify(options)) if (step.kind === 'report') report = step;
      if (report?.ok !== true) throw new Error('the log does not verify');
      return Math.round((report.records / (performance.now() - started)) * 1000);
    };
    const hashOnly = await timed({ signatures: false, contents: false });
    const everything = await timed({});
    const records = ledger.head.size;
    await ledger.close();
    return { records, hash_only_per_s: hashOnly, all_per_s: everything };
  });
}

const BODY = {
  request_type: 'chat_completion',
  call_kind: 'normal',
  model: 'gpt-4o-mini',
  provider: 'openai',
  stream: false,
  key_id: 'k1k2k3k4k5k6',
  workflow_source: 'header',
  policy_version: '5d41402abc4b2a76b9719d911017c592',
  policy_decision: 'ALLOW',
  messages_total: 12,
  messages_new: 1,
  prompt_tokens_estimated: 812,
  latency_us: { identify: 12, read: 80, inspect: 40, decide: 31 },
  policies_evaluated: ['block-exfiltration', 'external-calls-need-approval', 'log-agent-messages'],
  actions: [
    { id: 'q0', type: 'llm_call', decision: 'ALLOW', tools_offered: 3, granted_by: 'declaration' },
    {
      id: 'm11',
      type: 'agent_message',
      decision: 'LOG',
      message: 11,
      sender_agent: 'research_agent',
      sender_verified: true,
      recipient_agent: 'aggregation_agent',
      policies: [{ policy: 'log-agent-messages', decision: 'LOG', because: ['action is agent_message'] }],
    },
  ],
};

const CONTENT = Buffer.from(
  'The quarterly numbers show a slight increase over the last period. '.repeat(40),
).subarray(0, CONTENT_BYTES);

function draft(client: number, number: number): RecordDraft {
  const exchange = `ex_01hf3k9z2m${String(number).padStart(12, '0')}`;
  const contents = [
    { name: 'facts', bytes: CONTENT.subarray(0, 300) },
    { name: 'message/11', bytes: CONTENT.subarray(300) },
  ];
  return {
    kind: 'exchange_requested',
    workflow: `wf_${client}`,
    agent: 'research_agent',
    exchange,
    decision: 'ALLOW',
    body: BODY,
    contents,
  };
}

/** The bytes that the ledger stores for one append: leaf, hash and pack. */
function bareRow(): BareLoad['row'] {
  return {
    leaf: JSON.stringify({ ...BODY, pad: 'x'.repeat(420) }),
    hash: 'f'.repeat(64),
    pack: Buffer.alloc(CONTENT_BYTES + 90, 7),
  };
}

/** What one append costs beyond the engine's own commit and sync, measured where the ledger has it: behind a thread. */
function aloneOf(results: readonly Measured[]): Readonly<Record<string, number>> {
  const alone = results.find((each) => each.clients === 1);
  if (alone === undefined) return {};
  return {
    append_p50: alone.ledger.p50,
    append_p99: alone.ledger.p99,
    bare_p50: alone.bare.p50,
    threaded_p50: alone.threaded.p50,
    beyond_bare: round(alone.ledger.p50 - alone.bare.p50, 3),
    beyond_threaded: round(alone.ledger.p50 - alone.threaded.p50, 3),
  };
}

function table(results: readonly Measured[]): string {
  const lines = [
    'clients   ledger/s     bare/s  thread/s   of bare of thread   p50 ms   p99 ms  cpu µs (bare, thread)',
  ];
  for (const { clients, ledger, bare, threaded } of results) {
    const cells = [
      clients,
      ledger.perSecond,
      bare.perSecond,
      threaded.perSecond,
      round(ledger.perSecond / bare.perSecond),
      round(ledger.perSecond / threaded.perSecond),
      ledger.p50,
      ledger.p99,
    ];
    const cpu = `${ledger.cpuMicros} (${bare.cpuMicros}, ${threaded.cpuMicros})`;
    lines.push(`${cells.map((cell) => String(cell).padStart(9)).join(' ')}  ${cpu}`);
  }
  return lines.join('\n');
}

function median(runs: readonly Latencies[]): Latencies {
  const sorted = [...runs].sort((a, b) => a.perSecond - b.perSecond);
  return sorted[Math.floor(sorted.length / 2)]!;
}

function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}

async function inDirectory<T>(run: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
  try {
    return await run(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

await main();
