// Compiles the product once for all tests: a thread or process that starts from JavaScript starts in a quarter of the time.

import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';
import { COMPILED } from './compiled.ts';

/** What tests start as processes of their own: laid out as it is installed. */
const PROGRAMS = ['cli/main.ts', 'cli/verify-main.ts', 'store/embedded-ledger.ts'];
/** What hundreds of tests start: each in one file, which loads in half of the time. */
const THREADS = ['server/scan/worker-entry.ts', 'store/worker-entry.ts'];

const root = fileURLToPath(new URL('../../', import.meta.url));
const source = join(root, 'src');

/**
 * Lays the product out as an installed package, `dist` beside its `package.json`, and tells where to this process and those
 * that it starts. Answers what removes it.
 */
export async function setup(): Promise<() => void> {
  const place = mkdtempSync(join(tmpdir(), 'sallyport-compiled-'));
  const dist = join(place, 'dist');
  await compile(dist, PROGRAMS, { preserveModules: true, preserveModulesRoot: source });
  for (const thread of THREADS) await compile(dist, [thread], { codeSplitting: false });
  const grammar = 'tree-sitter-python.wasm';
  copyFileSync(join(root, 'node_modules/tree-sitter-python', grammar), join(dist, 'scan', grammar));
  copyFileSync(join(root, 'package.json'), join(place, 'package.json'));
  for (const name of ['examples', 'node_modules']) symlinkSync(join(root, name), join(place, name));
  process.env[COMPILED] = dist;
  return () => rmSync(place, { recursive: true, force: true });
}

type Layout = Pick<Rolldown.OutputOptions, 'preserveModules' | 'preserveModulesRoot' | 'codeSplitting'>;

/** Each entry lies in `outDir` where it lies in the sources. */
async function compile(outDir: string, entries: readonly string[], layout: Layout): Promise<void> {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      target: 'node20',
      minify: false,
      outDir,
      emptyOutDir: false,
      rolldownOptions: {
        input: Object.fromEntries(entries.map((entry) => [entry.replace(/\.ts$/, ''), join(source, entry)])),
        output: { ...layout, entryFileNames: '[name].js' },
      },
    },
  });
}
