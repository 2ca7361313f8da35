// The scanner's engine on a folder of real files: processor time per megabyte, and what it does with files that are cut or garbled.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createScanEngine, type ScanEngine, type SourceFile } from '../../src/scan/index.ts';

const GRAMMAR = fileURLToPath(
  new URL('../../node_modules/tree-sitter-python/tree-sitter-python.wasm', import.meta.url),
);
const LIMITS = { maxFileBytes: 8 * 1024 * 1024, maxFileMs: 5_000, maxFindings: 20_000 };
const CUTS = 1_000;
const MUTATIONS = 10_000;
const MAX_MUTATED = 6_000;
const GARBLE = '([{"\'\\:=,)\n\t**';

/** A folder of files, by SALLYPORT_SCAN_CORPUS. */
async function main(): Promise<void> {
  const folder = process.env['SALLYPORT_SCAN_CORPUS'];
  if (folder === undefined) {
    process.stderr.write('SALLYPORT_SCAN_CORPUS names no folder of Python files: nothing was measured\n');
    process.exitCode = 1;
    return;
  }
  const files = readdirSync(folder).map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
  const engine = await createScanEngine(GRAMMAR);
  const pick = chance(7);
  const report = {
    speed: [1, 2, 3].map(() => speed(engine, files)),
    cut: survive(engine, CUTS, () => cut(files, pick)),
    mutated: survive(engine, MUTATIONS, () => mutated(files, pick)),
  };
  process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  process.exitCode = report.cut.crashes + report.mutated.crashes === 0 ? 0 : 1;
}

function scan(engine: ScanEngine, files: readonly SourceFile[]): number {
  const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  const options = { limits: LIMITS, clock: () => performance.now(), sha256 };
  return engine.scan(files, options).findings.length;
}

function speed(engine: ScanEngine, files: readonly SourceFile[]): object {
  const bytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  const before = process.cpuUsage();
  const findings = scan(engine, files);
  const { user, system } = process.cpuUsage(before);
  return { megabytes_per_cpu_second: Math.round((bytes / (user + system)) * 100) / 100, findings };
}

function survive(
  engine: ScanEngine,
  rounds: number,
  next: () => SourceFile,
): { readonly rounds: number; readonly crashes: number; readonly worst_ms: number } {
  let crashes = 0;
  let worst = 0;
  for (let round = 0; round < rounds; round++) {
    const file = next();
    const began = performance.now();
    try {
      scan(engine, [file]);
    } catch (cause) {
      // What is measured: a crash is counted, shown, and fails the bench.
      crashes++;
      process.stderr.write(`${file.path}: ${cause instanceof Error ? cause.stack : String(cause)}\n`);
    }
    worst = Math.max(worst, performance.now() - began);
  }
  return { rounds, crashes, worst_ms: Math.round(worst) };
}

type Pick = (below: number) => number;

/** The same numbers in each run. */
function chance(seed: number): Pick {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return below === 0 ? 0 : state % below;
  };
}

function oneOf(files: readonly SourceFile[], pick: Pick): SourceFile {
  const file = files[pick(files.length)];
  if (file === undefined) throw new Error('the folder is empty');
  return file;
}

function cut(files: readonly SourceFile[], pick: Pick): SourceFile {
  const { path, text } = oneOf(files, pick);
  return { path, text: text.slice(0, pick(text.length)) };
}

function mutated(files: readonly SourceFile[], pick: Pick): SourceFile {
  const { path, text: whole } = oneOf(files, pick);
  let text = whole.slice(0, MAX_MUTATED);
  for (let step = pick(6); step >= 0; step--) {
    const at = pick(text.length + 1);
    const from = pick(text.length + 1);
    const added = [
      '',
      GARBLE.charAt(pick(GARBLE.length)),
      text.slice(from, from + pick(200)),
      String.fromCharCode(pick(0xffff)),
    ][pick(4)];
    text = text.slice(0, at) + (added ?? '') + text.slice(added === '' ? at + pick(40) : at);
  }
  return { path, text };
}

await main();
