// Makes the built command lines executable, as npm does for an installed package, and puts the scanner's grammar beside them.
import { chmodSync, copyFileSync, existsSync } from 'node:fs';

for (const file of ['dist/cli/main.js', 'dist/cli/verify-main.js']) {
  if (existsSync(file)) chmodSync(file, 0o755);
}
copyFileSync('node_modules/tree-sitter-python/tree-sitter-python.wasm', 'dist/scan/tree-sitter-python.wasm');
