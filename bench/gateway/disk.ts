// How long the disk takes to make 2 KB durable: the floor of everything that records before it releases.

import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { percentile } from './statistics.ts';

const APPEND_BYTES = 2048;

/** Milliseconds of one append and fdatasync, each measured by itself. */
export function measureSync(directory: string, appends: number): readonly number[] {
  const path = join(directory, 'sync-probe');
  const file = openSync(path, 'a');
  const bytes = Buffer.alloc(APPEND_BYTES, 0x61);
  const samples: number[] = [];
  try {
    for (let index = 0; index < appends; index += 1) {
      const start = performance.now();
      writeSync(file, bytes);
      fdatasyncSync(file);
      samples.push(performance.now() - start);
    }
  } finally {
    closeSync(file);
    rmSync(path);
  }
  return samples;
}

export function syncSummary(samples: readonly number[]): { readonly p50: number; readonly p99: number } {
  return { p50: percentile([...samples], 0.5), p99: percentile([...samples], 0.99) };
}
