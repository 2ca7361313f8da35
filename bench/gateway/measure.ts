// Runs the load against the targets, interleaved, so that what else the machine does falls on all of them alike.

import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { measureSync } from './disk.ts';
import type { LoadOrder, LoadResult } from './load.ts';
import { cpuMicros, nextMessage, residentMiB } from './processes.ts';
import { median } from './statistics.ts';
import type { Target } from './target.ts';
import type { Shape } from './traffic.ts';

export const CONNECTIONS = [1, 32, 128] as const;

export interface Cell {
  readonly shape: Shape;
  readonly connections: number;
}

/** Medians over the passes. Times in milliseconds, CPU in microseconds of the target's process for each call. */
export interface Figure extends Cell, LoadResult {
  readonly target: string;
  readonly cpuPerCall: number | undefined;
}

export interface Plan {
  readonly passes: number;
  readonly seconds: number;
  readonly cells: readonly Cell[];
  readonly targets: readonly Target[];
  /** Where the durable targets keep their data: its disk is probed before each pass. */
  readonly dataDirectory: string;
  readonly progress: (text: string) => void;
}

type Sample = LoadResult & { readonly cpuPerCall: number | undefined };

async function runLoad(
  load: ChildProcess,
  target: Target,
  order: Omit<LoadOrder, 'port' | 'path' | 'headers'>,
): Promise<Sample> {
  const pid = target.process?.pid;
  const before = pid === undefined ? undefined : cpuMicros(pid);
  const answer = nextMessage<LoadResult>(load);
  load.send({ ...order, port: target.port, path: target.path, headers: target.headers });
  const result = await answer;
  const after = pid === undefined ? undefined : cpuMicros(pid);
  const spent = before === undefined || after === undefined ? undefined : after - before;
  return {
    ...result,
    cpuPerCall: spent === undefined || result.calls === 0 ? undefined : spent / result.calls,
  };
}

/** What a target is given to settle, in each shape: so many calls, or as many as it manages in the time. */
export interface WarmUp {
  readonly calls: number;
  readonly seconds: number;
}

/** Lets the compilers of all targets settle. */
export async function warmUp(load: ChildProcess, targets: readonly Target[], each: WarmUp): Promise<void> {
  for (const target of targets) {
    for (const shape of ['2kb', '20kb', 'stream'] as const) {
      await runLoad(load, target, { shape, connections: 16, ...each });
    }
  }
}

/** Every cell with every target, pass after pass. */
export async function measureCells(
  load: ChildProcess,
  plan: Plan,
): Promise<{ readonly figures: readonly Figure[]; readonly syncs: readonly number[] }> {
  const samples = new Map<string, Sample[]>();
  const syncs: number[] = [];
  for (let pass = 1; pass <= plan.passes; pass += 1) {
    for (const cell of plan.cells) {
      plan.progress(`pass ${pass} of ${plan.passes}: ${cell.shape}, ${cell.connections} connections`);
      syncs.push(...measureSync(plan.dataDirectory, 50));
      for (const target of plan.targets) {
        const key = keyOf(target, cell);
        const taken = samples.get(key) ?? [];
        samples.set(key, taken);
        taken.push(await runLoad(load, target, { ...cell, seconds: plan.seconds }));
      }
    }
  }
  const figures = plan.cells.flatMap((cell) =>
    plan.targets.map((target) => figureOf(target, cell, samples.get(keyOf(target, cell)) ?? [])),
  );
  return { figures, syncs };
}

function keyOf(target: Target, cell: Cell): string {
  return `${target.name} ${cell.shape} ${cell.connections}`;
}

function figureOf(target: Target, cell: Cell, samples: readonly Sample[]): Figure {
  // Not a number: IPC carries NaN as null, for a pass in which no call was completed.
  const middle = (pick: (sample: Sample) => number | null | undefined): number =>
    median(samples.map(pick).filter((value): value is number => typeof value === 'number'));
  const cpuPerCall = middle((sample) => sample.cpuPerCall);
  return {
    ...cell,
    target: target.name,
    calls: samples.reduce((sum, sample) => sum + sample.calls, 0),
    failed: samples.reduce((sum, sample) => sum + sample.failed, 0),
    firstFailure: samples.find((sample) => sample.firstFailure !== undefined)?.firstFailure,
    perSecond: middle((sample) => sample.perSecond),
    p50: middle((sample) => sample.p50),
    p99: middle((sample) => sample.p99),
    firstP50: middle((sample) => sample.firstP50),
    firstP99: middle((sample) => sample.firstP99),
    cpuPerCall: Number.isNaN(cpuPerCall) ? undefined : cpuPerCall,
  };
}

interface MemoryPoint {
  readonly calls: number;
  readonly residentMiB: number | undefined;
}

export interface Memory {
  readonly points: readonly MemoryPoint[];
  readonly failed: number;
  readonly seconds: number;
}

const MEMORY_LIMIT_SECONDS = 60;
const REST_MS = 400;

/** Resident memory of a fresh target after so many calls of 2 KB over 32 connections, each point after a short rest. */
export async function measureMemory(
  load: ChildProcess,
  target: Target,
  points: readonly number[],
): Promise<Memory> {
  const start = performance.now();
  const taken: MemoryPoint[] = [];
  let failed = 0;
  let done = 0;
  for (const point of points) {
    const calls = point - done;
    const result = await runLoad(load, target, {
      shape: '2kb',
      connections: 32,
      seconds: MEMORY_LIMIT_SECONDS,
      calls,
    });
    failed += result.failed;
    done += result.calls;
    await pause(REST_MS);
    const pid = target.process?.pid;
    taken.push({ calls: done, residentMiB: pid === undefined ? undefined : residentMiB(pid) });
    if (result.calls < calls) break;
  }
  return { points: taken, failed, seconds: (performance.now() - start) / 1000 };
}
