// Compiles the product once for all tests: a thread or process that starts from JavaScript starts in a quarter of the time.

import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { COMPILED } from './compiled.ts';

const ENTRIES = [
  'cli/main.ts',
  'cli/verify-main.ts',
  'server/scan/worker-entry.ts',
  'store/embedded-ledger.ts',
  'store/worker-entry.ts',
];

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Lays the product out as an installed package, `dist` beside its `package.json`, and tells where to this process and those
 * that it starts. Answers what removes it.
 */
export async function setup(): Promise<() => void> {
  const place = mkdtempSync(join(tmpdir(), 'sallyport-compiled-'));
  const source = join(root, 'src');
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      target: 'node20',
      minify: false,
      outDir: join(place, 'dist'),
      emptyOutDir: false,
      rolldownOptions: {
        input: ENTRIES.map((entry) => join(source, entry)),
        output: { preserveModules: true, preserveModulesRoot: source, entryFileNames: '[name].js' },
      },
    },
  });
  const grammar = 'tree-sitter-python.wasm';
  copyFileSync(join(root, 'node_modules/tree-sitter-python', grammar), join(place, 'dist/scan', grammar));
  copyFileSync(join(root, 'package.json'), join(place, 'package.json'));
  for (const name of ['examples', 'node_modules']) symlinkSync(join(root, name), join(place, name));
  process.env[COMPILED] = join(place, 'dist');
  return () => rmSync(place, { recursive: true, force: true });
}
