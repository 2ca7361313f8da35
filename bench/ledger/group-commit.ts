// Group commit: waiting clients against the bare engine with the same bytes and the same sync, and without signatures.

import type { Receipt, RecordDraft } from '../../src/audit/index.ts';
import { EmbeddedLedger } from '../../src/store/embedded-ledger.ts';
import { startWorker } from '../../src/store/start-worker.ts';
import type { StartWorker } from '../../src/store/store-thread.ts';
import { type BareLoad, type BareRow, bareInline, bareThreaded, clientsOf, WARM_UP } from './bare.ts';
import { draft } from './draft.ts';
import { inDirectory } from './in-directory.ts';
import { type Latencies, summarize } from './latencies.ts';
import { startUnsigned } from './unsigned.ts';

const ROUNDS = 5;
const APPENDS = 16_000;
const APPENDS_ALONE = 2_000;
/** Salts, names and their ends; encoding, nonce and tag. */
const PACK_OVERHEAD = 2 * 17 + 'facts'.length + 'message/11'.length + 29;

export interface GroupCommit {
  readonly clients: number;
  readonly ledger: Latencies;
  /** The engine in the measuring thread, without a pause. */
  readonly bare: Latencies;
  /** The engine in a worker thread with clients that wait, as the ledger has it. */
  readonly threaded: Latencies;
  /** The ledger with signing replaced by nothing. */
  readonly unsigned: Latencies;
  /** Records per second as a share of the engine's: the median of the shares of each round. */
  readonly ofBare: number;
  readonly ofThreaded: number;
  readonly ofUnsigned: number;
}

type Contender = 'ledger' | 'bare' | 'threaded' | 'unsigned';
type Round = Readonly<Record<Contender, Latencies>>;

/** Alternating rounds, the median of their ratios: a noisy neighbour then hits all of them. */
export async function measureGroupCommit(clients: number): Promise<GroupCommit> {
  const appends = clients === 1 ? APPENDS_ALONE : APPENDS;
  const load: BareLoad = { clients, appends, row: await bareRow() };
  const contenders: Readonly<Record<Contender, (directory: string) => Promise<Latencies>>> = {
    ledger: (directory) => ledgerClients(directory, load, startWorker),
    bare: (directory) => bareInline(directory, load),
    threaded: (directory) => bareThreaded(directory, load),
    unsigned: (directory) => ledgerClients(directory, load, startUnsigned),
  };
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push({
      ledger: await inDirectory(contenders.ledger),
      bare: await inDirectory(contenders.bare),
      threaded: await inDirectory(contenders.threaded),
      unsigned: await inDirectory(contenders.unsigned),
    });
  }
  const middle = (contender: Contender): Latencies =>
    median(
      rounds.map((round) => round[contender]),
      (each) => each.perSecond,
    );
  const share = (of: Contender): number =>
    round2(
      median(
        rounds.map((round) => round.ledger.perSecond / round[of].perSecond),
        (each) => each,
      ),
    );
  return {
    clients,
    ledger: middle('ledger'),
    bare: middle('bare'),
    threaded: middle('threaded'),
    unsigned: middle('unsigned'),
    ofBare: share('bare'),
    ofThreaded: share('threaded'),
    ofUnsigned: share('unsigned'),
  };
}

/** The rows as a table for people. */
export function groupCommitTable(rows: readonly GroupCommit[]): string {
  const heads = ['clients', 'ledger/s', 'bare/s', 'thread/s', 'unsigned/s', 'of bare', 'of thread'];
  const head = [...heads, 'of unsigned', 'p50 ms', 'p99 ms'].map((cell) => cell.padStart(11)).join(' ');
  const lines = rows.map(({ clients, ledger, bare, threaded, unsigned, ofBare, ofThreaded, ofUnsigned }) => {
    const speeds = [ledger, bare, threaded, unsigned].map(({ perSecond }) => perSecond);
    const cells = [clients, ...speeds, ofBare, ofThreaded, ofUnsigned, ledger.p50, ledger.p99];
    const cpu = [ledger, bare, threaded, unsigned].map(({ cpuMicros }) => cpuMicros).join(', ');
    return `${cells.map((cell) => String(cell).padStart(11)).join(' ')}  ${cpu}`;
  });
  return [`${head}  cpu µs (ledger, bare, thread, unsigned)`, ...lines].join('\n');
}

async function ledgerClients(
  directory: string,
  { clients, appends }: BareLoad,
  start: StartWorker,
): Promise<Latencies> {
  const ledger = await EmbeddedLedger.open({ directory, clock: Date.now }, start);
  const append = (client: number, number: number): Promise<readonly Receipt[]> =>
    ledger.append([draft(client, number)]);
  await clientsOf(clients, WARM_UP, append);
  const result = await summarize(() => clientsOf(clients, appends, append));
  await ledger.close();
  return result;
}

/** The bytes that the ledger stores for one append, taken from a ledger: leaf, hash and pack. */
function bareRow(): Promise<BareRow> {
  return inDirectory(async (directory) => {
    const ledger = await EmbeddedLedger.open({ directory, clock: Date.now }, startWorker);
    const record: RecordDraft = draft(0, 0);
    const [receipt] = await ledger.append([record]);
    const [stored] = await ledger.leaves(receipt?.index ?? 0, 1);
    await ledger.close();
    if (stored === undefined) throw new Error('the ledger did not keep its record');
    const contentBytes = (record.contents ?? []).reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
    return { ...stored, pack: Buffer.alloc(contentBytes + PACK_OVERHEAD, 7) };
  });
}

function median<T>(values: readonly T[], order: (value: T) => number): T {
  const sorted = [...values].sort((a, b) => order(a) - order(b));
  return sorted[Math.floor(sorted.length / 2)]!;
}

function round2(value: number): number {
  return Number(value.toFixed(2));
}
