// What a long log costs to open, to prove from and to verify, in one run; and what signatures take of a commit.

import { generateKeyPairSync } from 'node:crypto';
import { NO_HEAD, type RecordDraft, signBatch, type VerifyReport } from '../../src/audit/index.ts';
import { openEmbeddedLedger } from '../../src/store/index.ts';

const BATCH = 1000;
const PROOFS = 1000;
const SIGNATURES = 2000;

export interface Scale {
  readonly records: number;
  readonly append_per_s: number;
  readonly open_ms: number;
  readonly proof_ms_p50: number;
  readonly proof_ms_p99: number;
  readonly proof_ms_max: number;
  readonly verify_hash_and_tree_per_s: number;
  /** Per second of processor time, all threads. */
  readonly verify_per_cpu_s: number;
}

/** Fills a directory with `records` records, then opens it, proves from it and verifies it. */
export async function measureScale(
  directory: string,
  records: number,
  draft: (number: number) => RecordDraft,
): Promise<Scale> {
  const filling = await openEmbeddedLedger({ directory, clock: Date.now });
  const started = performance.now();
  for (let at = 0; at < records; at += BATCH)
    await filling.append(Array.from({ length: BATCH }, (_, each) => draft(at + each)));
  const appendMs = performance.now() - started;
  await filling.close();
  const opening = performance.now();
  const ledger = await openEmbeddedLedger({ directory, clock: Date.now });
  const openMs = performance.now() - opening;
  const times: number[] = [];
  for (let each = 0; each < PROOFS; each++) {
    const asked = performance.now();
    await ledger.receipt(Math.floor((each / PROOFS) * records));
    times.push(performance.now() - asked);
  }
  times.sort((a, b) => a - b);
  const cpu = process.cpuUsage();
  const verifying = performance.now();
  let report: VerifyReport | undefined;
  for await (const step of ledger.verify({ signatures: false, contents: false }))
    if (step.kind === 'report') report = step;
  const verifyMs = performance.now() - verifying;
  const used = process.cpuUsage(cpu);
  if (report?.ok !== true || report.tree?.root === undefined) throw new Error('the log does not verify');
  await ledger.close();
  return {
    records: report.records,
    append_per_s: Math.round((records / appendMs) * 1000),
    open_ms: Math.round(openMs),
    proof_ms_p50: Number((times[PROOFS / 2] ?? 0).toFixed(2)),
    proof_ms_p99: Number((times[Math.floor(PROOFS * 0.99)] ?? 0).toFixed(2)),
    proof_ms_max: Number((times.at(-1) ?? 0).toFixed(2)),
    verify_hash_and_tree_per_s: Math.round((report.records / verifyMs) * 1000),
    verify_per_cpu_s: Math.round((report.records / (used.user + used.system)) * 1e6),
  };
}

/** Microseconds of one batch signature: a commit has one, whatever the number of its records. */
export function signatureMicros(): number {
  const { privateKey } = generateKeyPairSync('ed25519');
  const started = performance.now();
  for (let each = 0; each < SIGNATURES; each++) signBatch(privateKey, 'bench', { ...NO_HEAD, size: each });
  return Number((((performance.now() - started) * 1000) / SIGNATURES).toFixed(1));
}
