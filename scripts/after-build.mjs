// Makes the built command lines executable, as npm does for an installed package.
import { chmodSync, existsSync } from 'node:fs';

for (const file of ['dist/cli/main.js', 'dist/cli/verify-main.js']) {
  if (existsSync(file)) chmodSync(file, 0o755);
}
