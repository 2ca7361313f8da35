// Runs a bench of time as the product runs: compiled by tsc, because what a loader translates is collected far more slowly.
// Usage: node scripts/run-compiled.mjs bench/NAME/main.ts [arguments]

import { spawnSync } from 'node:child_process';

const COMPILED = '.bench';
const [entry = '', ...rest] = process.argv.slice(2);

/** Both write to this terminal; the first one that fails ends it. */
function run(...args) {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.bench.json');
run('--expose-gc', `${COMPILED}/${entry.replace(/\.ts$/, '.js')}`, ...rest);
