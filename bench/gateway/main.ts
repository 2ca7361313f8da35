// Prints what the gateway costs, beside nothing, a bare proxy and a peer: `npm run bench:gateway`. START HERE.

import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bars, TARGET } from './bars.ts';
import { syncSummary } from './disk.ts';
import {
  type Cell,
  CONNECTIONS,
  type Memory,
  measureCells,
  measureMemory,
  type Plan,
  warmUp,
} from './measure.ts';
import { startPortkey } from './portkey.ts';
import { forkProgram, nextMessage, stop } from './processes.ts';
import { type Report, renderReport } from './report.ts';
import {
  buildIsStale,
  type SallyportOptions,
  sallyportMissing,
  startComposed,
  startProduct,
} from './sallyport.ts';
import type { Target } from './target.ts';
import type { Shape } from './traffic.ts';
import { measureTurnCost } from './turn-cost.ts';

const SECTIONS = ['2kb', '20kb', 'stream', 'first-token', 'memory', 'turn-cost'] as const;
type Section = (typeof SECTIONS)[number];

const HELP = `npm run bench:gateway -- [--quick] [--json] [--seconds N] [--only NAME …]
  --quick      shorter and fewer passes, memory over 10,000 calls (about 90 s; default about 6 min)
  --json       the figures as JSON on standard output
  --seconds N  the length of one measurement
  --only NAME  one part of the run: ${SECTIONS.join(', ')}, or one target by name; may be repeated`;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  },
});

const NOTES = [
  'Every call is distinct: conversations of 8 turns, each a workflow of its own, each turn the messages of the turn',
  'before and two new ones; replies differ, too. All on 127.0.0.1, each part in its own process, unpaced unless said.',
  'Machines that do other work at the same time shift all rows of a table alike: compare within this run only.',
];

function notesOf(measuredSallyport: boolean): readonly string[] {
  const notes = [...NOTES];
  if (values.quick) {
    notes.push(
      'QUICK: compilers have hardly settled, which is hardest on whatever has most code. No verdicts from this.',
    );
  }
  if (measuredSallyport && buildIsStale()) {
    notes.push('STALE: dist/ may be older than src/; run `npm run build`.');
  }
  return notes;
}

class Gateways {
  readonly #only: ReadonlySet<string>;
  readonly targets: Target[] = [];
  readonly leftOut: { target: string; why: string }[] = [];

  /** With `only` empty, all targets are wanted. */
  constructor(only: ReadonlySet<string>) {
    this.#only = only;
  }

  /** Starts a target that is wanted, or says why it is left out. */
  async add(name: string, start: () => Promise<Target>): Promise<void> {
    if (this.#only.size > 0 && !this.#only.has(name)) return;
    progress(`starting ${name}`);
    try {
      this.targets.push(await start());
    } catch (cause) {
      this.leftOut.push({ target: name, why: cause instanceof Error ? cause.message : String(cause) });
    }
  }
}

function progress(text: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
}

/** A folder on a disk that forgets: syncing costs nothing there, all else is as on a real one. */
function ramDisk(): string {
  try {
    accessSync('/dev/shm', constants.W_OK);
  } catch (cause) {
    throw new Error('there is no RAM disk at /dev/shm', { cause });
  }
  return mkdtempSync('/dev/shm/sallyport-bench-');
}

interface Folders {
  readonly disk: string;
  ram: string | undefined;
}

async function startAll(gateways: Gateways, upstreamPort: number, folders: Folders): Promise<void> {
  const own = (name: string, label: string, policies: number): SallyportOptions => ({
    name,
    label: `Sallyport, ${label}`,
    upstreamPort,
    directory: join(folders.disk, name),
    policies,
  });
  await gateways.add(TARGET.direct, async () => ({
    name: TARGET.direct,
    label: 'direct to the upstream',
    port: upstreamPort,
    path: '/v1/chat/completions',
    headers: { authorization: 'Bearer bench-key-of-forty-characters-0123456789' },
    process: undefined,
  }));
  await gateways.add(TARGET.baseline, () => startBaseline(upstreamPort));
  await gateways.add(TARGET.portkey, () => startPortkey(upstreamPort));
  const missing = sallyportMissing();
  if (missing !== undefined) {
    gateways.leftOut.push({ target: 'Sallyport', why: missing });
    return;
  }
  const { open, policies, unsynced, full } = TARGET;
  await gateways.add(open, () => startComposed(own(open, 'no policy, ledger in memory', 0)));
  await gateways.add(policies, () => startComposed(own(policies, '100 policies, ledger in memory', 100)));
  await gateways.add(unsynced, () => {
    folders.ram = ramDisk();
    return startProduct({
      ...own(unsynced, '100 policies, ledger on RAM disk', 100),
      directory: folders.ram,
    });
  });
  await gateways.add(full, () => startProduct(own(full, '100 policies, ledger', 100)));
}

async function startBaseline(upstreamPort: number): Promise<Target> {
  const child = forkProgram(new URL('./baseline.ts', import.meta.url), { args: [String(upstreamPort)] });
  const { port } = await nextMessage<{ readonly port: number }>(child);
  return {
    name: TARGET.baseline,
    label: 'baseline: node:http + undici, parsing',
    port,
    path: '/v1/chat/completions',
    headers: { authorization: 'Bearer bench-key-of-forty-characters-0123456789' },
    process: child,
  };
}

function readSections(): {
  readonly sections: ReadonlySet<Section>;
  readonly targetNames: ReadonlySet<string>;
} {
  const sections = SECTIONS.filter((section) => values.only.includes(section));
  const names = values.only.filter((name) => !SECTIONS.some((section) => section === name));
  const known = new Set<string>(Object.values(TARGET));
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined)
    throw new Error(`--only ${unknown}: expected one of ${[...SECTIONS, ...known].join(', ')}`);
  return { sections: new Set(sections.length === 0 ? SECTIONS : sections), targetNames: new Set(names) };
}

