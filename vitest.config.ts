import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const support = (file: string) => fileURLToPath(new URL(`test/support/${file}`, import.meta.url));

export default defineConfig({
  // Hundreds of tests open a store or scan something, each with a thread of its own.
  resolve: {
    alias: [
      { find: /^\.\/start-worker\.ts$/, replacement: support('start-compiled-worker.ts') },
      { find: /^\.\/start-scan-worker\.ts$/, replacement: support('start-compiled-scan-worker.ts') },
    ],
  },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts', 'scripts/**/*.test.ts'],
    globalSetup: [support('compile.ts')],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Importing a file does nothing and nothing keeps state of its own, so files share a worker, and what one has loaded.
    isolate: false,
    // One worker a processor: half of the tests' time is spent waiting for processes that they started.
    maxWorkers: '100%',
  },
});
