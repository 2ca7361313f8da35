// Records per second from a stored log into Parquet, and whether memory stays flat on the way.

import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordDraft } from '../../src/audit/index.ts';
import { exportedRecord, ParquetPart } from '../../src/exporters/index.ts';
import { openEmbeddedLedger } from '../../src/store/index.ts';

const RECORDS = 300_000;
const PAGE = 1000;

export interface ParquetFigures {
  readonly records: number;
  readonly perSecond: number;
  /** Per second of processor time, all threads. */
  readonly perCpuSecond: number;
  readonly fileMiB: number;
  /** Resident memory after a third of the records and after all of them. */
  readonly rssMiB: readonly [number, number];
}

/** Fills a log, then reads all of it into one Parquet file. */
export async function measureParquet(draft: (number: number) => RecordDraft): Promise<ParquetFigures> {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-bench-parquet-'));
  try {
    const ledger = await openEmbeddedLedger({ directory, clock: Date.now });
    for (let at = 0; at < RECORDS; at += PAGE) {
      await ledger.append(Array.from({ length: PAGE }, (_, each) => draft(at + each)));
    }
    const file = await open(join(directory, 'records.parquet'), 'w');
    let bytes = 0;
    const part = new ParquetPart(async (written) => {
      bytes += written.byteLength;
      await file.write(written);
    }, ledger.logId);
    const rss: number[] = [];
    const cpu = process.cpuUsage();
    const started = performance.now();
    const { size } = ledger.head;
    let waiting = ledger.leaves(0, PAGE);
    for (let next = 0; next < size; ) {
      const page = await waiting;
      next += page.length;
      waiting = next < size ? ledger.leaves(next, PAGE) : Promise.resolve([]);
      for (const leaf of page) await part.add(exportedRecord(leaf));
      if (rss.length === 0 && next >= size / 3) rss.push(mebibytes(process.memoryUsage.rss()));
    }
    await part.close();
    const seconds = (performance.now() - started) / 1000;
    const used = process.cpuUsage(cpu);
    await file.close();
    await ledger.close();
    return {
      records: size,
      perSecond: Math.round(size / seconds),
      perCpuSecond: Math.round((size / (used.user + used.system)) * 1e6),
      fileMiB: mebibytes(bytes),
      rssMiB: [rss[0] ?? 0, mebibytes(process.memoryUsage.rss())],
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
