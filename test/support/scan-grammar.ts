// The Python grammar for tests: from the package that the build copies it out of.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export function pythonGrammar(): Uint8Array {
  const require = createRequire(import.meta.url);
  return readFileSync(require.resolve('tree-sitter-python/tree-sitter-python.wasm'));
}
