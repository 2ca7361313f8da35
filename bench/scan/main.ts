// `npm run bench:scan`: how soon the scanner speaks, how fast it reads, and how it ends with files that are made to stop it.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const FILES = 1_000;
const RUNS = 3;

interface Run {
  readonly firstMs: number;
  readonly totalMs: number;
  readonly code: number | null;
  readonly text: string;
}

function scan(cwd: string, ...argv: readonly string[]): Promise<Run> {
  const start = performance.now();
  const child = spawn(process.execPath, [CLI, 'scan', ...argv], { cwd });
  let firstMs = 0;
  let text = '';
  const hear = (chunk: Buffer): void => {
    firstMs ||= performance.now() - start;
    text += chunk.toString('utf8');
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  return new Promise((resolve, reject) =>
    child.on('error', reject).on('close', (code) => {
      resolve({ firstMs, totalMs: performance.now() - start, code, text });
    }),
  );
}

const FUNCTION = 'def f(a, b=1):\n    """Adds."""\n    return {"a": a, "b": b, "k": os.environ.get("K")}\n\n';

function cleanProject(root: string): number {
  const text = `import os\n\n${FUNCTION.repeat(40)}`;
  for (let n = 0; n < FILES; n += 1) {
    const folder = join(root, `package_${Math.floor(n / 50)}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `module_${n}.py`), text);
  }
  return text.length * FILES;
}

/** Just under eight megabytes each: larger ones are not opened. */
const HOSTILE: readonly (readonly [string, string])[] = [
  ['open brackets', '('.repeat(8_300_000)],
  ['a list of numbers', `x = [${'1,'.repeat(4_150_000)}]`],
  ['quotes', '"'.repeat(8_300_000)],
  ['settings', `f(${'api_key="sk-abc123",'.repeat(400_000)})`],
];

const root = mkdtempSync(join(tmpdir(), 'sallyport-bench-scan-'));
try {
  const clean = join(root, 'clean');
  const bytes = cleanProject(clean);
  for (let n = 0; n < RUNS; n += 1) {
    const { firstMs, totalMs, code } = await scan(clean, '.');
    const rate = bytes / 1_000 / totalMs;
    console.log(
      `clean project, ${FILES} files, ${(bytes / 1e6).toFixed(1)} MB: speaks after ${firstMs.toFixed(0)} ms, ends after ${totalMs.toFixed(0)} ms (${rate.toFixed(1)} MB/s with start-up), exit code ${code}`,
    );
  }
  for (const [name, text] of HOSTILE) {
    writeFileSync(join(root, 'hostile.py'), text);
    const { totalMs, code, text: said } = await scan(root, 'hostile.py', '--fail-on', 'never');
    const notice = said.split('\n').find((line) => line.startsWith('notice')) ?? 'NO NOTICE';
    console.log(`hostile file, ${name}: ends after ${totalMs.toFixed(0)} ms, exit code ${code}: ${notice}`);
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