function cellsOf(sections: ReadonlySet<Section>): readonly Cell[] {
  const shapes = (['2kb', '20kb', 'stream'] as const satisfies readonly Shape[]).filter((shape) =>
    sections.has(shape),
  );
  const grid = shapes.flatMap((shape) => CONNECTIONS.map((connections) => ({ shape, connections })));
  return sections.has('first-token') ? [...grid, { shape: 'paced', connections: 1 }] : grid;
}

async function memoryOfFreshGateway(
  load: Parameters<typeof measureMemory>[0],
  folders: Folders,
  upstreamPort: number,
): Promise<Memory> {
  progress('memory');
  const target = await startProduct({
    name: 'memory',
    label: 'memory',
    upstreamPort,
    directory: join(folders.disk, 'memory'),
    policies: 100,
  });
  const points = values.quick ? [1_000, 5_000, 10_000] : [10_000, 50_000, 100_000];
  const memory = await measureMemory(load, target, points);
  if (target.process !== undefined) await stop(target.process, 'SIGTERM');
  return memory;
}

async function run(folders: Folders): Promise<Report> {
  const { sections, targetNames } = readSections();
  const upstream = forkProgram(new URL('./upstream.ts', import.meta.url));
  const { port: upstreamPort } = await nextMessage<{ readonly port: number }>(upstream);
  const load = forkProgram(new URL('./load.ts', import.meta.url));
  await nextMessage(load);
  const cells = cellsOf(sections);
  const gateways = new Gateways(targetNames);
  if (cells.length > 0) await startAll(gateways, upstreamPort, folders);
  const { targets } = gateways;
  const plan: Plan = {
    passes: values.quick ? 2 : 3,
    seconds: Number(values.seconds ?? (values.quick ? 0.2 : 1)),
    cells,
    targets,
    dataDirectory: folders.disk,
    progress,
  };
  progress('warming up');
  await warmUp(load, targets, values.quick ? { calls: 1000, seconds: 0.5 } : { calls: 10_000, seconds: 4 });
  const { figures, syncs } = await measureCells(load, plan);
  for (const target of targets) if (target.process !== undefined) await stop(target.process);
  const canMeasure = sallyportMissing() === undefined;
  const memory =
    sections.has('memory') && canMeasure
      ? await memoryOfFreshGateway(load, folders, upstreamPort)
      : undefined;
  const turnCost =
    sections.has('turn-cost') && canMeasure ? await measureTurnCost(values.quick ? 60 : 300) : undefined;
  await Promise.all([stop(load), stop(upstream)]);
  const sync = syncs.length === 0 ? undefined : syncSummary(syncs);
  const results = { figures, syncP50: sync?.p50, memory, turnCost };
  return {
    ...results,
    bars: values.quick ? bars(results).map((bar) => ({ ...bar, met: undefined })) : bars(results),
    syncP99: sync?.p99,
    targets: targets.map(({ name, label }) => ({ name, label })),
    leftOut: gateways.leftOut,
    notes: notesOf(canMeasure),
    passes: plan.passes,
    seconds: plan.seconds,
  };
}

async function main(): Promise<void> {
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  const folders: Folders = { disk: mkdtempSync(join(tmpdir(), 'sallyport-bench-')), ram: undefined };
  // Also when it is interrupted: ledgers of a run are large.
  process.on('exit', () => {
    for (const folder of [folders.disk, folders.ram]) {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    }
  });
  const report = await run(folders);
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 1)}\n` : `${renderReport(report)}\n`);
}

await main();
