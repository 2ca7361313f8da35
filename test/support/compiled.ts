// Where the tests find what `compile.ts` has compiled.

import { join } from 'node:path';

/** The variable by which the test runner tells its workers; not one of ours, which a gateway would refuse as unknown. */
export const COMPILED = 'COMPILED_FOR_TESTS';

/** The JavaScript of a source file, by its path below `src`. Throws outside of a test run. */
export function compiled(path: string): string {
  const place = process.env[COMPILED];
  if (place === undefined) throw new Error('nothing was compiled: only tests that vitest runs can ask');
  return join(place, path.replace(/\.ts$/, '.js'));
}
