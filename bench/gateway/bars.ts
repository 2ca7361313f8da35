// The figures that the project has set itself, and whether this run reached them.

import type { Figure, Memory } from './measure.ts';
import type { Shape } from './traffic.ts';
import type { TurnCost, TurnFigures } from './turn-cost.ts';

export interface Bar {
  readonly name: string;
  readonly wanted: string;
  readonly measured: string;
  /** Undefined when this run has not measured it. */
  readonly met: boolean | undefined;
}

export interface Results {
  readonly figures: readonly Figure[];
  readonly syncP50: number | undefined;
  readonly memory: Memory | undefined;
  readonly turnCost: TurnCost | undefined;
}

/** The names of the targets that bars speak of. */
export const TARGET = {
  direct: 'direct',
  baseline: 'baseline',
  portkey: 'portkey',
  open: 'sallyport-0',
  policies: 'sallyport-100',
  unsynced: 'sallyport-100-ram-disk',
  full: 'sallyport-100-ledger',
} as const;

const GRID: readonly Shape[] = ['2kb', '20kb', 'stream'];

export function bars(results: Results): readonly Bar[] {
  return [
    ...GRID.flatMap((shape) => portkeyBars(results, shape)),
    ...GRID.map((shape) =>
      shareBar(results, { shape, target: TARGET.full, share: 0.5, what: 'with two durable commits' }),
    ),
    ...GRID.map((shape) =>
      shareBar(results, { shape, target: TARGET.policies, share: 0.8, what: 'ledger kept in memory' }),
    ),
    ...GRID.map((shape) =>
      shareBar(results, { shape, target: TARGET.unsynced, share: 0.8, what: 'ledger on a RAM disk' }),
    ),
    ...(['2kb', '20kb'] as const).map((shape) => addedBar(results, shape)),
    firstTokenBar(results),
    memoryBar(results.memory),
    ...turnBars(results.turnCost),
  ];
}

/** The figure of one target in one cell. */
function figure(
  results: Pick<Results, 'figures'>,
  target: string,
  shape: Shape,
  connections: number,
): Figure | undefined {
  return results.figures.find(
    (each) => each.target === target && each.shape === shape && each.connections === connections,
  );
}

function unmeasured(name: string, wanted: string): Bar {
  return { name, wanted, measured: 'not measured in this run', met: undefined };
}

function portkeyBars(results: Results, shape: Shape): readonly Bar[] {
  return [1, 32, 128].map((connections) => {
    const name = `throughput against Portkey, everything on: ${shape}, ${connections} conn.`;
    const ours = figure(results, TARGET.full, shape, connections);
    const theirs = figure(results, TARGET.portkey, shape, connections);
    if (ours === undefined || theirs === undefined) return unmeasured(name, '≥ 5×');
    const times = ours.perSecond / theirs.perSecond;
    return { name, wanted: '≥ 5×', measured: `${times.toFixed(1)}×`, met: times >= 5 };
  });
}

function shareBar(
  results: Results,
  bar: { readonly shape: Shape; readonly target: string; readonly share: number; readonly what: string },
): Bar {
  const name = `throughput against the baseline, ${bar.what}: ${bar.shape}, 32 conn.`;
  const wanted = `≥ ${bar.share * 100} %`;
  const ours = figure(results, bar.target, bar.shape, 32);
  const baseline = figure(results, TARGET.baseline, bar.shape, 32);
  if (ours === undefined || baseline === undefined) return unmeasured(name, wanted);
  const share = ours.perSecond / baseline.perSecond;
  return { name, wanted, measured: `${(share * 100).toFixed(0)} %`, met: share >= bar.share };
}

const ADDED_MS = 0.3;
const COMMITS_PER_CALL = 2;

function addedBar(results: Results, shape: Shape): Bar {
  const name = `added p50 beyond the baseline and two syncs: ${shape}, 1 conn.`;
  const wanted = `≤ ${ADDED_MS} ms`;
  const ours = figure(results, TARGET.full, shape, 1);
  const baseline = figure(results, TARGET.baseline, shape, 1);
  if (ours === undefined || baseline === undefined || results.syncP50 === undefined)
    return unmeasured(name, wanted);
  const added = ours.p50 - baseline.p50 - COMMITS_PER_CALL * results.syncP50;
  return { name, wanted, measured: `${added.toFixed(2)} ms`, met: added <= ADDED_MS };
}

function firstTokenBar(results: Results): Bar {
  const name = 'added time to first token beyond direct and one sync: paced stream, 1 conn.';
  const wanted = '< 1 ms';
  const ours = figure(results, TARGET.full, 'paced', 1);
  const direct = figure(results, TARGET.direct, 'paced', 1);
  if (ours === undefined || direct === undefined || results.syncP50 === undefined)
    return unmeasured(name, wanted);
  const added = ours.firstP50 - direct.firstP50 - results.syncP50;
  return { name, wanted, measured: `${added.toFixed(2)} ms`, met: added < 1 };
}

const FLAT_GROWTH = 0.15;

function memoryBar(memory: Memory | undefined): Bar {
  const name = 'memory flat over 100,000 calls: growth of RSS from half way to the end';
  const wanted = `≤ ${FLAT_GROWTH * 100} %`;
  const last = memory?.points.at(-1);
  const middle = memory?.points.at(-2);
  if (last?.residentMiB === undefined || middle?.residentMiB === undefined) return unmeasured(name, wanted);
  const growth = last.residentMiB / middle.residentMiB - 1;
  const trail = memory?.points.map((point) => `${point.residentMiB} MiB at ${point.calls}`).join(', ');
  const complete = last.calls >= 100_000 && memory?.failed === 0;
  return {
    name,
    wanted,
    measured: `${(growth * 100).toFixed(1)} % (${trail})`,
    met: complete ? growth <= FLAT_GROWTH : undefined,
  };
}

const TURN_SHARE = 0.2;

/** Twice: reading more bytes leaves the processor's caches colder for what follows, which is no work of ours. */
function turnBars(cost: TurnCost | undefined): readonly Bar[] {
  return [
    turnBar(
      'inspect to finish, history of 200 messages against 2, the others seen before',
      cost?.short,
      cost,
    ),
    turnBar('inspect to finish, the same against 2 messages of as many bytes', cost?.large, cost),
  ];
}

function turnBar(name: string, few: TurnFigures | undefined, cost: TurnCost | undefined): Bar {
  const wanted = `within ${TURN_SHARE * 100} %`;
  if (cost === undefined || few === undefined) return unmeasured(name, wanted);
  const more = cost.long.inspectToFinish / few.inspectToFinish - 1;
  const times = `${few.inspectToFinish.toFixed(0)} µs, ${cost.long.inspectToFinish.toFixed(0)} µs`;
  return { name, wanted, measured: `${percent(more)} (${times})`, met: more <= TURN_SHARE };
}

function percent(more: number): string {
  return `${more >= 0 ? '+' : ''}${(more * 100).toFixed(0)} %`;
}
