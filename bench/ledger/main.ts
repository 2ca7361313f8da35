// Every bar of the ledger in one run: what durability, signing, verifying, reading and exporting cost, as ratios where a machine's speed counts.

import { draft } from './draft.ts';
import { type GroupCommit, groupCommitTable, measureGroupCommit } from './group-commit.ts';
import { inDirectory } from './in-directory.ts';
import { measureParquet, type ParquetFigures } from './parquet.ts';
import { measureQueries, storedShare } from './reading.ts';
import { measureScale, type Scale, signatureMicros } from './scale.ts';
import { measureVerify } from './verify.ts';

const CLIENTS = [1, 8, 32, 128];
const SCALE_RECORDS = 1_000_000;

/** One line of the list: what was wanted and what came out. */
interface Bar {
  readonly bar: string;
  readonly wanted: string;
  readonly measured: number;
  readonly met: boolean;
}

async function main(): Promise<void> {
  const runs: GroupCommit[] = [];
  for (const clients of CLIENTS) runs.push(await measureGroupCommit(clients));
  const scale = await inDirectory((directory) =>
    measureScale(directory, SCALE_RECORDS, (number) => ({ ...draft(number % 100, number), contents: [] })),
  );
  const verify = await inDirectory(measureVerify);
  const parquet = await measureParquet((number) => draft(number % 100, number));
  const reading = await inDirectory(measureQueries);
  const stored = await inDirectory(storedShare);
  const at32 = runs.find(({ clients }) => clients === 32)!;
  const bars = [...writingBars(at32, stored), ...readingBars(scale, reading), ...parquetBars(parquet)];
  const alone = aloneOf(runs.find(({ clients }) => clients === 1)!);
  const report = {
    bars,
    runs,
    alone_ms: alone,
    signature_us: signatureMicros(),
    scale,
    verify,
    parquet,
    reading_ms: reading,
  };
  process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  process.stderr.write(
    `${groupCommitTable(runs)}\nalone: ${JSON.stringify(alone)}\nsignature: ${report.signature_us} µs a commit\nscale: ${JSON.stringify(scale)}\nverify with contents: ${JSON.stringify(verify)}\nparquet: ${JSON.stringify(parquet)}\nreading, ms: ${JSON.stringify(reading)}\n\n${barTable(bars)}\n`,
  );
}

function writingBars({ ofBare, ofUnsigned }: GroupCommit, stored: number): readonly Bar[] {
  return [
    atLeast('group commit at 32 clients, share of the bare engine', 0.6, ofBare),
    atLeast('records per second with signatures, share of those without', 0.5, ofUnsigned),
    below('stored bytes of a 50-turn conversation, share of storing each request whole', 0.1, stored),
  ];
}

function readingBars(
  scale: Scale,
  { open, unindexed, ...first }: Readonly<Record<string, number>>,
): readonly Bar[] {
  return [
    atLeast(
      'records verified per second (hash and tree), one core',
      100_000,
      scale.verify_hash_and_tree_per_s,
    ),
    below('opening 1,000,000 records, ms', 2000, Math.max(open ?? Infinity, scale.open_ms)),
    below(
      'first page of a filtered query at 1,000,000 records, ms, slowest',
      100,
      Math.max(...Object.values(first)),
    ),
    below('inclusion proof at 1,000,000 records, ms, p99 of 1,000', 10, scale.proof_ms_p99),
  ];
}

function parquetBars({ perSecond, rssMiB: [third, all] }: ParquetFigures): readonly Bar[] {
  return [
    atLeast('records per second into Parquet', 30_000, perSecond),
    below(
      'memory at the end of a Parquet export, share of that after a third',
      1.25,
      Number((all / third).toFixed(2)),
    ),
  ];
}

function atLeast(bar: string, bound: number, measured: number): Bar {
  return { bar, wanted: `>= ${bound}`, measured, met: measured >= bound };
}

function below(bar: string, bound: number, measured: number): Bar {
  return { bar, wanted: `< ${bound}`, measured, met: measured < bound };
}

function barTable(bars: readonly Bar[]): string {
  return bars
    .map(
      ({ bar, wanted, measured, met }) =>
        `${met ? 'met   ' : 'MISSED'} ${String(measured).padStart(9)}  ${wanted.padEnd(9)}  ${bar}`,
    )
    .join('\n');
}

/** What one append costs beyond the engine's own commit and sync, measured where the ledger has it: behind a thread. */
function aloneOf({ ledger, bare, threaded }: GroupCommit): Readonly<Record<string, number>> {
  return {
    append_p50: ledger.p50,
    append_p99: ledger.p99,
    bare_p50: bare.p50,
    threaded_p50: threaded.p50,
    beyond_bare: Number((ledger.p50 - bare.p50).toFixed(3)),
    beyond_threaded: Number((ledger.p50 - threaded.p50).toFixed(3)),
  };
}

await main();
